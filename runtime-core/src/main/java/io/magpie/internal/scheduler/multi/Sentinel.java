package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.Idle;
import io.magpie.internal.task.Task;

/// What the sentinel does between two naps: it looks for what a busy worker has left lying.
///
/// - a shard of the driver that nobody has polled for half a millisecond;
/// - timers that are overdue by as much;
/// - tasks, also in the LIFO slot, of a worker that has been in the same poll for 100 µs or more.
///
/// What it finds goes to its own queue. While it finds nothing it naps longer, and when all workers have slept for 50 ms
/// it gives the role up, so that an idle runtime uses no CPU. Used by its worker only.
final class Sentinel {

    /// A poll of the driver that is older than this is stale. Half the shortest nap.
    private static final long STALE_NANOS = 500_000;

    /// A worker that has been in one poll for so long lets go of what it holds. Kotlin's rule for its LIFO slot.
    private static final long STALLED_NANOS = 100_000;

    private static final long SHORTEST_NAP_NANOS = 1_000_000;
    private static final long LONGEST_NAP_NANOS = 4_000_000;

    /// How long all workers must have slept before the sentinel sleeps for good. One extra wake-up in so long is the
    /// price.
    private static final long QUIET_NANOS = 50_000_000;

    private final Worker worker;
    private final MultiThreadScheduler scheduler;
    private final Idle idle;

    private long nap;
    private long quietWord;
    private long quietSince;

    /// Per slot, the poll in which a worker was last seen, and since when. The age of a task is judged by the observer, so
    /// that waking one stamps no clock. Kept from one sleep to the next: a sequence names one poll.
    private final long[] seenSequence;
    private final long[] seenSince;

    Sentinel(Worker worker) {
        this.worker = worker;
        this.scheduler = worker.scheduler;
        this.idle = scheduler.idle();
        this.seenSequence = new long[scheduler.slots()];
        this.seenSince = new long[scheduler.slots()];
    }

    /// The worker goes to sleep, maybe as sentinel.
    void begin(long now) {
        nap = SHORTEST_NAP_NANOS;
        quietWord = idle.observe();
        quietSince = now;
    }

    /// How long to sleep until the next look.
    long nap() {
        return nap;
    }

    /// Looks once. Returns whether something was found: it is in the worker's queue.
    boolean look(long now) {
        // All three at each look: where events come all the time, a task behind a long poll would else wait for a look
        // that finds none.
        boolean found = pollStaleShards(now);
        found |= fireOverdueTimers(now);
        found |= rescueTasks(now);
        if (found) {
            return true;
        }
        nap = Math.min(nap * 2, LONGEST_NAP_NANOS);
        long word = idle.observe();
        if (word != quietWord) {
            quietWord = word;
            quietSince = now;
        } else if (now - quietSince >= QUIET_NANOS) {
            // Refused if anything has changed. If not, all are parked, and who wakes first will wake another.
            var _ = idle.coolDown(worker.slot, word);
        }
        return false;
    }

    private boolean pollStaleShards(long now) {
        int events = 0;
        for (Shard shard : scheduler.shards()) {
            if (shard.poller().registered() > 0 && now - shard.lock().lastPoll() >= STALE_NANOS) {
                events += worker.dispatch.tryPoll(shard);
            }
        }
        return events > 0;
    }

    private boolean fireOverdueTimers(long now) {
        int fired = 0;
        for (Worker other : scheduler.workers()) {
            if (!other.spare && other.wheel.nextDeadline() <= now - STALE_NANOS) {
                fired += worker.dispatch.fire(other.wheel, now);
            }
        }
        return fired > 0;
    }

    private boolean rescueTasks(long now) {
        if (!scheduler.injected().isEmpty()) {
            return true;
        }
        for (Worker other : scheduler.workers()) {
            if (other != worker && isStalled(other, now)) {
                Task<?> task = worker.queue.stealFromStuck(other.queue);
                if (task != null) {
                    worker.queue.push(task);
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether every other worker that is awake has been in one poll since long: then nobody else looks at the driver.
    boolean othersAreStalled(long now) {
        for (Worker other : scheduler.workers()) {
            if (other != worker && !idle.isParked(other.slot) && !isStalled(other, now)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a worker has been in one poll since long.
    private boolean isStalled(Worker other, long now) {
        long sequence = other.pollSequence();
        if ((sequence & 1) == 0) {
            seenSequence[other.slot] = 0;
            return false;
        }
        if (seenSequence[other.slot] != sequence) {
            seenSequence[other.slot] = sequence;
            seenSince[other.slot] = now;
            return false;
        }
        return now - seenSince[other.slot] >= STALLED_NANOS;
    }
}
