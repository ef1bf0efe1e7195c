package io.magpie.internal.combine;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The branches that were woken since the last look, and the waker of whoever looks. Any thread pushes; the poller
/// takes all. Lock-free. See the package for the protocol.
final class WokenList {

    private static final VarHandle TOP;
    private static final VarHandle POLLER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(WokenList.class, "top", Branch.class);
            POLLER = lookup.findVarHandle(WokenList.class, "poller", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through TOP
    private @Nullable Branch top;

    @SuppressWarnings("unused") // through POLLER
    private @Nullable Waker poller;

    /// Makes `waker` the one to wake, from now on. Called by the poller before it takes.
    void aim(Waker waker) {
        if (POLLER.get(this) != waker) { // plain: only pollers write it
            // Dekker with push: written before take, and push writes the stack before it reads this. Weaker, and a
            // branch that this poll misses could wake an earlier poller.
            POLLER.setVolatile(this, waker);
        }
    }

    /// Adds a branch that its waker has just listed, and wakes the poller.
    void push(Branch branch) {
        Branch seen = (Branch) TOP.getVolatile(this);
        while (true) {
            branch.next = seen; // plain: the CAS publishes it to take
            Branch found = (Branch) TOP.compareAndExchange(this, seen, branch);
            if (found == seen) {
                break;
            }
            seen = found;
        }
        // Dekker with aim: read after the push.
        Waker waker = (Waker) POLLER.getVolatile(this);
        if (waker != null) {
            waker.wake();
        }
    }

    /// Takes all woken branches, linked by `next`, the one woken first in front; null if there are none.
    @Nullable
    Branch take() {
        Branch newest = (Branch) TOP.getAndSet(this, null);
        Branch oldest = null;
        while (newest != null) {
            Branch older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }
}
