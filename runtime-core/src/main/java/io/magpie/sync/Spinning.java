package io.magpie.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How long to look again at a lock that is taken, before queueing for it: learned from what came of it.
///
/// A lock that is held for nanoseconds is free again long before its waiter has been queued, suspended and woken. One
/// that is held across an await is not, and each look was in vain; then this soon stops looking.
///
/// Source: the adaptive mutex of Solaris and glibc; the pauses double as in a test-and-test-and-set lock with back-off.
final class Spinning {

    /// The most pauses before one lock. About 1 µs: a suspended waiter costs as much, and its wake-up more.
    private static final int MOST_PAUSES = 64;

    /// Pauses before the first look, and all there are before a lock of which nothing is known, or little. Each look takes
    /// the cache line from the holder; in that time it locks and unlocks a dozen times more. With 1 a contended lock
    /// takes twice as long, from 16 to 64 as long.
    private static final int FEW_PAUSES = 16;

    /// Once looking has proved vain, it is tried again for one waiter in so many: a guess.
    private static final int WAITERS_PER_TRIAL = 32;

    private static final VarHandle PAUSES;
    private static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PAUSES = lookup.findVarHandle(Spinning.class, "pauses", int.class);
            WAITERS = lookup.findVarHandle(Spinning.class, "waiters", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Whether the holder may be running while somebody looks.
    private final boolean othersRun;

    /// How many pauses seem to pay. Opaque: a lost update is a worse guess.
    @SuppressWarnings("unused") // through PAUSES
    private int pauses = FEW_PAUSES;

    /// Waiters that did not spin, since one did. Opaque, as above.
    @SuppressWarnings("unused") // through WAITERS
    private int waiters;

    Spinning() {
        this(Runtime.getRuntime().availableProcessors() > 1);
    }

    Spinning(boolean othersRun) {
        this.othersRun = othersRun;
    }

    /// Takes `n` permits if they come within the time that it pays to look.
    boolean take(Permits permits, int n) {
        int most = limit();
        int spent = 0;
        for (int pause = FEW_PAUSES; spent < most; pause <<= 1) {
            int until = Math.min(most, spent + pause);
            for (; spent < until; spent++) {
                Thread.onSpinWait();
            }
            if (permits.tryTake(n)) {
                learn(Math.min(MOST_PAUSES, Math.max(most, 2 * spent)));
                return true;
            }
        }
        learn(most / 2);
        return false;
    }

    private void learn(int learned) {
        if ((int) PAUSES.getOpaque(this) != learned) { // the field is shared
            PAUSES.setOpaque(this, learned);
        }
    }

    /// How many pauses to try now: as many as seem to pay; where none does, a few now and then.
    int limit() {
        if (!othersRun) {
            return 0;
        }
        int learned = (int) PAUSES.getOpaque(this);
        if (learned > 0) {
            return learned;
        }
        int vain = (int) WAITERS.getOpaque(this) + 1;
        WAITERS.setOpaque(this, vain % WAITERS_PER_TRIAL);
        return vain == WAITERS_PER_TRIAL ? FEW_PAUSES : 0;
    }
}
