package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// 200 tasks yield 1,000 times each, and count a latch down.
final class YieldMany {

    private static final int TASKS = 200;
    private static final int YIELDS = Size.of(1_000);

    static final int OPERATIONS = 200_000;

    private YieldMany() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            CountDownLatch latch = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                runtime.spawn(() -> {
                            for (int left = YIELDS; left > 0; left--) {
                                await(yieldNow());
                            }
                            latch.countDown();
                        })
                        .detached();
            }
            latch.await();
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            CountDownLatch latch = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                runtime.spawn(new Yields(latch)).detached();
            }
            latch.await();
        }
    }

    private static final class Yields implements Future<@Nullable Void> {
        private final CountDownLatch latch;
        private int left = YIELDS;

        Yields(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        public @Nullable Object poll(Context cx) {
            if (left-- > 0) {
                cx.defer();
                return Poll.PENDING;
            }
            latch.countDown();
            return null;
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            CountDownLatch latch = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                Thread.startVirtualThread(() -> {
                    for (int left = YIELDS; left > 0; left--) {
                        Thread.yield();
                    }
                    latch.countDown();
                });
            }
            latch.await();
        }
    }

    /// In a pool: a task yields by submitting itself again.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            CountDownLatch latch = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                pool.execute(new Runnable() {
                    private int left = YIELDS;

                    @Override
                    public void run() {
                        if (left-- > 0) {
                            pool.execute(this);
                        } else {
                            latch.countDown();
                        }
                    }
                });
            }
            latch.await();
        }
    }
}
