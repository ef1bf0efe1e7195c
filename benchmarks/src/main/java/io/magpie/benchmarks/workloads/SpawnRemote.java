package io.magpie.benchmarks.workloads;

import io.magpie.task.JoinHandle;
import java.util.concurrent.ForkJoinTask;

/// An external thread spawns 10,000 empty tasks, and joins them in order.
final class SpawnRemote {

    static final int OPERATIONS = 10_000;

    private SpawnRemote() {}

    /// In async blocks.
    static class Magpie extends MagpieWorkload {
        private final int tasks;

        Magpie() {
            this(OPERATIONS);
        }

        Magpie(int tasks) {
            this.tasks = Size.of(tasks);
        }

        @Override
        public final void run() throws Exception {
            JoinHandle<?>[] handles = new JoinHandle<?>[tasks];
            for (int i = 0; i < tasks; i++) {
                handles[i] = runtime.spawn(() -> {});
            }
            for (JoinHandle<?> handle : handles) {
                handle.join();
            }
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            JoinHandle<?>[] handles = new JoinHandle<?>[Size.of(OPERATIONS)];
            for (int i = 0; i < handles.length; i++) {
                handles[i] = runtime.spawn(new Empty());
            }
            for (JoinHandle<?> handle : handles) {
                handle.join();
            }
        }
    }

    /// On virtual threads.
    static class VirtualThreads implements Workload {
        private final int tasks;

        VirtualThreads() {
            this(OPERATIONS);
        }

        VirtualThreads(int tasks) {
            this.tasks = Size.of(tasks);
        }

        @Override
        public final void run() throws Exception {
            Thread[] threads = new Thread[tasks];
            for (int i = 0; i < tasks; i++) {
                threads[i] = Thread.startVirtualThread(() -> {});
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /// In a pool.
    static class ForkJoin extends ForkJoinWorkload {
        private final int tasks;

        ForkJoin() {
            this(OPERATIONS);
        }

        ForkJoin(int tasks) {
            this.tasks = Size.of(tasks);
        }

        @Override
        public final void run() throws Exception {
            ForkJoinTask<?>[] submitted = new ForkJoinTask<?>[tasks];
            for (int i = 0; i < tasks; i++) {
                submitted[i] = pool.submit(() -> {});
            }
            for (ForkJoinTask<?> task : submitted) {
                task.get();
            }
        }
    }
}
