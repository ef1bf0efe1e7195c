package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A future that waits in a [Combiner]'s structure, and is its own node there.
///
/// Subclasses add what they wait for. Who owns which field is said in the package's documentation.
abstract class Waiter extends Operation {

    /// Not registered; the poller's until it submits the waiter.
    static final int NEW = 0;

    /// In the inbox or in the structure.
    static final int WAITING = 1;

    /// The first of the outcomes, which are final: each structure defines its own from here.
    static final int FIRST_OUTCOME = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through STATE
    private int state;

    /// The poller's: the waker it last asked for.
    private @Nullable Waker latest;

    /// The waker to wake; belongs to the one inside.
    private @Nullable Waker waker;

    /// Links of a [WaitList]; they belong to the one inside.
    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    /// NEW, WAITING or an outcome; for the poller, and for the one inside.
    final int state() {
        // Acquires what was written before the outcome (pairs with conclude). Weaker, and the poller could go on
        // without
        // seeing what the last holder did.
        return (int) STATE.getAcquire(this);
    }

    /// Sets the outcome. Runs inside, once.
    final void conclude(int outcome) {
        // Releases all the one inside has seen; pairs with state().
        STATE.setRelease(this, outcome);
    }

    /// Lets go of the waker that the poller last asked for: it polls no more.
    final void forgetLatest() {
        latest = null;
    }

    /// The error of polling a future again after it gave its value, failed or was dropped.
    static IllegalStateException finished(String name) {
        return new IllegalStateException(
                name + " was polled after it had finished or was dropped: make a new future instead");
    }

    /// Makes this waiter ready to be submitted: by the poller, before anybody else sees it.
    final void prepare(@Nullable Waker first) {
        latest = first;
        waker = first;
        STATE.setRelease(this, WAITING);
    }

    /// Whether a poll with `cx` wants another waker woken than the last one; remembers it.
    final boolean replacesWaker(Context cx) {
        Waker now = cx.waker();
        if (now == latest) {
            return false;
        }
        latest = now;
        return true;
    }

    /// Changes whom to wake. Runs inside, also after the hand-over: if that was in this very turn, its wake is still to
    /// come, and must reach the new waker; if it was in an earlier one, the poller sees the outcome when it has left this
    /// operation behind, and the waker no longer matters.
    final void rewake(Waker now) {
        waker = now;
    }

    /// The waker to nudge. Runs inside.
    final @Nullable Waker waker() {
        return waker;
    }

    /// Wakes the poller, after the hand-over: nobody touches this waiter's waker any more but the one who handed over.
    final void wake() {
        Waker woken = waker;
        waker = null;
        if (woken != null) {
            wake(woken);
        }
    }

    /// Calls a waker after leaving.
    static void wake(Waker waker) {
        try {
            waker.wake();
        } catch (Throwable thrown) { // foreign code: the other waiters must hear what they were handed
            System.getLogger("io.magpie")
                    .log(System.Logger.Level.ERROR, "a waker of a queued waiter has thrown: it must not", thrown);
        }
    }
}
