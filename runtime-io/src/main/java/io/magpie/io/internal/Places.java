package io.magpie.io.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How many connections of one listener may be open at once, and how many are.
///
/// Who finds no place leaves itself in the reader's slot of the listener, *then* looks again; who frees a
/// place counts down, *then* takes the slot. All of these are volatile: weaker, and both might miss each
/// other, and the listener would sleep with a place free.
final class Places {

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(Places.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int limit;

    @SuppressWarnings("unused") // TAKEN
    private int taken;

    /// @param limit 1 or more; [Integer#MAX_VALUE] for none
    Places(int limit) {
        this.limit = limit;
    }

    /// Takes a place.
    ///
    /// @return false if there is none
    boolean take() {
        int seen;
        do {
            seen = (int) TAKEN.getVolatile(this);
            if (seen == limit) {
                return false;
            }
        } while (!TAKEN.compareAndSet(this, seen, seen + 1));
        return true;
    }

    /// As [#take]; if there is none, `waiter` is woken when one is free.
    ///
    /// @param io of the listener
    /// @param waiter the future that accepts, or a bare waker
    /// @throws IllegalStateException if another future waits to read
    boolean await(ScheduledIo io, Object waiter) {
        io.occupyReader(waiter);
        return take();
    }

    /// Frees a place, and wakes who waits for it.
    ///
    /// @param io of the listener
    void free(ScheduledIo io) {
        int before = (int) TAKEN.getAndAdd(this, -1);
        if (before == limit) { // else nobody waits
            io.wakeReader();
        }
    }
}
