package io.magpie.benchmarks;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Oneshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// 1,000 tasks at once each make two oneshots and a partner, send it a value, and await it back; ten times.
final class PingPongMany {

    private static final int ROUNDS = 10;
    private static final int PAIRS = 1_000;

    static final int OPERATIONS = ROUNDS * PAIRS;

    private PingPongMany() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(new Repeat(ROUNDS, () -> {
                Latch latch = new Latch(PAIRS);
                for (int i = 0; i < PAIRS; i++) {
                    Async.spawn(new Pinger(latch)).detached();
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
                Async.spawn(ping.receiver().map(pong.sender()::send)).detached();
                ping.sender().send(1);
                answer = pong.receiver();
            }
            Object value = answer.poll(cx);
            if (value == Poll.PENDING) {
                return value;
            }
            if ((Integer) value != 1) {
                throw new AssertionError("sent 1, and " + value + " came back");
            }
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
            if (pong.join() == 1) { // else the latch is never released, and the run ends by its time limit
                latch.countDown();
            }
        }
    }
}
