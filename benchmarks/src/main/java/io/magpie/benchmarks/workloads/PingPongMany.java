package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Oneshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// 1,000 tasks at once each make two oneshots and a partner, send it a value, and await it back; ten times.
final class PingPongMany {

    private static final int ROUNDS = Size.of(10);
    private static final int PAIRS = 1_000;

    static final int OPERATIONS = 10_000;

    private PingPongMany() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            Latch latch = new Latch(PAIRS);
                            for (int i = 0; i < PAIRS; i++) {
                                spawn(() -> {
                                            Oneshot<Integer> ping = Oneshot.create();
                                            Oneshot<Integer> pong = Oneshot.create();
                                            spawn(() -> {
                                                        pong.sender().send(await(ping.receiver()));
                                                    })
                                                    .detached();
                                            ping.sender().send(1);
                                            requireOne(await(pong.receiver()));
                                            latch.countDown();
                                        })
                                        .detached();
                            }
                            await(latch.released());
                        }
                    })
                    .join();
        }
    }

    private static void requireOne(int value) {
        if (value != 1) {
            throw new AssertionError("sent 1, and " + value + " came back");
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(ROUNDS, () -> {
                Latch latch = new Latch(PAIRS);
                for (int i = 0; i < PAIRS; i++) {
                    spawn(new Pinger(latch)).detached();
                }
                return latch.released();
            }));
        }
    }

    private static final class Pinger implements Future<@Nullable Void> {
        private final Latch latch;
        private @Nullable Future<Integer> answer;

        Pinger(Latch latch) {
            this.latch = latch;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (answer == null) {
                Oneshot<Integer> ping = Oneshot.create();
                Oneshot<Integer> pong = Oneshot.create();
                spawn(ping.receiver().map(pong.sender()::send)).detached();
                ping.sender().send(1);
                answer = pong.receiver();
            }
            Object value = answer.poll(cx);
            if (value == Poll.PENDING) {
                return value;
            }
            requireOne((Integer) value);
            latch.countDown();
            return null;
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    CountDownLatch latch = new CountDownLatch(PAIRS);
                    for (int i = 0; i < PAIRS; i++) {
                        Thread.startVirtualThread(() -> ping(latch));
                    }
                    latch.await();
                }
            });
        }

        private static void ping(CountDownLatch latch) {
            CompletableFuture<Integer> ping = new CompletableFuture<>();
            CompletableFuture<Integer> pong = new CompletableFuture<>();
            Thread.startVirtualThread(() -> pong.complete(ping.join()));
            ping.complete(1);
            requireOne(pong.join());
            latch.countDown();
        }
    }

    /// In a pool.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            runRoot(done -> repeat(
                    ROUNDS,
                    end -> {
                        Countdown latch = new Countdown(PAIRS, end);
                        for (int i = 0; i < PAIRS; i++) {
                            pool.execute(() -> ping(latch));
                        }
                    },
                    done));
        }

        private void ping(Countdown latch) {
            CompletableFuture<Integer> ping = new CompletableFuture<>();
            CompletableFuture<Integer> pong = new CompletableFuture<>();
            pool.execute(() -> ping.thenAccept(pong::complete));
            ping.complete(1);
            pong.thenAccept(value -> {
                try {
                    requireOne(value);
                    latch.countDown();
                } catch (Throwable e) {
                    UnseenFailure.report(e);
                }
            });
        }
    }
}
