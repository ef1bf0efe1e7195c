package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A task spawns a task that spawns a task, 1,000 deep; the deepest releases the first. A hundred such chains, one after
/// the other.
final class ChainedSpawn {

    private static final int CHAINS = Size.of(100);
    private static final int DEPTH = 1_000;

    static final int OPERATIONS = 100_000;

    private ChainedSpawn() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        for (int chain = 0; chain < CHAINS; chain++) {
                            Latch latch = new Latch(1);
                            startLink(DEPTH, latch);
                            await(latch.released());
                        }
                    })
                    .join();
        }

        private static void startLink(int depth, Latch latch) {
            spawn(() -> {
                        if (depth == 1) {
                            latch.countDown();
                        } else {
                            startLink(depth - 1, latch);
                        }
                    })
                    .detached();
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(CHAINS, () -> {
                Latch latch = new Latch(1);
                spawn(new Link(DEPTH, latch)).detached();
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
                spawn(new Link(depth - 1, latch)).detached();
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

    /// In a pool.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            runRoot(done -> repeat(CHAINS, end -> startLink(DEPTH, end), done));
        }

        private void startLink(int depth, CompletableFuture<Void> end) {
            pool.execute(() -> {
                if (depth == 1) {
                    end.complete(null);
                } else {
                    startLink(depth - 1, end);
                }
            });
        }
    }
}
