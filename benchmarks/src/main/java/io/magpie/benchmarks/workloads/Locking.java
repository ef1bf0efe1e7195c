package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

import io.magpie.sync.Mutex;
import io.magpie.task.JoinHandle;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// 50 tasks lock one mutex 2,000 times each, and count; nobody waits while it holds the mutex.
final class Locking {

    private static final int TASKS = 50;
    private static final int TIMES = Size.of(2_000);

    static final int OPERATIONS = 100_000;

    private Locking() {}

    private static void requireAll(int counted) {
        if (counted != TASKS * TIMES) {
            throw new AssertionError("counted " + counted + ", not " + TASKS * TIMES);
        }
    }

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        private final Supplier<Mutex> mutexes;

        Magpie(Supplier<Mutex> mutexes) {
            this.mutexes = mutexes;
        }

        /// Guarded by the iteration's mutex.
        private int counted;

        @Override
        public void run() throws Exception {
            counted = 0;
            Mutex mutex = mutexes.get();
            JoinHandle<?>[] tasks = new JoinHandle<?>[TASKS];
            for (int i = 0; i < TASKS; i++) {
                tasks[i] = runtime.spawn(() -> {
                    for (int left = TIMES; left > 0; left--) {
                        try (var _ = await(mutex.lock())) {
                            int next = counted + 1;
                            if (Size.CHECKED) {
                                await(yieldNow());
                            }
                            counted = next;
                        }
                    }
                });
            }
            for (JoinHandle<?> task : tasks) {
                task.join();
            }
            requireAll(counted);
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        private final ReentrantLock lock = new ReentrantLock();

        /// Guarded by the lock.
        private int counted;

        @Override
        public void run() throws Exception {
            counted = 0;
            List<VirtualRoot.Body> tasks = Collections.nCopies(TASKS, () -> {
                for (int left = TIMES; left > 0; left--) {
                    lock.lock();
                    try {
                        int next = counted + 1;
                        if (Size.CHECKED) {
                            Thread.yield();
                        }
                        counted = next;
                    } finally {
                        lock.unlock();
                    }
                }
            });
            VirtualRoot.runAll(tasks);
            requireAll(counted);
        }
    }
}
