package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.IdleState;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/// Workers that stand in for those that block in place.
///
/// A spare has a slot of its own: slots are never handed over, because a queue's producer stays one thread for that
/// thread's life. A spare that is one too many retires before it parks; its thread rests for a while, to be recalled
/// instead of starting another.
///
/// Only the thread that got the slot from the crew word recalls, so there is one recaller at a time; [Duty] has the rest.
final class Spares {

    private static final System.Logger LOG = System.getLogger("io.magpie");

    /// How long a retired spare's thread waits to be recalled: as long as an idle thread of the blocking pool.
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MultiThreadScheduler scheduler;

    Spares(MultiThreadScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Finds a stand-in if fewer workers run than were asked for. Any worker.
    void startIfNeeded() {
        int slot = scheduler.crew().enlistSpare();
        if (slot == IdleState.NONE) {
            return;
        }
        Worker resting = scheduler.roster().in(slot);
        if (resting == null || !resting.duty.recall(resting.parker)) {
            start(slot);
        }
    }

    /// Ends the calling spare, or lets it rest, if more workers run than were asked for. Returns true if its thread must
    /// end, false if it goes on as a worker.
    boolean tryRetire(Worker spare) {
        if (!spare.queue.isEmpty() || !scheduler.crew().tryRetire(spare.slot)) {
            return false;
        }
        boolean wasSearching = spare.search.parked();
        if (IdleState.mustRecheck(scheduler.idle().retire(spare.slot, wasSearching))
                && scheduler.hasStealableWork(spare)) {
            scheduler.notifyOne();
        }
        if (!spare.duty.rest(spare.parker, spare.clock, REST_NANOS, scheduler::isDone)) {
            return true;
        }
        scheduler.idle().enlist(spare.slot);
        return false;
    }

    private synchronized void start(int slot) {
        // It has no timers of its own, so that it can end at any time.
        Worker host = scheduler.workers()[slot % scheduler.settings().workers()];
        Worker spare = new Worker(scheduler, slot, true, host.wheel, slot * 0x9E3779B9);
        scheduler.workerJoins(spare);
        try {
            spare.start();
        } catch (OutOfMemoryError refused) {
            scheduler.workerFails(spare);
            scheduler.crew().discharge(slot);
            LOG.log(
                    Level.WARNING,
                    "no thread could be started to stand in for a worker that blocks in place; the others go on alone",
                    refused);
        }
    }
}
