package io.magpie.internal.park;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// [Parker] and [PollerLock].
public final class ParkerStress {

    private ParkerStress() {}

    /// A token that comes while the thread goes to sleep wakes it.
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "the wake-up was lost")
    @State
    public static class ParkUnpark {
        final Parker parker = new Parker();

        @Actor
        public void sleeper() {
            parker.park(-1);
        }

        @Signal
        public void waker() {
            parker.unpark();
        }
    }

    /// The same in a poller, whose wake-up is sticky.
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "the wake-up was lost")
    @State
    public static class ParkPollingUnpark {
        final Parker parker = new Parker();
        final FlagPoller poller = new FlagPoller();

        @Actor
        public void sleeper() throws IOException {
            parker.parkPolling(poller, -1);
        }

        @Signal
        public void waker() {
            parker.unpark();
        }
    }

    /// A token is consumed once.
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "consumed at once")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "kept for the next sleep")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class UnparkConsume {
        final Parker parker = new Parker();

        @Actor
        public void waker() {
            parker.unpark();
        }

        @Actor
        public void sleeper(ZZ_Result r) {
            r.r1 = parker.park(0);
        }

        @Arbiter
        public void later(ZZ_Result r) {
            r.r2 = parker.park(0);
        }
    }

    /// A token is kept by a thread that just goes to sleep.
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "consumed")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the time was up first; kept for the next sleep")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class UnparkTimeout {
        final Parker parker = new Parker();

        @Actor
        public void waker() {
            parker.unpark();
        }

        @Actor
        public void sleeper(ZZ_Result r) {
            r.r1 = parker.park(1);
        }

        @Arbiter
        public void later(ZZ_Result r) {
            r.r2 = parker.park(0);
        }
    }

    /// A second token comes while the first is consumed. If it was merged with the first, what its giver wrote is
    /// seen.
    @JCStressTest
    @Outcome(id = "true, .*, .*, 1", expect = ACCEPTABLE, desc = "written before")
    @Outcome(id = "true, true, .*, 0", expect = FORBIDDEN, desc = "second token consumed, its writes not seen")
    @Outcome(id = "true, false, true, 0", expect = ACCEPTABLE, desc = "the second token came later")
    @Outcome(expect = FORBIDDEN, desc = "the second token was swallowed without its writes")
    @State
    public static class UnparkUnparked {
        final Parker parker = new Parker();
        int data;

        public UnparkUnparked() {
            parker.unpark();
        }

        @Actor
        public void waker() {
            data = 1;
            parker.unpark();
        }

        @Actor
        public void sleeper(LLLL_Result r) {
            r.r1 = parker.park(0);
            r.r2 = parker.park(0);
            r.r4 = data;
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = parker.park(0);
        }
    }

    /// Two tokens at once are one.
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one token")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class UnparkUnpark {
        final Parker parker = new Parker();

        @Actor
        public void first() {
            parker.unpark();
        }

        @Actor
        public void second() {
            parker.unpark();
        }

        @Arbiter
        public void sleeper(ZZ_Result r) {
            r.r1 = parker.park(0);
            r.r2 = parker.park(0);
        }
    }

    /// The next holder of a poller's lock sees what the last one left in the poller.
    @JCStressTest
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "handed over")
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "still held")
    @Outcome(expect = FORBIDDEN, desc = "held by two, or handed over without the buffers")
    @State
    public static class UnlockTryLock {
        final PollerLock lock = new PollerLock();
        int buffer;

        public UnlockTryLock() {
            lock.tryLock(0);
        }

        @Actor
        public void holder(LLL_Result r) {
            buffer = 1;
            lock.unlock(0, 0);
            r.r1 = true;
        }

        @Actor
        public void next(LLL_Result r) {
            boolean locked = lock.tryLock(1);
            r.r2 = locked;
            r.r3 = locked ? buffer : 0;
        }
    }

    /// Two who want a poller.
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "one gets it")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "one gets it")
    @Outcome(expect = FORBIDDEN, desc = "held by two, or by nobody")
    @State
    public static class TryLockTryLock {
        final PollerLock lock = new PollerLock();

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = lock.tryLock(0);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = lock.tryLock(1);
        }
    }

    /// Sleeps by spinning, until a wake-up that it then forgets.
    static final class FlagPoller implements IoPoller {
        private volatile boolean woken;

        @Override
        public int poll(long timeoutNanos) {
            while (!woken && timeoutNanos != 0) {
                Thread.onSpinWait();
            }
            woken = false;
            return 0;
        }

        @Override
        public void wakeup() {
            woken = true;
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
