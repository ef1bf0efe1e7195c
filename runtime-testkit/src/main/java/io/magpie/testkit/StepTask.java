package io.magpie.testkit;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A future that a [StepExecutor] runs.
///
/// @param <T> the type of the value
public final class StepTask<T extends @Nullable Object> implements Waker {

    private final StepExecutor executor;
    private final StepContext context;
    private final AtomicBoolean notified = new AtomicBoolean();

    /// Null once finished.
    private @Nullable Future<T> future;

    private @Nullable Cancellation cancellation;
    private @Nullable Object answer = Poll.PENDING;
    private @Nullable Throwable failure;
    private int polls;

    StepTask(StepExecutor executor, Future<T> future, Budget budget) {
        this.executor = executor;
        this.future = future;
        this.context = new StepContext(budget);
    }

    @Override
    public void wake() {
        if (!notified.getAndSet(true)) {
            executor.wake(this);
        }
    }

    /// Has the future dropped, instead of polled, from the next step of this task on.
    ///
    /// @param why what the future finds in its context
    public void abort(Cancellation why) {
        if (cancellation == null) {
            cancellation = Objects.requireNonNull(why, "why");
            wake();
        }
    }

    /// Whether the task has ended: with a value, a failure, or dropped.
    ///
    /// @return true for ever after
    public boolean isFinished() {
        return future == null;
    }

    /// Whether the task was dropped and gave no value.
    ///
    /// @return true after [#abort], unless the task ended in another way
    public boolean isCancelled() {
        return answer == Poll.CANCELLED;
    }

    /// The value.
    ///
    /// @return what the future returned
    /// @throws AssertionError if the task has not ended, or has failed, or was dropped
    @SuppressWarnings({"unchecked", "NullAway"}) // the future promised a T
    public T value() {
        if (failure != null) {
            throw new AssertionError("the task failed with " + failure, failure);
        }
        if (answer == Poll.PENDING || answer == Poll.CANCELLED) {
            throw new AssertionError("the task has no value: " + answer);
        }
        return (T) answer;
    }

    /// What the task failed with.
    ///
    /// @return the failure; null if the task has not failed
    public @Nullable Throwable failure() {
        return failure;
    }

    /// How often the future was polled or dropped.
    ///
    /// @return 0 or more
    public int polls() {
        return polls;
    }

    void run() {
        notified.set(false);
        Future<T> running = future;
        if (running == null) {
            return;
        }
        polls++;
        context.begin(this, cancellation);
        try {
            answer = cancellation == null ? running.poll(context) : running.drop(context);
        } catch (Cancelled delivered) {
            answer = Poll.CANCELLED; // the future let its cancellation pass
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (failure != null || answer != Poll.PENDING) {
            future = null;
        }
    }

    private final class StepContext extends Context {

        StepContext(Budget budget) {
            super(StepTask.this, budget);
        }

        void begin(Waker waker, @Nullable Cancellation why) {
            aim(waker);
            explain(why);
            refill();
        }

        @Override
        public <S> @Nullable S service(Class<S> type) {
            return null;
        }

        @Override
        protected void defer(Waker deferred) {
            executor.defer(deferred);
        }
    }
}
