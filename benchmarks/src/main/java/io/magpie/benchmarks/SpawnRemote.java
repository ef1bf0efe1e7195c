package io.magpie.benchmarks;

import io.magpie.task.JoinHandle;

/// An external thread spawns 10,000 empty tasks, keeps the handles, and joins each in order.
final class SpawnRemote {

    private static final int TASKS = 10_000;

    static final int OPERATIONS = TASKS;

    private SpawnRemote() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            JoinHandle<?>[] handles = new JoinHandle<?>[TASKS];
            for (int i = 0; i < TASKS; i++) {
                handles[i] = runtime.spawn(new Empty());
            }
            for (JoinHandle<?> handle : handles) {
                handle.join();
            }
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            Thread[] threads = new Thread[TASKS];
            for (int i = 0; i < TASKS; i++) {
                threads[i] = Thread.startVirtualThread(() -> {});
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
