package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Channel;
import io.magpie.sync.Receiver;
import io.magpie.sync.Sender;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Five tasks send 10,000 numbers each into one channel; the task that spawned them receives all.
final class Mpsc {

    private static final int PRODUCERS = 5;
    private static final int EACH = Size.of(10_000);
    private static final int MESSAGES = PRODUCERS * EACH;
    private static final int CAPACITY = 100;

    static final int OPERATIONS = 50_000;

    private Mpsc() {}

    private static void requireSum(long sum) {
        long wanted = PRODUCERS * ((long) EACH * (EACH - 1) / 2);
        if (sum != wanted) {
            throw new AssertionError("the numbers' sum is " + sum + ", not " + wanted);
        }
    }

    static Workload bounded() {
        return new Magpie(() -> Channel.bounded(CAPACITY));
    }

    static Workload unbounded() {
        return new Magpie(Channel::unbounded);
    }

    static Workload boundedByHand() {
        return new ByHand(() -> Channel.bounded(CAPACITY));
    }

    static Workload unboundedByHand() {
        return new ByHand(Channel::unbounded);
    }

    static Workload boundedOnThreads() {
        return new VirtualThreads(() -> new ArrayBlockingQueue<>(CAPACITY));
    }

    static Workload unboundedOnThreads() {
        return new VirtualThreads(LinkedBlockingQueue::new);
    }

    /// In async blocks.
    private static final class Magpie extends MagpieWorkload {
        private final Supplier<Channel<Integer>> channels;

        Magpie(Supplier<Channel<Integer>> channels) {
            this.channels = channels;
        }

        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        Channel<Integer> channel = channels.get();
                        Sender<Integer> sender = channel.sender();
                        Receiver<Integer> receiver = channel.receiver();
                        for (int producer = 0; producer < PRODUCERS; producer++) {
                            spawn(() -> {
                                        for (int i = 0; i < EACH; i++) {
                                            await(sender.send(i));
                                        }
                                    })
                                    .detached();
                        }
                        long sum = 0;
                        for (int i = 0; i < MESSAGES; i++) {
                            sum += await(receiver.recv());
                        }
                        requireSum(sum);
                    })
                    .join();
        }
    }

    /// In futures written by hand.
    private static final class ByHand extends MagpieWorkload {
        private final Supplier<Channel<Integer>> channels;

        ByHand(Supplier<Channel<Integer>> channels) {
            this.channels = channels;
        }

        @Override
        public void run() throws Exception {
            runRoot(new Consumer(channels.get()));
        }
    }

    private static final class Consumer implements Future<@Nullable Void> {
        private final Channel<Integer> channel;
        private @Nullable Future<@Nullable Integer> receiving;
        private int received;
        private long sum;

        Consumer(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (receiving == null) {
                for (int i = 0; i < PRODUCERS; i++) {
                    spawn(new Producer(channel.sender())).detached();
                }
                receiving = channel.receiver().recv();
            }
            while (true) {
                Object number = receiving.poll(cx);
                if (number == Poll.PENDING) {
                    return number;
                }
                sum += (Integer) number;
                if (++received == MESSAGES) {
                    requireSum(sum);
                    return null;
                }
                receiving = channel.receiver().recv();
            }
        }
    }

    private static final class Producer implements Future<@Nullable Void> {
        private final Sender<Integer> sender;
        private @Nullable Future<?> sending;
        private int next;

        Producer(Sender<Integer> sender) {
            this.sender = sender;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            while (true) {
                if (sending == null) {
                    if (next == EACH) {
                        return null;
                    }
                    sending = sender.send(next++);
                }
                if (sending.poll(cx) == Poll.PENDING) {
                    return Poll.PENDING;
                }
                sending = null;
            }
        }
    }

    /// On virtual threads.
    private static final class VirtualThreads implements Workload {
        private final Supplier<BlockingQueue<Integer>> queues;

        VirtualThreads(Supplier<BlockingQueue<Integer>> queues) {
            this.queues = queues;
        }

        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                BlockingQueue<Integer> queue = queues.get();
                for (int producer = 0; producer < PRODUCERS; producer++) {
                    Thread.startVirtualThread(() -> produce(queue));
                }
                long sum = 0;
                for (int i = 0; i < MESSAGES; i++) {
                    sum += queue.take();
                }
                requireSum(sum);
            });
        }

        private static void produce(BlockingQueue<Integer> queue) {
            try {
                for (int i = 0; i < EACH; i++) {
                    queue.put(i);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
