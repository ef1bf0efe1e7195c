package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A task spawns 100,000 tasks that sleep for 500 ms, and waits for them. The time they sleep is not counted.
final class SleepMany {

    static final int OPERATIONS = 100_000;
    private static final int TASKS = Size.of(OPERATIONS);
    private static final Duration SLEEP = Duration.ofMillis(500);

    static final long WAITING_NANOS = SLEEP.toNanos();

    private SleepMany() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        Latch latch = new Latch(TASKS);
                        for (int i = 0; i < TASKS; i++) {
                            spawn(() -> {
                                        await(sleep(SLEEP));
                                        latch.countDown();
                                    })
                                    .detached();
                        }
                        await(latch.released());
                    })
                    .join();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                CountDownLatch latch = new CountDownLatch(TASKS);
                for (int i = 0; i < TASKS; i++) {
                    Thread.startVirtualThread(() -> sleepAndCount(latch));
                }
                latch.await();
            });
        }

        private static void sleepAndCount(CountDownLatch latch) {
            try {
                Thread.sleep(SLEEP);
                latch.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// In a pool: there are only timers, no tasks.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            runRoot(done -> {
                Countdown latch = new Countdown(TASKS, done);
                for (int i = 0; i < TASKS; i++) {
                    pool.schedule(latch::countDown, SLEEP.toMillis(), TimeUnit.MILLISECONDS);
                }
            });
        }
    }
}
