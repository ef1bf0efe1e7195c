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

    /// Takes a place. Returns false if there is none.
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

    /// Frees a place. Returns true if there was none: then who waits for one is to be woken.
    boolean free() {
        return (int) TAKEN.getAndAdd(this, -1) == limit;
    }
}
