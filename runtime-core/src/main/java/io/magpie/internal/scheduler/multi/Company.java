package io.magpie.internal.scheduler.multi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Whether the workers of a runtime help each other, or keep apart because that gets more done: the [CompanyTrial],
/// and what workers see of it.
///
/// Tasks that send each other messages or take the same lock all the time get less done on two cores than on one: most
/// of a poll is then waiting for cache lines that the other core has. While workers keep apart, one wakes another for a
/// backlog or an age of [#HELP_ALL_THE_SAME_NANOS] only, and thieves leave alone what the others have ([Sharing]).
///
/// One worker at a time steps the trial, whoever comes first when it is due; the others read two words that change a few
/// times a second. All of it is policy: who reads an old value helps, or does not, a tick too long.
final class Company {

    /// The backlog, and the age, worth a helper while workers keep apart. Ten times that of [WakePolicy].
    static final long HELP_ALL_THE_SAME_NANOS = 500_000;

    private static final VarHandle APART;
    private static final VarHandle DUE;
    private static final VarHandle LOCK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            APART = lookup.findVarHandle(Company.class, "apart", boolean.class);
            DUE = lookup.findVarHandle(Company.class, "due", long.class);
            LOCK = lookup.findVarHandle(Company.class, "lock", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Guarded by the lock.
    private final CompanyTrial trial;

    /// What the trial says. Written under the lock, read by all, opaquely.
    @SuppressWarnings("unused") // through APART
    private boolean apart;

    /// When the trial is due. As [#apart].
    @SuppressWarnings("unused") // through DUE
    private long due;

    /// 1 while a worker steps the trial. Only tried: who finds it taken goes on.
    @SuppressWarnings("unused") // through LOCK
    private int lock;

    /// Workers that help each other, to begin with.
    ///
    /// @param now the time
    /// @param epochNanos what an epoch of the trial takes; 0 for no trial
    Company(long now, long epochNanos) {
        this.trial = new CompanyTrial(now, epochNanos);
        this.due = epochNanos > 0 ? trial.ends() : Long.MAX_VALUE;
    }

    /// When the trial is due.
    long due() {
        return (long) DUE.getOpaque(this);
    }

    /// Steps the trial if it is due, unless another worker does.
    ///
    /// @param now the time
    /// @param work that all workers have ever done
    void step(long now, long work) {
        if ((int) LOCK.getOpaque(this) != 0 || !LOCK.compareAndSet(this, 0, 1)) {
            return;
        }
        try {
            trial.step(now, work);
            APART.setOpaque(this, trial.isApart());
            DUE.setOpaque(this, trial.ends());
        } finally {
            // Hands the trial's plain fields to the next holder; pairs with the CAS above. Weaker, two threads might
            // count one epoch's work against the other's time.
            LOCK.setRelease(this, 0);
        }
    }

    /// Whether workers keep apart.
    boolean isApart() {
        return (boolean) APART.getOpaque(this);
    }

    /// Whether that has won, and is not only tried. For tests.
    boolean isSettled() {
        while (!LOCK.compareAndSet(this, 0, 1)) {
            Thread.onSpinWait();
        }
        boolean settled = trial.isSettled();
        LOCK.setRelease(this, 0);
        return settled;
    }
}
