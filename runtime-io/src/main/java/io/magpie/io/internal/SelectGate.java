package io.magpie.io.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Decides whether a polling thread may wait in the selector, and whether somebody else must end its wait.
///
/// The polling thread publishes `polling`, then looks for reasons not to wait; whoever has a reason makes it known, then
/// looks at `polling`. All of these are volatile: weaker, and both sides might miss each other, and the thread would
/// wait on.
final class SelectGate {

    private static final VarHandle POLLING;
    private static final VarHandle WOKEN;
    private static final VarHandle CLOSERS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            POLLING = lookup.findVarHandle(SelectGate.class, "polling", boolean.class);
            WOKEN = lookup.findVarHandle(SelectGate.class, "woken", boolean.class);
            CLOSERS = lookup.findVarHandle(SelectGate.class, "closers", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A thread waits in the selector, or is about to.
    @SuppressWarnings("unused") // POLLING
    private boolean polling;

    /// Somebody called for a wake-up.
    @SuppressWarnings("unused") // WOKEN
    private boolean woken;

    /// Threads that want to select in order to free a descriptor.
    @SuppressWarnings("unused") // CLOSERS
    private int closers;

    /// The polling thread is about to select, and may wait there. To be followed by [#leave].
    ///
    /// @return false if it must not wait
    boolean enter() {
        POLLING.setVolatile(this, true);
        return !(boolean) WOKEN.getVolatile(this) && (int) CLOSERS.getVolatile(this) == 0;
    }

    /// The polling thread has selected, and returns to its caller: whoever woke it until now is served.
    void leave() {
        POLLING.setVolatile(this, false);
        WOKEN.setVolatile(this, false);
    }

    /// Somebody wants the poll under way, or else the next that waits, to return.
    ///
    /// @return true if the caller must wake the selector
    boolean callForWakeup() {
        WOKEN.setVolatile(this, true);
        return isEntered();
    }

    /// Somebody wants to select in order to free a descriptor. To be followed by [#closerDone].
    ///
    /// @return true if the caller must wake the selector
    boolean closerComes() {
        CLOSERS.getAndAdd(this, 1);
        return isEntered();
    }

    void closerDone() {
        CLOSERS.getAndAdd(this, -1);
    }

    /// Whether a thread waits in the selector, or is about to; asked after a change that it must take in, and that it
    /// takes in by itself if it selects later.
    ///
    /// @return true if the caller must wake the selector
    boolean isEntered() {
        return (boolean) POLLING.getVolatile(this);
    }
}
