package io.magpie.benchmarks;

import io.magpie.Async;
import io.magpie.future.Future;
import java.util.concurrent.CountDownLatch;

/// A task spawns 10,000 tasks that count a latch down, and waits for it; ten times.
final class SpawnLocal {

    private static final int ROUNDS = 10;
    private static final int TASKS = 10_000;

    static final int OPERATIONS = ROUNDS * TASKS;

    private SpawnLocal() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(ROUNDS, SpawnLocal::spawnAll));
        }
    }

    private static Future<?> spawnAll() {
        Latch latch = new Latch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            Async.spawn(new CountDown(latch)).detached();
        }
        return latch.released();
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    CountDownLatch latch = new CountDownLatch(TASKS);
                    for (int i = 0; i < TASKS; i++) {
                        Thread.startVirtualThread(latch::countDown);
                    }
                    latch.await();
                }
            });
        }
    }
}
