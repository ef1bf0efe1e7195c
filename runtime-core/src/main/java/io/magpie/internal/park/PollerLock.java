package io.magpie.internal.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Lets one worker at a time into a poller. Nobody waits for it; never held across user code.
public final class PollerLock {

    private static final VarHandle HOLDER;
    private static final VarHandle LAST_POLL;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            HOLDER = lookup.findVarHandle(PollerLock.class, "holder", int.class);
            LAST_POLL = lookup.findVarHandle(PollerLock.class, "lastPoll", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// 0, or the holder's slot plus 1.
    @SuppressWarnings("unused") // through HOLDER
    private int holder;

    /// When the last poll ended. Opaque: who reads an older value looks once for nothing.
    @SuppressWarnings("unused") // through LAST_POLL
    private long lastPoll;

    /// Takes the lock, if it is free.
    ///
    /// @param slot the caller's
    /// @return true if the caller holds it now
    public boolean tryLock(int slot) {
        return (int) HOLDER.getOpaque(this) == 0 && HOLDER.compareAndSet(this, 0, slot + 1);
    }

    /// Releases the lock, after a poll that ended at `now`.
    ///
    /// @param slot the caller's, the holder
    /// @param now the runtime's clock, in nanoseconds
    public void unlock(int slot, long now) {
        if (holder() != slot) {
            throw new AssertionError("slot " + slot + " unlocks a poller held by slot " + holder());
        }
        LAST_POLL.setOpaque(this, now);
        // Pairs with the CAS in tryLock: the next poller sees what this one left in the poller's buffers. Volatile, so
        // that whoever takes over from here on does so in one order with the idle word; not argued to be needed.
        HOLDER.setVolatile(this, 0);
    }

    /// The holder's slot, or [IdleState#NONE]; a snapshot.
    public int holder() {
        return (int) HOLDER.getVolatile(this) - 1;
    }

    /// When the last poll ended, by the runtime's clock; a snapshot.
    public long lastPoll() {
        return (long) LAST_POLL.getOpaque(this);
    }
}
