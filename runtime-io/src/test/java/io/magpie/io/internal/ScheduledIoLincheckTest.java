package io.magpie.io.internal;

import static io.magpie.io.internal.Actors.inParallel;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two pollers, a reader, and a closer, on the real object: a reader that sleeps has nothing to read.
@Tag("lincheck")
class ScheduledIoLincheckTest {

    private static final int SCHEDULES = 500 * Integer.getInteger("magpie.test.scale", 1);

    private static final class Socket extends ScheduledIo {
        private final AtomicInteger unread = new AtomicInteger();
        private final AtomicBoolean woken = new AtomicBoolean();
        private final Waker waker = () -> woken.set(true);
        private boolean asleep;

        Socket() {
            super(0);
        }

        @Override
        protected void arm(int bits) {}

        void arrive() {
            unread.incrementAndGet();
            deliver(Readiness.READABLE);
            wake();
        }

        void arriveWakingFirst() {
            unread.incrementAndGet();
            wake();
            deliver(Readiness.READABLE);
        }

        private void wake() {
            Waker taken = takeReader();
            if (taken != null) {
                taken.wake();
            }
        }

        /// Reads until there is nothing; then sleeps.
        void read() {
            while (true) {
                int seen = awaitReadable(waker);
                if (Readiness.isShutDown(seen)) {
                    return;
                }
                if (!Readiness.mayRead(seen)) {
                    asleep = true;
                    return;
                }
                unread.getAndSet(0);
                clear(seen, Readiness.READABLE);
            }
        }

        /// As [#read], by futures, of which the next begins when one has ended.
        void readByFutures() {
            while (true) {
                Reading reading = new Reading(this);
                if (reading.pollOnce(waker) == Poll.PENDING) {
                    // As a task that was woken while it was polled, or that others wake, too.
                    asleep = reading.pollOnce(waker) == Poll.PENDING;
                    if (asleep) {
                        return;
                    }
                }
                if (Readiness.isShutDown(readiness())) {
                    return;
                }
                unread.getAndSet(0);
                clear(reading.seen, Readiness.READABLE);
            }
        }

        void requireNothingLost() {
            if (asleep && !woken.get() && (unread.get() > 0 || Readiness.isShutDown(readiness()))) {
                throw new AssertionError(
                        "the reader sleeps: " + unread.get() + " bytes unread, " + Readiness.describe(readiness()));
            }
        }
    }

    private static final class Reading extends SocketFuture<Integer> {
        private final Socket socket;
        private int seen;

        Reading(Socket socket) {
            super(socket);
            this.socket = socket;
        }

        Object pollOnce(Waker waker) {
            try {
                return poll(Context.of(waker));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Object attempt(Context cx) {
            seen = socket.awaitReadable(this);
            return Readiness.mayRead(seen) ? 1 : Poll.PENDING;
        }
    }

    @Test
    void noArrivalIsLost() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var socket = new Socket();
            inParallel(socket::arrive, socket::arrive, socket::read);
            socket.requireNothingLost();
        });
    }

    @Test
    void noArrivalIsLost_toFutures() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var socket = new Socket();
            inParallel(socket::arrive, socket::arrive, socket::readByFutures);
            socket.requireNothingLost();
        });
    }

    @Test
    void closingWakesTheReader() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var socket = new Socket();
            inParallel(socket::arrive, socket::shutDown, socket::read);
            socket.requireNothingLost();
        });
    }

    @Test
    void lincheckFindsAWakeBeforeTheSet() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(SCHEDULES, () -> {
                    var socket = new Socket();
                    inParallel(socket::arriveWakingFirst, socket::read);
                    socket.requireNothingLost();
                }))
                .isInstanceOf(AssertionError.class);
    }
}
