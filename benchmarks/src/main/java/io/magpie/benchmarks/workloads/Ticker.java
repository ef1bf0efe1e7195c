package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static io.magpie.Async.yieldNow;

import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Two tasks for each worker compute and yield, for ever; one sleeps for 1 ms again and again, and records how late it is.
/// A scheduler that puts who yields before its timers never gets there: then the others are stopped, and the ticker was
/// late by all that time.
public abstract class Ticker implements Workload.Once {

    private static final int HOGS = 2 * Size.WORKERS;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(1) / Size.DIVISOR;
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(5) / Size.DIVISOR;
    private static final long STARVED_NANOS = TimeUnit.SECONDS.toNanos(9) / Size.DIVISOR;

    /// How long the ticker sleeps.
    protected static final Duration PERIOD = Duration.ofMillis(1);

    /// How long a hog computes before it yields, nanoseconds.
    protected final long spinNanos;

    private volatile boolean stopped;

    /// A workload for one measurement.
    ///
    /// @param spinMillis how long a hog computes before it yields
    protected Ticker(int spinMillis) {
        this.spinNanos = TimeUnit.MILLISECONDS.toNanos(spinMillis);
    }

    /// Starts a task that computes for [#spinNanos] and yields until [#isStopped].
    protected abstract void startHog();

    /// Starts a task that sleeps for [#PERIOD] until [Ticks#isOver] says so.
    ///
    /// @param ticks told when it wakes
    protected abstract void startTicker(Ticks ticks);

    /// Whether the hogs are to end.
    ///
    /// @return true once the measurement is over
    protected final boolean isStopped() {
        return stopped;
    }

    @Override
    public final Trial.Round measure() throws InterruptedException {
        for (int i = 0; i < HOGS; i++) {
            startHog();
        }
        Ticks ticks = new Ticks();
        startTicker(ticks);
        boolean served = ticks.over.await(STARVED_NANOS, TimeUnit.NANOSECONDS);
        stopped = true;
        if (!served) {
            ticks.over.await();
        }
        return ticks.toRound();
    }

    /// When the ticker woke.
    public static final class Ticks {
        private static final double[] PERCENTILES = {0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100};

        private final CountDownLatch over = new CountDownLatch(1);
        private final List<Long> lateness = new ArrayList<>();
        private final long begun = System.nanoTime();
        private long last = begun;

        private Ticks() {}

        /// Called by the ticker each time it wakes.
        ///
        /// @return true if that was the last time
        public boolean isOver() {
            long now = System.nanoTime();
            long late = now - last - PERIOD.toNanos();
            last = now;
            if (now - begun > WARM_UP_NANOS) {
                lateness.add(Math.max(0, late));
            }
            if (now - begun < MEASURED_NANOS) {
                return false;
            }
            over.countDown();
            return true;
        }

        private Trial.Round toRound() {
            long[] sorted =
                    lateness.stream().mapToLong(Long::longValue).sorted().toArray();
            List<double[]> curve = new ArrayList<>();
            for (double percentile : PERCENTILES) {
                curve.add(new double[] {percentile, percentile(sorted, percentile)});
            }
            return new Trial.Round(
                    Map.of(
                            Row.VALUE,
                            percentile(sorted, 99),
                            "p50",
                            percentile(sorted, 50),
                            "p99",
                            percentile(sorted, 99),
                            "max",
                            percentile(sorted, 100),
                            "iterations",
                            (double) sorted.length),
                    curve);
        }

        private static double percentile(long[] sorted, double percentile) {
            int rank = (int) Math.ceil(percentile / 100 * sorted.length);
            return sorted[Math.max(0, rank - 1)];
        }
    }

    /// In async blocks.
    static final class Magpie extends Ticker {
        private final MagpieWorkload host = new MagpieWorkload() {
            @Override
            public void run() {}
        };

        Magpie(int spinMillis) {
            super(spinMillis);
        }

        @Override
        protected void startHog() {
            host.runtime
                    .spawn(() -> {
                        while (!isStopped()) {
                            Spin.nanos(spinNanos);
                            await(yieldNow());
                        }
                    })
                    .detached();
        }

        @Override
        protected void startTicker(Ticks ticks) {
            host.runtime
                    .spawn(() -> {
                        do {
                            await(sleep(PERIOD));
                        } while (!ticks.isOver());
                    })
                    .detached();
        }

        @Override
        public void close() {
            host.close();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads extends Ticker {
        VirtualThreads(int spinMillis) {
            super(spinMillis);
        }

        @Override
        protected void startHog() {
            Thread.startVirtualThread(() -> {
                while (!isStopped()) {
                    Spin.nanos(spinNanos);
                    Thread.yield();
                }
            });
        }

        @Override
        protected void startTicker(Ticks ticks) {
            Thread.startVirtualThread(() -> {
                try {
                    do {
                        Thread.sleep(PERIOD);
                    } while (!ticks.isOver());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /// In a pool.
    static final class ForkJoin extends Ticker {
        private final ForkJoinWorkload host = new ForkJoinWorkload() {
            @Override
            public void run() {}
        };

        ForkJoin(int spinMillis) {
            super(spinMillis);
        }

        @Override
        protected void startHog() {
            host.pool.execute(new Runnable() {
                @Override
                public void run() {
                    Spin.nanos(spinNanos);
                    if (!isStopped()) {
                        host.pool.execute(this);
                    }
                }
            });
        }

        @Override
        protected void startTicker(Ticks ticks) {
            var _ = host.pool.schedule(
                    () -> {
                        if (!ticks.isOver()) {
                            startTicker(ticks);
                        }
                    },
                    PERIOD.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            host.close();
        }
    }
}
