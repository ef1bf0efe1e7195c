package io.magpie.benchmarks;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// 200 tasks yield 1,000 times each, and count a latch down.
final class YieldMany {

    private static final int TASKS = 200;
    private static final int YIELDS = 1_000;

    static final int OPERATIONS = TASKS * YIELDS;

    private YieldMany() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
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
}
