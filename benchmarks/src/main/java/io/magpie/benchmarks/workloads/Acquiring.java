package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

import io.magpie.sync.Semaphore;
import io.magpie.task.JoinHandle;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// 50 tasks acquire one of 5 permits 2,000 times each, and yield while they hold it.
final class Acquiring {

    private static final int PERMITS = 5;
    private static final int TASKS = 50;
    private static final int TIMES = Size.of(2_000);

    static final int OPERATIONS = 100_000;

    private Acquiring() {}

    /// Counts who holds a permit, now and then.
    private static final class Holders {
        private final AtomicInteger count = new AtomicInteger();

        /// Looks only every 64th time: it is no part of the workload.
        void enter(int time) {
            if (time % 64 == 0 && count.incrementAndGet() > PERMITS) {
                throw new AssertionError(count + " tasks hold one of " + PERMITS + " permits");
            }
        }

        void leave(int time) {
            if (time % 64 == 0) {
                count.decrementAndGet();
            }
        }
    }

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            Semaphore semaphore = new Semaphore(PERMITS);
            Holders holders = new Holders();
            JoinHandle<?>[] tasks = new JoinHandle<?>[TASKS];
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = runtime.spawn(() -> {
                    for (int time = 0; time < TIMES; time++) {
                        try (var _ = await(semaphore.acquire())) {
                            holders.enter(time);
                            await(yieldNow());
                            holders.leave(time);
                        }
                    }
                });
            }
            for (JoinHandle<?> task : tasks) {
                task.join();
            }
            requireAll(semaphore.availablePermits());
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            var semaphore = new java.util.concurrent.Semaphore(PERMITS);
            Holders holders = new Holders();
            List<VirtualRoot.Body> tasks = Collections.nCopies(TASKS, () -> {
                for (int time = 0; time < TIMES; time++) {
                    semaphore.acquire();
                    try {
                        holders.enter(time);
                        Thread.yield();
                        holders.leave(time);
                    } finally {
                        semaphore.release();
                    }
                }
            });
            VirtualRoot.runAll(tasks);
            requireAll(semaphore.availablePermits());
        }
    }

    private static void requireAll(int permits) {
        if (permits != PERMITS) {
            throw new AssertionError(permits + " permits came back, not " + PERMITS);
        }
    }
}
