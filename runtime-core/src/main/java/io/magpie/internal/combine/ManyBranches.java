package io.magpie.internal.combine;

import io.magpie.future.Context;
import io.magpie.future.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A combination of many futures: a poll polls only those that were woken, so that n wakes cost n polls of a branch and
/// not n².
///
/// Woken branches wait in a queue of the poller's own, in the order of their wakes. A poll takes them until the budget
/// is spent and the next one goes on from there: no branch is polled twice before all the others that are ready.
final class ManyBranches<R extends @Nullable Object> extends Combination<R> {

    private static final @Nullable Object[] NO_VALUES = {};
    private static final Branch[] NO_BRANCHES = {};

    private final WokenList woken = new WokenList();

    private Branch[] branches;
    private @Nullable Object[] values;

    /// The poller's queue of listed branches, and how many there are.
    private @Nullable Branch head;

    private @Nullable Branch tail;
    private int ready;

    ManyBranches(Rule rule, Function<@Nullable Object[], R> assemble, Future<?>[] futures) {
        super(rule, futures.length, assemble);
        int count = futures.length;
        branches = new Branch[count];
        values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            branches[i] = new Branch(i, futures[i], woken);
            append(branches[i]);
        }
    }

    @Override
    void pollBranches(Context cx) {
        collect(cx);
        if (isRace() && ready > 1) {
            rotate(cx.random(ready));
        }
        // Those that are woken meanwhile have their turn in the next poll, which their wake has asked for.
        for (int turns = ready; turns > 0 && isRunning(); turns--) {
            if (cx.budget().isSpent() && !cx.proceed()) {
                return; // deferred: the rest have their turn first in the next poll
            }
            Branch branch = next();
            Future<?> future = branch.future;
            if (future != null) {
                pollBranch(branch.index, future, cx.withWaker(branch));
            }
        }
    }

    @Override
    void dropAll(Context cx) {
        collect(cx);
        while (ready > 0) {
            next();
        }
        for (Branch branch : branches) {
            Future<?> future = branch.future;
            if (future != null) {
                dropBranch(branch.index, future, cx.withWaker(branch));
            }
        }
    }

    @Override
    void dropPending(Context cx) {
        collect(cx);
        for (int turns = ready; turns > 0; turns--) {
            Branch branch = next();
            Future<?> future = branch.future;
            if (future != null) {
                dropBranch(branch.index, future, cx.withWaker(branch));
            }
        }
    }

    @Override
    Map<Integer, Future<?>> openBranches() {
        Map<Integer, Future<?>> open = new LinkedHashMap<>();
        for (Branch branch : branches) {
            Future<?> future = branch.future;
            if (future != null) {
                open.put(branch.index, future);
            }
        }
        return open;
    }

    @Override
    void settle(int branch, @Nullable Object value) {
        branches[branch].retire();
        values[branch] = value;
    }

    @Override
    @Nullable
    Object[] values() {
        return values;
    }

    @Override
    void release() {
        branches = NO_BRANCHES;
        values = NO_VALUES;
        head = null;
        tail = null;
        ready = 0;
    }

    /// Moves the woken branches to the end of the queue.
    private void collect(Context cx) {
        woken.aim(cx.waker());
        Branch branch = woken.take();
        while (branch != null) {
            Branch following = branch.next;
            append(branch);
            branch = following;
        }
    }

    private void append(Branch branch) {
        branch.next = null;
        if (tail == null) {
            head = branch;
        } else {
            tail.next = branch;
        }
        tail = branch;
        ready++;
    }

    /// Takes the first branch off the queue; from now on a wake lists it again.
    @SuppressWarnings("NullAway") // called only while `ready` counts one
    private Branch next() {
        Branch branch = head;
        head = branch.next;
        if (head == null) {
            tail = null;
        }
        ready--;
        branch.next = null;
        if (branch.future != null) {
            branch.unlist();
        }
        return branch;
    }

    /// Moves the first `count` branches of the queue to its end.
    private void rotate(int count) {
        for (int i = 0; i < count; i++) {
            Branch branch = head;
            if (branch != null) {
                head = branch.next;
                ready--;
                append(branch);
            }
        }
    }
}
