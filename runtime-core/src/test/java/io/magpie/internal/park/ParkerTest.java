package io.magpie.internal.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ParkerTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private final Parker parker = new Parker();

    @Test
    void aTokenThatComesFirst_isNotLost() {
        parker.unpark();
        parker.unpark();
        assertThat(parker.park(-1)).isTrue();
        assertThat(parker.park(0)).as("two tokens are one").isFalse();
    }

    @Test
    void withoutToken_parkingEndsWhenTheTimeIsUp() {
        assertThat(parker.park(1_000)).isFalse();
        assertThat(parker.park(0)).isFalse();
    }

    @Test
    void aStrayPermitOrInterrupt_wakesNobody() throws InterruptedException {
        Thread owner = Thread.ofPlatform().start(() -> {
            LockSupport.unpark(Thread.currentThread());
            Thread.currentThread().interrupt();
            while (!parker.park(-1)) {
                throw new AssertionError("woke up without a token");
            }
        });
        while (parker.interrupts() == 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) {
            LockSupport.unpark(owner);
        }
        parker.unpark();
        owner.join();
        assertThat(parker.interrupts()).isEqualTo(1);
    }

    @Test
    void everyToken_wakesTheThread() throws InterruptedException {
        int rounds = 2_000 * SCALE;
        Parker back = new Parker();
        Thread owner = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                parker.park(-1);
                back.unpark();
            }
        });
        for (int i = 0; i < rounds; i++) {
            parker.unpark();
            back.park(-1);
        }
        owner.join();
    }

    @Test
    void everyToken_wakesThePoller() throws InterruptedException {
        int rounds = 2_000 * SCALE;
        Parker back = new Parker();
        StickyPoller poller = new StickyPoller();
        Thread owner = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                assertThat(parkPolling(poller)).isZero();
                back.unpark();
            }
        });
        for (int i = 0; i < rounds; i++) {
            parker.unpark();
            back.park(-1);
        }
        owner.join();
    }

    @Test
    void withTheTokenThere_thePollerIsAskedOnce_withoutWaiting() throws IOException {
        StickyPoller poller = new StickyPoller();
        parker.unpark();
        assertThat(parker.parkPolling(poller, -1)).isZero();
        assertThat(poller.polls).isEqualTo(1);
    }

    @Test
    void events_endTheSleep() throws IOException {
        StickyPoller poller = new StickyPoller();
        poller.events = 3;
        assertThat(parker.parkPolling(poller, -1)).isEqualTo(3);
    }

    @Test
    void afterThePollerFailed_theParkerCanBeUsedAgain() {
        StickyPoller poller = new StickyPoller();
        poller.failure = new IOException("broken");
        assertThatThrownBy(() -> parker.parkPolling(poller, -1)).isSameAs(poller.failure);
        parker.unpark();
        assertThat(parker.park(-1)).isTrue();
    }

    private int parkPolling(IoPoller poller) {
        try {
            return parker.parkPolling(poller, -1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits as a real one does: a wake-up is kept for the next poll.
    private static final class StickyPoller implements IoPoller {
        private final Semaphore wakeups = new Semaphore(0);
        private int polls;
        private int events;
        private IOException failure;

        @Override
        public int poll(long timeoutNanos) throws IOException {
            polls++;
            if (failure != null) {
                throw failure;
            }
            if (events == 0) {
                if (timeoutNanos < 0) {
                    wakeups.acquireUninterruptibly();
                } else {
                    try {
                        wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                wakeups.drainPermits();
            }
            return events;
        }

        @Override
        public void wakeup() {
            wakeups.release();
        }

        @Override
        public int registered() {
            return 0;
        }

        @Override
        public List<String> open() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
