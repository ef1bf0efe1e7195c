package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.Idle;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.scheduler.WorkerStats;
import org.jspecify.annotations.Nullable;

/// How one worker sleeps: the step into the idle word, the wait in the driver or on a token, and the way out.
///
/// One sleeper is *sentinel*: while others are busy it sleeps a millisecond or a few at a time and looks whether somebody
/// needs help ([Sentinel]). Used by its worker only. The rules are those of the package `io.magpie.internal.park`.
final class Parking {

    private static final long FOREVER = -1;

    private final Worker worker;
    private final MultiThreadScheduler scheduler;
    private final Idle idle;
    private final Sentinel sentinel;
    private final @Nullable Shard shard;

    /// Whether the idle word may have this worker for asleep.
    private boolean asleep;

    /// The time of the latest look at the clock. A look takes some dozens of nanoseconds, and a server under load sleeps at
    /// every other request: so there is one look when a wait ends, and whoever needs the time before the next is told it.
    private long now;

    Parking(Worker worker) {
        this.worker = worker;
        this.scheduler = worker.scheduler;
        this.idle = scheduler.idle();
        this.sentinel = new Sentinel(worker);
        this.shard = scheduler.shardOf(worker.slot);
    }

    /// Sleeps until there is something to do: until the worker was claimed to search, woken by an event, by a timer, by
    /// what it saw as sentinel, or by the end of the runtime.
    ///
    /// @param deadline when the worker's first timer is due, by its clock; [Long#MAX_VALUE] if it has none
    /// @param begin the time now
    /// @return the time at which it woke up
    long park(long deadline, long begin) {
        now = begin;
        worker.stats.park(now);
        asleep = true;
        long word = idle.park(
                worker.slot, worker.search.parked(), scheduler.roster().hasPeers());
        if (IdleState.mustRecheck(word) && scheduler.hasStealableWork(worker)) {
            // Pushed while this worker searched, when pushes wake nobody. The one woken may be this worker.
            scheduler.unpark(idle.claim());
        }
        sentinel.begin(now);
        while (!waitOnce(deadline)) {}
        asleep = false;
        worker.stats.unpark(now);
        worker.wakeHelper(); // for what was pushed meanwhile
        return now;
    }

    /// Whether a claim might find this worker itself: it brings in events and timers before it leaves the idle word.
    boolean isAsleep() {
        return asleep;
    }

    /// Waits once. Returns whether the worker is awake, and no longer marked as parked.
    private boolean waitOnce(long deadline) {
        boolean watching = idle.isSentinel(worker.slot);
        long wakeAt = Math.min(firstTimer(deadline), scheduler.roster().deadlineOfStuck());
        long nanos = wakeAt == Long.MAX_VALUE ? FOREVER : Math.max(0, wakeAt - now);
        if (watching) {
            nanos = nanos == FOREVER ? sentinel.nap() : Math.min(nanos, sentinel.nap());
        }
        boolean othersPoll = watching && scheduler.othersAwake() && !sentinel.othersAreStalled(now);
        int events = nanos == 0 ? 0 : block(nanos, othersPoll);
        if (!idle.isParked(worker.slot)) {
            worker.stats.count(WorkerStats.CLAIM);
            worker.search.claimed();
            return true;
        }
        worker.listing.lookAfter(); // may abort tasks, which are then in the queue
        boolean found = events > 0 || wakeAt <= now || !worker.queue.isEmpty() || scheduler.isDone();
        if (!found && idle.isSentinel(worker.slot)) {
            found = sentinel.look(now);
        }
        if (found) {
            leaveByItself();
            if (wakeAt <= now) {
                var _ = scheduler.roster().fireStuck(worker, now);
            }
        }
        return found;
    }

    /// When the worker's first timer is due: another thread may have set an earlier one since the park began, and has
    /// unparked this worker to see it.
    private long firstTimer(long deadline) {
        return worker.spare ? deadline : Math.min(deadline, worker.wheel.nextDeadline());
    }

    /// Blocks in the driver if it is free, else on the worker's token, and looks at the clock. A sentinel leaves the driver
    /// alone while others are busy: they look at it themselves, and a second one inside would take every event to another
    /// core. Not so if each of them is in a long poll.
    private int block(long nanos, boolean othersPoll) {
        if (shard != null && !othersPoll && shard.tryEnter(worker.slot)) {
            int events = worker.dispatch.parkIn(shard, nanos);
            now = worker.dispatch.lastPoll();
            return events;
        }
        var _ = worker.parker.park(nanos);
        now = worker.clock.now();
        return 0;
    }

    private void leaveByItself() {
        switch (idle.leave(worker.slot)) {
            // A token is on its way; it will be found stale.
            case CLAIMED -> worker.search.claimed();
            case ALONE -> {}
            // This worker is about to run user code, and nobody watches over it.
            case UNWATCHED -> scheduler.unpark(idle.claim());
        }
    }
}
