package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.Idle;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.scheduler.WorkerStats;
import io.magpie.internal.task.Task;
import org.jspecify.annotations.Nullable;

/// How one worker that has nothing looks for work in the queues of others, and how it stops.
///
/// A worker that searches is counted in the idle word: pushes wake nobody meanwhile, and it runs no user code. Used by
/// its worker only. The rules are those of the package `io.magpie.internal.park`.
final class Search {

    private final Worker worker;
    private final MultiThreadScheduler scheduler;
    private final Idle idle;
    private final LocalRunQueue<Task<?>> queue;
    private final long spinNanos;

    /// Counted as searching in the idle word.
    private boolean underWay;

    Search(Worker worker) {
        this.worker = worker;
        this.scheduler = worker.scheduler;
        this.idle = scheduler.idle();
        this.queue = worker.queue;
        this.spinNanos = scheduler.settings().spinNanos();
    }

    boolean isUnderWay() {
        return underWay;
    }

    /// Somebody has claimed this worker out of the idle word, and has counted it.
    void claimed() {
        underWay = true;
    }

    /// This worker has parked; the same step has taken it out of the count. Returns whether it was in it.
    boolean parked() {
        boolean was = underWay;
        underWay = false;
        return was;
    }

    /// What others have; null if that is nothing, or if enough workers search already.
    @Nullable
    Task<?> find() {
        if (!underWay && !idle.trySearch()) {
            return null;
        }
        underWay = true;
        Task<?> task = steal();
        return task == null && spinNanos > 0 ? spin() : task;
    }

    /// Looks again and again for a while: to be woken takes longer than most tasks.
    @SuppressWarnings("ThreadPriorityCheck") // whoever shares the processor may have something to do
    private @Nullable Task<?> spin() {
        long now = worker.clock.now();
        long end = now + spinNanos;
        while (now < end && now < worker.wheel.nextDeadline() && !scheduler.isClosing()) {
            Thread.yield();
            worker.pollEvents();
            worker.pullInjected();
            Task<?> task = queue.pop();
            if (task == null) {
                task = steal();
            }
            if (task != null) {
                return task;
            }
            now = worker.clock.now();
        }
        return null;
    }

    /// The older half of another worker's queue, from a random start; of a stuck worker, everything in turn. A single
    /// queued task is left to its worker: moving it costs more than it waits. The sentinel sees to it if it waits long.
    /// All are left to it while workers keep apart ([Sharing]).
    private @Nullable Task<?> steal() {
        Worker[] workers = scheduler.workers();
        int start = worker.nextBelow(workers.length);
        for (int i = 0; i < workers.length; i++) {
            Worker victim = workers[(start + i) % workers.length];
            if (victim == worker) {
                continue;
            }
            Task<?> task = null;
            if (scheduler.crew().isStuck(victim.slot)) {
                task = queue.stealFromStuck(victim.queue);
            } else if (victim.queue.size() >= 2 && victim.sharing.isOpen(worker.clock)) {
                task = queue.stealFrom(victim.queue);
            }
            if (task != null) {
                worker.stats.count(WorkerStats.STEAL);
                return task;
            }
        }
        worker.stats.count(WorkerStats.FAILED_STEAL);
        return null;
    }

    /// Takes a share of what workers hold that are stuck. For a worker that has tasks of its own: as long as it does, and
    /// the others do, too, nobody comes to search, or to sleep and watch.
    void takeOver() {
        for (Worker victim : scheduler.workers()) {
            if (victim != worker && scheduler.crew().isStuck(victim.slot)) {
                Task<?> task = queue.stealFromStuck(victim.queue);
                if (task != null) {
                    worker.stats.count(WorkerStats.STEAL);
                    queue.push(task);
                }
            }
        }
    }

    /// Leaves the search, before any user code runs. The last to leave wakes a successor if there is more: pushes
    /// meanwhile woke nobody. Or if nobody looks after the sleepers.
    void stop() {
        underWay = false;
        long word = idle.foundWork();
        if (IdleState.mustRecheck(word)
                && (IdleState.isUnwatched(word) || !queue.isDrained() || scheduler.hasStealableWork(worker))) {
            scheduler.notifyOne();
        }
    }
}
