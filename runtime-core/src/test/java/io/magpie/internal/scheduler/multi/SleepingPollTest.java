package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.NapDriver;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a worker does with the events it sleeps for.
class SleepingPollTest {

    private static final int SOCKETS = 4;
    private static final int EVENTS = 500;

    private final BatchDriver driver = new BatchDriver();

    /// While it passes events on, the idle word has it for asleep: it must not be the one whom it wakes to help.
    @Test
    void aWorkerThatSleepsInTheDriver_doesNotWakeItself() throws Exception {
        try (AsyncRuntime runtime =
                AsyncRuntime.builder().workers(1).driver(driver).build()) {
            runtime.blockOn(runtime.spawn(Async.join(receivers())));
            assertThat(driver.batches.get()).isPositive();
            assertThat(driver.wakeupsByPoller.get()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyEventIsPassedOn(int workers) throws Exception {
        try (AsyncRuntime runtime =
                AsyncRuntime.builder().workers(workers).driver(driver).build()) {
            assertThat(runtime.blockOn(runtime.spawn(Async.join(receivers()))))
                    .hasSize(SOCKETS)
                    .containsOnly(EVENTS);
        }
    }

    /// Tasks that each wait for an event again and again.
    private List<Future<Integer>> receivers() {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            all.add(receiver());
        }
        return all;
    }

    private Future<Integer> receiver() {
        int[] received = {-1};
        Future<Integer> receiving = cx -> {
            if (++received[0] == EVENTS) {
                return EVENTS;
            }
            driver.await(cx.waker());
            return Poll.PENDING;
        };
        return Async.ready("").then(_ -> Async.spawn(receiving));
    }

    /// Has an event for everybody who waits, at every poll.
    private static final class BatchDriver extends NapDriver {

        final AtomicInteger batches = new AtomicInteger();
        final AtomicInteger wakeupsByPoller = new AtomicInteger();
        private final Queue<Waker> waiting = new ConcurrentLinkedQueue<>();
        private volatile @Nullable IoHost host;
        private volatile @Nullable Thread poller;

        void await(Waker waker) {
            waiting.add(waker);
            super.wakeup();
        }

        @Override
        public IoPoller open(IoHost opener) throws IOException {
            host = opener;
            return super.open(opener);
        }

        @Override
        public int poll(long timeoutNanos) throws IOException {
            var _ = super.poll(timeoutNanos);
            poller = Thread.currentThread();
            IoHost to = Objects.requireNonNull(host);
            int woken = 0;
            for (Waker next = waiting.poll(); next != null; next = waiting.poll()) {
                to.wake(next);
                woken++;
            }
            if (woken > 1 && timeoutNanos != 0) {
                batches.incrementAndGet();
            }
            return woken;
        }

        @Override
        public void wakeup() {
            if (Thread.currentThread() == poller) {
                wakeupsByPoller.incrementAndGet();
            }
            super.wakeup();
        }
    }
}
