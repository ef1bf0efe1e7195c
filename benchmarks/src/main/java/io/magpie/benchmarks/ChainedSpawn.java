package io.magpie.benchmarks;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.future.Future;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A task spawns a task that spawns a task …, 1,000 deep; the deepest releases a latch; a hundred times.
final class ChainedSpawn {

    private static final int CHAINS = 100;
    private static final int DEPTH = 1_000;

    static final int OPERATIONS = CHAINS * DEPTH;

    private ChainedSpawn() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(CHAINS, () -> {
                Latch latch = new Latch(1);
                Async.spawn(new Link(DEPTH, latch)).detached();
                return latch.released();
            }));
        }
    }

    private record Link(int depth, Latch latch) implements Future<@Nullable Void> {
        @Override
        public @Nullable Object poll(Context cx) {
            if (depth == 1) {
                latch.countDown();
            } else {
                Async.spawn(new Link(depth - 1, latch)).detached();
            }
            return null;
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                for (int chain = 0; chain < CHAINS; chain++) {
                    CountDownLatch latch = new CountDownLatch(1);
                    startLink(DEPTH, latch);
                    latch.await();
                }
            });
        }

        private static void startLink(int depth, CountDownLatch latch) {
            Thread.startVirtualThread(() -> {
                if (depth == 1) {
                    latch.countDown();
                } else {
                    startLink(depth - 1, latch);
                }
            });
        }
    }
}
