package io.magpie.internal.combine;

import io.magpie.future.Future;
import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One of many futures of a combination, and the waker that this future sees. See the package for the protocol.
final class Branch implements Waker {

    private static final VarHandle LISTED;

    static {
        try {
            LISTED = MethodHandles.lookup().findVarHandle(Branch.class, "listed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int index;

    /// Null once the branch has ended. The poller's alone.
    @Nullable
    Future<?> future;

    /// The next branch on the stack or in the poller's queue; whose it is follows from `listed`.
    @Nullable
    Branch next;

    private final WokenList woken;

    /// 1 from a wake until the poll that answers it, and for ever once the branch has ended.
    @SuppressWarnings("unused") // through LISTED
    private int listed;

    /// A branch that does not wait for a wake: it is listed, in the poller's hand.
    Branch(int index, @Nullable Future<?> future, WokenList woken) {
        this.index = index;
        this.future = future;
        this.woken = woken;
        LISTED.set(this, 1); // plain: the poller publishes the branch by polling its future
    }

    @Override
    public void wake() {
        // A swap also when a look would show 1: it releases the waker's earlier writes to the swap in unlist. Weaker,
        // and the poll that follows could miss them.
        if ((int) LISTED.getAndSet(this, 1) == 0) {
            woken.push(this);
        }
    }

    /// Lets the next wake list this branch again. The poller calls it before it polls the branch; `next` is no longer
    /// its own then.
    void unlist() {
        // A swap, not a store: it acquires what every waker wrote that found 1. Must come before the poll: after it, a
        // wake that found 1 during the poll would be lost.
        LISTED.getAndSet(this, 0);
    }

    /// Lets go of the future of a branch that has ended: no wake lists the branch again, unless one came during its
    /// last poll.
    void retire() {
        future = null;
        LISTED.getAndSet(this, 1);
    }
}
