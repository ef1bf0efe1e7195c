package io.magpie.benchmarks.workloads;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Future;
import io.magpie.sync.Channel;
import io.magpie.sync.Receiver;
import io.magpie.sync.Sender;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A task spawns ten, which spawn ten each, down to a million leaves; each sends the sum of its leaves' numbers to its
/// parent, through a channel.
final class Skynet {

    private static final int CHILDREN = 10;
    static final int LEAVES = Size.of(1_000_000); // a power of ten

    static final int OPERATIONS = 1_111_111;

    private Skynet() {}

    private static void requireSum(@Nullable Long sum) {
        long wanted = LEAVES * (LEAVES - 1L) / 2;
        if (sum == null || sum != wanted) {
            throw new AssertionError("the sum is " + sum + ", not " + wanted);
        }
    }

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        Channel<Long> result = Channel.bounded(1);
                        spawn(sum(result.sender(), 0, LEAVES)).detached();
                        requireSum(await(result.receiver().recv()));
                    })
                    .join();
        }

        private static Future<@Nullable Void> sum(Sender<Long> parent, long first, int leaves) {
            return async(() -> {
                if (leaves == 1) {
                    await(parent.send(first));
                    return;
                }
                Channel<Long> channel = Channel.bounded(CHILDREN);
                int each = leaves / CHILDREN;
                for (int child = 0; child < CHILDREN; child++) {
                    spawn(sum(channel.sender(), first + (long) child * each, each))
                            .detached();
                }
                Receiver<Long> numbers = channel.receiver();
                long sum = 0;
                for (int child = 0; child < CHILDREN; child++) {
                    sum += await(numbers.recv());
                }
                await(parent.send(sum));
            });
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                BlockingQueue<Long> result = new ArrayBlockingQueue<>(1);
                Thread.startVirtualThread(() -> sum(result, 0, LEAVES));
                requireSum(result.take());
            });
        }

        private static void sum(BlockingQueue<Long> parent, long first, int leaves) {
            try {
                if (leaves == 1) {
                    parent.put(first);
                    return;
                }
                BlockingQueue<Long> numbers = new ArrayBlockingQueue<>(CHILDREN);
                int each = leaves / CHILDREN;
                for (int child = 0; child < CHILDREN; child++) {
                    long start = first + (long) child * each;
                    Thread.startVirtualThread(() -> sum(numbers, start, each));
                }
                long sum = 0;
                for (int child = 0; child < CHILDREN; child++) {
                    sum += numbers.take();
                }
                parent.put(sum);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// In a pool, without channels: the last child that has its sum hands all of them on.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            CompletableFuture<Long> result = new CompletableFuture<>();
            pool.execute(() -> sum(new Node(null, result), 0, LEAVES));
            requireSum(result.get());
        }

        private void sum(Node node, long first, int leaves) {
            if (leaves == 1) {
                node.add(first);
                return;
            }
            Node inner = leaves == LEAVES ? node : new Node(node, null);
            int each = leaves / CHILDREN;
            for (int child = 0; child < CHILDREN; child++) {
                long start = first + (long) child * each;
                pool.execute(() -> sum(inner, start, each));
            }
        }

        private static final class Node {
            private final @Nullable Node parent;
            private final @Nullable CompletableFuture<Long> result;
            private final AtomicInteger missing = new AtomicInteger(CHILDREN);
            private final AtomicLong sum = new AtomicLong();

            Node(@Nullable Node parent, @Nullable CompletableFuture<Long> result) {
                this.parent = parent;
                this.result = result;
            }

            void add(long number) {
                sum.addAndGet(number);
                if (missing.decrementAndGet() == 0) {
                    if (parent != null) {
                        parent.add(sum.get());
                    } else if (result != null) {
                        result.complete(sum.get());
                    }
                }
            }
        }
    }
}
