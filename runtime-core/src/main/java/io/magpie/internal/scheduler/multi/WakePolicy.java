package io.magpie.internal.scheduler.multi;

/// When a worker that has more to do than itself wakes another: the policy measured best of those tried.
///
/// Waking too eagerly is the most expensive mistake of a scheduler (a helper steals half of a 5 µs queue, and then every
/// message crosses cores); waking too late leaves cores idle. So there are three triggers, and none puts a fence or a
/// clock on the path of a push:
///
/// - **credit**: one immediate wake-up per 200 µs, at the second queued task. For a task that spawns work and then
///   computes.
/// - **backlog**: at a tick, when the queue's length times the mean poll time is 50 µs or more.
/// - **age**: at a tick, when a task that was queued at an earlier tick 50 µs ago has still not been taken. Known without
///   a timestamp in the tasks: as long as fewer were taken than were queued then, the last of those still waits.
///
/// A tick comes every 1 to 64 polls: more rarely the shorter the polls, so that its clock read (20 ns) does not show.
///
/// While workers keep apart ([Company]), there is no credit, and backlog and age must be 500 µs.
///
/// Used by its worker only. The measurements are in `docs/decisions/wake-policy.md`.
final class WakePolicy {

    /// How often a push may wake somebody at once. Measured against none, and against every push.
    static final long CREDIT_NANOS = 200_000;

    /// The backlog, and the age, worth a helper. A futex wake-up across cores takes 30 µs itself.
    static final long BACKLOG_NANOS = 50_000;

    private static final int MAX_TICK_INTERVAL = 64;

    /// Ticks closer together than this become rarer.
    private static final long SHORT_TICK_NANOS = 5_000;

    /// Ticks farther apart than this become more frequent.
    private static final long LONG_TICK_NANOS = 20_000;

    private boolean credit = true;

    /// The backlog, and the age, that are worth a helper now.
    private long limit = BACKLOG_NANOS;
    private long creditUsedAt;

    private int interval = 1;
    private long lastTick;

    private boolean marked;
    private long markedAt;
    private long markedTaken;

    /// Uses the credit for a push, if there is one.
    boolean takeCredit() {
        if (!credit) {
            return false;
        }
        credit = false;
        creditUsedAt = 0;
        return true;
    }

    /// Whether there is a credit for a push.
    boolean hasCredit() {
        return credit;
    }

    /// The queue has run dry: the next tick comes after the next poll.
    void ranDry() {
        interval = 1;
        marked = false;
    }

    /// A tick at `now`. Returns after how many polls the next one is due.
    ///
    /// @param apart whether workers keep apart
    int tick(long now, boolean apart) {
        long elapsed = now - lastTick;
        lastTick = now;
        if (elapsed < SHORT_TICK_NANOS) {
            interval = Math.min(interval * 2, MAX_TICK_INTERVAL);
        } else if (elapsed > LONG_TICK_NANOS) {
            interval = Math.max(1, interval / 4);
        }
        limit = apart ? Company.HELP_ALL_THE_SAME_NANOS : BACKLOG_NANOS;
        if (apart) {
            credit = false;
        } else if (!credit) {
            if (creditUsedAt == 0) {
                creditUsedAt = now;
            } else if (now - creditUsedAt >= CREDIT_NANOS) {
                credit = true;
            }
        }
        return interval;
    }

    /// Whether the backlog is worth a helper now. Asked at a tick, after [#tick], when a notify would wake somebody.
    ///
    /// @param now the time of the tick
    /// @param pollNanos the mean time of the polls since the last tick
    /// @param queued tasks in the queue
    /// @param taken tasks ever taken from it
    boolean wantsHelp(long now, long pollNanos, int queued, long taken) {
        if (queued == 0) {
            marked = false;
            return false;
        }
        if (queued >= 2 && queued * pollNanos >= limit) {
            return true;
        }
        if (!marked || taken >= markedTaken) {
            marked = true;
            markedAt = now;
            markedTaken = taken + queued;
            return false;
        }
        if (now - markedAt >= limit) {
            marked = false;
            return true;
        }
        return false;
    }

    /// Nobody could be woken, or somebody searches already: what was marked before says nothing later.
    void forgetAge() {
        marked = false;
    }
}
