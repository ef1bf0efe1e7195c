package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;

import io.magpie.sync.Semaphore;

/// One task acquires one of 10 permits, and releases it, 100,000 times.
final class AcquiringAlone {

    private static final int PERMITS = 10;

    static final int OPERATIONS = 100_000;
    private static final int TIMES = Size.of(OPERATIONS);

    private AcquiringAlone() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        Semaphore semaphore = new Semaphore(PERMITS);
                        for (int left = TIMES; left > 0; left--) {
                            try (var _ = await(semaphore.acquire())) {
                                requireOne(semaphore.availablePermits());
                            }
                        }
                    })
                    .join();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                var semaphore = new java.util.concurrent.Semaphore(PERMITS);
                for (int left = TIMES; left > 0; left--) {
                    semaphore.acquire();
                    try {
                        requireOne(semaphore.availablePermits());
                    } finally {
                        semaphore.release();
                    }
                }
            });
        }
    }

    private static void requireOne(int left) {
        if (left != PERMITS - 1) {
            throw new AssertionError(left + " permits are left of " + PERMITS + " while one is held");
        }
    }
}
