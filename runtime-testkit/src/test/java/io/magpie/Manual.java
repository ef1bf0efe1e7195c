package io.magpie;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.util.ArrayList;
import java.util.List;

/// A future that a test finishes by hand, and that writes down what was done to it.
final class Manual implements Future<Object> {

    /// What answers a drop: the answer, or what it throws.
    sealed interface Answer {
        record Value(Object value) implements Answer {}

        record Failure(Throwable failure) implements Answer {}
    }

    static final Answer PENDING = new Answer.Value(Poll.PENDING);
    static final Answer CANCELLED = new Answer.Value(Poll.CANCELLED);

    final List<Cancellation> drops = new ArrayList<>();
    int polls;

    /// Whether a poll gave the value or the failure.
    boolean finished;

    private Answer polled = PENDING;
    private Answer dropped = CANCELLED;
    private Waker waker;
    private int cost;
    private boolean greedy;
    private List<Manual> order = new ArrayList<>();

    static List<Manual> branches(int count) {
        List<Manual> branches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            branches.add(new Manual());
        }
        return branches;
    }

    /// Ends with `value` in the next poll, and wakes.
    @CanIgnoreReturnValue
    Manual complete(Object value) {
        polled = new Answer.Value(value);
        return wake();
    }

    /// Fails in the next poll, and wakes.
    @CanIgnoreReturnValue
    Manual fail(Throwable failure) {
        polled = new Answer.Failure(failure);
        return wake();
    }

    /// What drops answer from now on; wakes.
    @CanIgnoreReturnValue
    Manual onDrop(Answer answer) {
        dropped = answer;
        return wake();
    }

    @CanIgnoreReturnValue
    Manual onDrop(Object value) {
        return onDrop(new Answer.Value(value));
    }

    @CanIgnoreReturnValue
    Manual onDropFail(Throwable failure) {
        return onDrop(new Answer.Failure(failure));
    }

    /// Each poll needs so many operations of the budget.
    @CanIgnoreReturnValue
    Manual costing(int operations) {
        cost = operations;
        return this;
    }

    /// Each poll takes the whole budget and asks for another one.
    @CanIgnoreReturnValue
    Manual greedy() {
        greedy = true;
        return this;
    }

    /// Writes itself into `polls` at each poll.
    @CanIgnoreReturnValue
    Manual logTo(List<Manual> log) {
        order = log;
        return this;
    }

    @CanIgnoreReturnValue
    Manual wake() {
        if (waker != null) {
            waker.wake();
        }
        return this;
    }

    @Override
    public Object poll(Context cx) throws Exception {
        polls++;
        order.add(this);
        waker = cx.waker();
        while (greedy) {
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
        }
        for (int i = 0; i < cost; i++) {
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
        }
        finished = polled != PENDING;
        return answer(polled);
    }

    @Override
    public Object drop(Context cx) throws Exception {
        drops.add(cx.cancellation());
        waker = cx.waker();
        return answer(dropped);
    }

    private static Object answer(Answer answer) throws Exception {
        return switch (answer) {
            case Answer.Value(var value) -> value;
            case Answer.Failure(Error error) -> throw error;
            case Answer.Failure(var failure) -> throw (Exception) failure;
        };
    }
}
