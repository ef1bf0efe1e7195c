package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Future;
import java.util.concurrent.CountDownLatch;

/// A task spawns 10,000 tasks that count a latch down, and waits for it; ten times.
final class SpawnLocal {

    private static final int ROUNDS = 10;
    private static final int TASKS = Size.of(10_000);

    static final int OPERATIONS = 100_000;

    private SpawnLocal() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            Latch latch = new Latch(TASKS);
                            for (int i = 0; i < TASKS; i++) {
                                spawn(() -> latch.countDown()).detached();
                            }
                            await(latch.released());
                        }
                    })
                    .join();
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(ROUNDS, SpawnLocal::spawnAll));
        }
    }

    private static Future<?> spawnAll() {
        Latch latch = new Latch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            spawn(new CountDown(latch)).detached();
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

    /// In a pool.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            runRoot(done -> repeat(
                    ROUNDS,
                    end -> {
                        Countdown latch = new Countdown(TASKS, end);
                        for (int i = 0; i < TASKS; i++) {
                            pool.execute(latch::countDown);
                        }
                    },
                    done));
        }
    }
}
