package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

/// As [SpawnRemote] with 1,000 tasks, while two tasks for each worker yield and compute for 10 µs, for ever. A scheduler
/// that puts who yields before who comes from outside never gets there.
final class SpawnRemoteBusy {

    static final int OPERATIONS = 1_000;
    static final int HOGS = 2 * Size.WORKERS;
    static final long SPIN_NANOS = 10_000;

    private SpawnRemoteBusy() {}

    /// In async blocks.
    static final class Magpie extends SpawnRemote.Magpie {
        private volatile boolean stopped;

        Magpie() {
            super(OPERATIONS);
            for (int i = 0; i < HOGS; i++) {
                runtime.spawn(() -> {
                            while (!stopped) {
                                await(yieldNow());
                                Spin.nanos(SPIN_NANOS);
                            }
                        })
                        .detached();
            }
        }

        @Override
        public void close() {
            stopped = true;
            super.close();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads extends SpawnRemote.VirtualThreads {
        private volatile boolean stopped;

        VirtualThreads() {
            super(OPERATIONS);
            for (int i = 0; i < HOGS; i++) {
                Thread.startVirtualThread(() -> {
                    while (!stopped) {
                        Thread.yield();
                        Spin.nanos(SPIN_NANOS);
                    }
                });
            }
        }

        @Override
        public void close() {
            stopped = true;
        }
    }

    /// In a pool: a hog submits itself again.
    static final class ForkJoin extends SpawnRemote.ForkJoin {
        private volatile boolean stopped;

        ForkJoin() {
            super(OPERATIONS);
            for (int i = 0; i < HOGS; i++) {
                pool.execute(new Runnable() {
                    @Override
                    public void run() {
                        Spin.nanos(SPIN_NANOS);
                        if (!stopped) {
                            pool.execute(this);
                        }
                    }
                });
            }
        }

        @Override
        public void close() {
            stopped = true;
            super.close();
        }
    }
}
