package io.magpie.internal.scheduler.multi;

import io.magpie.internal.time.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Whether thieves may take what one worker has queued: always, unless workers keep apart ([Company]). And even then, if
/// the worker has called for help, or has not looked around for so long that it must be in a long poll.
///
/// Written by the worker, read by thieves and parkers, opaquely: who reads an old value steals, or leaves alone, a queue
/// too much. A parker must ask what a thief asks, or it is woken again and again for what it may not take.
final class Sharing {

    /// How long a call for help stands: a sleeper takes 30 µs to come.
    static final long HELP_NANOS = 200_000;

    /// Who has not looked around for so long is in a long poll.
    static final long STALE_NANOS = 100_000;

    private static final VarHandle LOOKED;
    private static final VarHandle HELP_UNTIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LOOKED = lookup.findVarHandle(Sharing.class, "looked", long.class);
            HELP_UNTIL = lookup.findVarHandle(Sharing.class, "helpUntil", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Company company;

    /// When the worker looked around last.
    @SuppressWarnings("unused") // through LOOKED
    private long looked;

    /// Until when its call for help stands.
    @SuppressWarnings("unused") // through HELP_UNTIL
    private long helpUntil;

    Sharing(Company company) {
        this.company = company;
    }

    /// The worker looks around, between two polls.
    void look(long now) {
        LOOKED.setOpaque(this, now);
    }

    /// The worker has more to do than it can do soon.
    void callForHelp(long now) {
        HELP_UNTIL.setOpaque(this, now + HELP_NANOS);
    }

    /// Whether a thief may take from the worker's queue. A guess.
    ///
    /// @param clock looked at only if it matters
    boolean isOpen(Clock clock) {
        if (!company.isApart()) {
            return true;
        }
        long now = clock.now();
        return now < (long) HELP_UNTIL.getOpaque(this) || now - (long) LOOKED.getOpaque(this) >= STALE_NANOS;
    }
}
