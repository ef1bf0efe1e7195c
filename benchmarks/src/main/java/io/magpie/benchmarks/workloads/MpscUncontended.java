package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;

import io.magpie.sync.Channel;
import io.magpie.sync.Receiver;
import io.magpie.sync.Sender;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A task sends 5,000 numbers into an unbounded channel, and receives them; ten times.
final class MpscUncontended {

    private static final int ROUNDS = 10;
    private static final int MESSAGES = Size.of(5_000);

    static final int OPERATIONS = 50_000;

    private MpscUncontended() {}

    private static void requireNext(int next, @Nullable Integer came) {
        if (came == null || came != next) {
            throw new AssertionError(came + " came after " + (next - 1));
        }
    }

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            Channel<Integer> channel = Channel.unbounded();
                            Sender<Integer> sender = channel.sender();
                            Receiver<Integer> receiver = channel.receiver();
                            for (int i = 0; i < MESSAGES; i++) {
                                await(sender.send(i));
                            }
                            for (int i = 0; i < MESSAGES; i++) {
                                requireNext(i, await(receiver.recv()));
                            }
                        }
                    })
                    .join();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                    for (int i = 0; i < MESSAGES; i++) {
                        queue.put(i);
                    }
                    for (int i = 0; i < MESSAGES; i++) {
                        requireNext(i, queue.take());
                    }
                }
            });
        }
    }
}
