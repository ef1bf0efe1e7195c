package io.magpie.internal.scheduler;

import io.magpie.metrics.WorkerMetrics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/// One worker's counters: written by the worker, read by anyone, a little late.
///
/// Opaque throughout: each is a monotonic count of one writer, and no reader draws conclusions from two of them.
public final class WorkerStats {

    // What is counted apart from parks, as an index of the counts.

    /// Woken to search.
    public static final int CLAIM = 0;

    /// A search of other workers' queues found something.
    public static final int STEAL = 1;

    /// A search of other workers' queues found nothing.
    public static final int FAILED_STEAL = 2;

    /// A batch was taken from the injection queue.
    public static final int PULL = 3;

    /// The driver was polled.
    public static final int DRIVER_POLL = 4;

    private static final int EVENTS = 5;

    /// Longs before and after the counts, so that two workers' counts share no cache line.
    private static final int PAD = 15;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BUSY;
    private static final VarHandle PARKS;
    private static final VarHandle TURNS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BUSY = lookup.findVarHandle(WorkerStats.class, "busyNanos", long.class);
            PARKS = lookup.findVarHandle(WorkerStats.class, "parks", long.class);
            TURNS = lookup.findVarHandle(WorkerStats.class, "parkUnparks", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through BUSY
    private long busyNanos;

    @SuppressWarnings("unused") // through PARKS
    private long parks;

    @SuppressWarnings("unused") // through TURNS
    private long parkUnparks;

    private final long[] counts = new long[PAD + EVENTS + PAD]; // through COUNT

    /// When the time not yet counted as busy began. The worker's.
    private long busySince;

    /// The worker starts at `now`.
    public void start(long now) {
        busySince = now;
    }

    /// Counts something the worker has done.
    public void count(int event) {
        int at = PAD + event;
        COUNT.setOpaque(counts, at, (long) COUNT.get(counts, at) + 1);
    }

    /// How often something was counted.
    public long counted(int event) {
        return (long) COUNT.getOpaque(counts, PAD + event);
    }

    /// How often the worker went to sleep.
    public long parks() {
        return (long) PARKS.getOpaque(this);
    }

    /// The worker goes to sleep at `now`.
    public void park(long now) {
        publish(now);
        PARKS.setOpaque(this, (long) PARKS.get(this) + 1);
        TURNS.setOpaque(this, (long) TURNS.get(this) + 1);
    }

    /// The worker woke up at `now`.
    public void unpark(long now) {
        busySince = now;
        TURNS.setOpaque(this, (long) TURNS.get(this) + 1);
    }

    /// Counts the time up to `now`, while awake.
    public void publish(long now) {
        BUSY.setOpaque(this, (long) BUSY.get(this) + (now - busySince));
        busySince = now;
    }

    /// The counts as they are.
    public WorkerMetrics snapshot(int index) {
        return new WorkerMetrics(
                index, Duration.ofNanos((long) BUSY.getOpaque(this)), (long) PARKS.getOpaque(this), (long)
                        TURNS.getOpaque(this));
    }
}
