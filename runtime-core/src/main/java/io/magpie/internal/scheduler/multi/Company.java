package io.magpie.internal.scheduler.multi;

import io.magpie.internal.time.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What company costs one worker: whether its polls take so much longer while others run, too, that all of them together get
/// no more done than this one alone.
///
/// That is so where tasks send each other messages or take the same lock all the time: most of a poll is then waiting for
/// cache lines that another core has. It cannot be foreseen, but measured. Of each kind of task (the class of its future) the
/// worker knows what a poll takes alone; in company it adds up what polls take, and what the same kinds would have taken
/// alone. If that shows that company does not pay, the worker is *better alone*: it wakes no helper, and no thief takes from
/// its queue.
///
/// All this is policy, and no verdict is final:
///
/// - it ends after 10 ms; if the next one is the same, after 20 ms, and so on up to 160 ms;
/// - a backlog worth [#HELP_ALL_THE_SAME_NANOS] calls for help, and ends it;
/// - a worker that has not looked around for [#STALE_NANOS] is in a long poll, and thieves take what they find.
///
/// Used by its worker only, but for [#leavesNothing]. The measurements are in `docs/decisions/wake-policy.md`.
final class Company {

    /// A poll is measured once in so long: that costs a look at the clock.
    static final long SAMPLE_NANOS = 10_000;

    /// The backlog, and the age, worth a helper although company has not paid. Ten times that of [WakePolicy].
    static final long HELP_ALL_THE_SAME_NANOS = 500_000;

    /// A verdict that is older says nothing about the poll that the worker is in.
    static final long STALE_NANOS = 100_000;

    static final long SHORTEST_VERDICT_NANOS = 10_000_000;
    static final long LONGEST_VERDICT_NANOS = 160_000_000;

    /// Polls that the mean of a kind needs; older ones count less and less.
    static final int SAMPLES = 8;

    /// Polls in company that a verdict needs.
    static final int EVIDENCE = 16;

    /// A poll that took so many times the mean was interrupted by the system, and counts as if it had not taken longer.
    static final int OUTLIER = 8;

    /// Together, workers are to get more done than one: a tenth at least.
    private static final double LEAST_GAIN = 0.9;

    /// Kinds that are remembered; a power of two. Two that fall together forget each other.
    private static final int KINDS = 32;

    private static final VarHandle BETTER_ALONE;
    private static final VarHandle LOOKED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BETTER_ALONE = lookup.findVarHandle(Company.class, "betterAlone", boolean.class);
            LOOKED = lookup.findVarHandle(Company.class, "looked", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What a poll of one kind of task takes alone.
    private static final class Kind {
        /// The class's identity hash: the class itself would keep its loader from being collected.
        private final int hash;

        private double mean;
        private int samples;

        Kind(int hash) {
            this.hash = hash;
        }

        void add(long nanos) {
            double counted = isKnown() ? clipped(nanos) : nanos;
            samples = Math.min(samples + 1, SAMPLES);
            mean += (counted - mean) / samples;
        }

        boolean isKnown() {
            return samples == SAMPLES;
        }

        double clipped(long nanos) {
            return Math.min((double) nanos, OUTLIER * mean);
        }
    }

    private final @Nullable Kind[] kinds = new Kind[KINDS];

    /// How many workers were awake when a poll was measured last; 0 if that is too long ago.
    private int awakeBefore;

    // What polls in company took, and with how much company they would have to take to be no gain.
    private int samples;
    private double took;
    private double wouldBreakEven;

    /// Written by the worker. Opaque: thieves and parkers that read an old one steal, or leave alone, a queue too much.
    private boolean betterAlone;

    /// When the worker looked around last. As [#betterAlone].
    @SuppressWarnings("unused") // through LOOKED
    private long looked;

    private long verdictEnds;
    private long verdictNanos = SHORTEST_VERDICT_NANOS;

    // ---- the worker

    /// The worker looks around, between two polls.
    void look(long now) {
        LOOKED.setOpaque(this, now);
        if (betterAlone && now >= verdictEnds) {
            tryOthers();
        }
    }

    /// A poll has ended that was measured.
    ///
    /// @param kind the class of the task's future
    /// @param nanos what it took
    /// @param awake how many workers are awake, the caller included
    /// @param now the time
    void polled(Class<?> kind, long nanos, int awake, long now) {
        boolean steady = awake == awakeBefore;
        awakeBefore = awake;
        if (!steady) {
            return;
        }
        Kind known = known(System.identityHashCode(kind));
        if (awake <= 1) {
            known.add(nanos);
        } else if (known.isKnown()) {
            took += known.clipped(nanos);
            wouldBreakEven += awake * known.mean;
            if (++samples >= EVIDENCE) {
                judge(now);
            }
        }
    }

    private Kind known(int hash) {
        int index = hash & KINDS - 1;
        Kind known = kinds[index];
        if (known == null || known.hash != hash) {
            known = new Kind(hash);
            kinds[index] = known;
        }
        return known;
    }

    private void judge(long now) {
        if (took < LEAST_GAIN * wouldBreakEven) {
            verdictNanos = SHORTEST_VERDICT_NANOS;
        } else {
            verdictEnds = now + verdictNanos;
            verdictNanos = Math.min(2 * verdictNanos, LONGEST_VERDICT_NANOS);
            BETTER_ALONE.setOpaque(this, true);
        }
        forgetCompany();
    }

    /// The worker has slept: it does not know who was awake meanwhile.
    void slept() {
        awakeBefore = 0;
    }

    /// Lets others help until it is known whether that pays.
    void tryOthers() {
        BETTER_ALONE.setOpaque(this, false);
        forgetCompany();
    }

    private void forgetCompany() {
        samples = 0;
        took = 0;
        wouldBreakEven = 0;
    }

    /// Whether this worker is better alone.
    boolean isBetterAlone() {
        return betterAlone;
    }

    // ---- anyone

    /// Whether thieves find nothing here, whatever is queued. A guess.
    ///
    /// @param clock looked at only if it matters
    boolean leavesNothing(Clock clock) {
        return (boolean) BETTER_ALONE.getOpaque(this) && clock.now() - (long) LOOKED.getOpaque(this) < STALE_NANOS;
    }
}
