package io.magpie.internal.scheduler.multi;

import io.magpie.future.Waker;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.scheduler.WorkerStats;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.WakeBatch;
import java.util.concurrent.locks.LockSupport;

/// Where one worker gets events from: the driver's polls and the timers, and what they wake.
///
/// While it is at it, what is woken goes to the back of the worker's queue, not to the LIFO slot. No user code runs here,
/// and no batch outlives a call. Used by its worker only.
final class Dispatch {

    /// How long to leave a driver alone that has failed. A guess.
    private static final long DRIVER_RETRY_NANOS = 1_000_000;

    private final Worker worker;
    private final MultiThreadScheduler scheduler;
    private final LocalRunQueue<Task<?>> queue;
    private final WakeBatch wakes = new WakeBatch(this::deliver);

    private boolean underWay;

    /// When the last poll ended.
    private long lastPoll;

    /// When so many were taken from the queue, the tasks woken by the last poll have run.
    private long batchEnd;

    Dispatch(Worker worker) {
        this.worker = worker;
        this.scheduler = worker.scheduler;
        this.queue = worker.queue;
    }

    /// Whether what is woken now is woken by an event or a timer.
    boolean isUnderWay() {
        return underWay;
    }

    /// When the last poll ended, by the worker's clock.
    long lastPoll() {
        return lastPoll;
    }

    /// Whether the tasks that the last poll woke have run: only then is the next one due. Otherwise a worker that is
    /// overwhelmed would run those first whose events come last, and starve the others.
    boolean isBatchDone() {
        return queue.consumed() >= batchEnd;
    }

    /// Polls a shard without waiting, if nobody else does; returns how many were woken.
    int tryPoll(Shard shard) {
        if (!shard.tryEnter(worker.slot)) {
            return 0;
        }
        return poll(shard, 0, false);
    }

    /// Sleeps in a shard whose lock the caller got, until an event, a token or the time; returns how many were woken.
    int parkIn(Shard shard, long nanos) {
        return poll(shard, nanos, true);
    }

    private int poll(Shard shard, long nanos, boolean parks) {
        int events = 0;
        worker.stats.count(WorkerStats.DRIVER_POLL);
        underWay = true;
        try {
            events = parks
                    ? worker.parker.parkPolling(shard.poller(), nanos)
                    : shard.poller().poll(nanos);
        } catch (Throwable failed) { // also a bug of the driver: the idle word may have this worker for asleep
            scheduler.reportDriver(failed);
            // Not on the worker's token: the poll of a sentinel would take one there that tells it to search.
            LockSupport.parkNanos(this, DRIVER_RETRY_NANOS);
        } finally {
            underWay = false;
            lastPoll = worker.clock.now();
            shard.lock().unlock(worker.slot, lastPoll);
        }
        batchEnd = queue.pushed();
        return events;
    }

    /// Fires what is due in a wheel, this worker's or another's; returns how many were woken.
    int fire(TimerWheel wheel, long now) {
        underWay = true;
        try {
            return wheel.advance(now, wakes);
        } finally {
            underWay = false;
        }
    }

    /// Passes a waker on that an event or a timer took from its slot.
    void deliver(Waker waker) {
        if (waker instanceof Task<?> task) {
            task.wake();
        } else {
            scheduler.wakeForeign(waker);
        }
    }
}
