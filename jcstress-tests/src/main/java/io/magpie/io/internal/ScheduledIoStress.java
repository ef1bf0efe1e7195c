package io.magpie.io.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.io.IOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// The races of the readiness word and the slots.
public final class ScheduledIoStress {

    private ScheduledIoStress() {}

    /// A socket without a backend.
    static class BareIo extends ScheduledIo {
        BareIo(int initial) {
            super(initial);
        }

        @Override
        protected void arm(int bits) {}

        @Override
        public String toString() {
            return "BareIo";
        }
    }

    private static final Waker IGNORED = () -> {};

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The event stays, whoever was first.")
    @Outcome(expect = FORBIDDEN, desc = "The clear erased the event.")
    @State
    public static class DeliverVsStaleClear extends BareIo {
        private final int seen;

        public DeliverVsStaleClear() {
            super(Readiness.READABLE);
            seen = readiness();
        }

        @Actor
        public void poller() {
            deliver(Readiness.READABLE);
        }

        @Actor
        public void reader() {
            clear(seen, Readiness.READABLE);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = readiness() & Readiness.READABLE;
        }
    }

    @JCStressTest
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "The event came first: the short read clears nothing.")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "The clear came first.")
    @Outcome(expect = FORBIDDEN, desc = "The event is lost.")
    @State
    public static class DeliverWritableVsShortRead extends BareIo {
        private final int seen;

        public DeliverWritableVsShortRead() {
            super(Readiness.READABLE);
            seen = readiness();
        }

        @Actor
        public void poller() {
            deliver(Readiness.WRITABLE);
        }

        @Actor
        public void reader() {
            clear(seen, Readiness.READABLE);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = readiness() & (Readiness.READABLE | Readiness.WRITABLE);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Closed, and cleared.")
    @Outcome(expect = FORBIDDEN, desc = "One undid the other.")
    @State
    public static class ShutDownVsClear extends BareIo {
        public ShutDownVsClear() {
            super(Readiness.READABLE);
        }

        @Actor
        public void closer() {
            shutDown();
        }

        @Actor
        public void reader() {
            clear(0, Readiness.READABLE);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = Readiness.isShutDown(readiness()) ? 1 : 0;
            r.r2 = readiness() & Readiness.READABLE;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Closed, and the event is there.")
    @Outcome(expect = FORBIDDEN, desc = "One undid the other.")
    @State
    public static class ShutDownVsDeliver extends BareIo {
        public ShutDownVsDeliver() {
            super(0);
        }

        @Actor
        public void closer() {
            shutDown();
        }

        @Actor
        public void poller() {
            deliver(Readiness.READABLE);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = Readiness.isShutDown(readiness()) ? 1 : 0;
            r.r2 = readiness() & Readiness.READABLE;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "Both events count, both bits are there.")
    @Outcome(expect = FORBIDDEN, desc = "An event is lost.")
    @State
    public static class DeliverVsDeliver extends BareIo {
        public DeliverVsDeliver() {
            super(0);
        }

        @Actor
        public void one() {
            deliver(Readiness.READABLE);
        }

        @Actor
        public void other() {
            deliver(Readiness.WRITABLE);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = Readiness.tick(readiness());
            r.r2 = readiness() & (Readiness.READABLE | Readiness.WRITABLE);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The reader saw the event.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The poller saw the reader.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: the wake is superfluous.")
    @Outcome(expect = FORBIDDEN, desc = "Neither: the reader sleeps for ever.")
    @State
    public static class AwaitVsDeliver extends BareIo {
        public AwaitVsDeliver() {
            super(0);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = Readiness.mayRead(awaitReadable(IGNORED)) ? 1 : 0;
        }

        @Actor
        public void poller(II_Result r) {
            deliver(Readiness.READABLE);
            r.r2 = takeReader() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The writer saw the close.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The close woke the writer.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both.")
    @Outcome(expect = FORBIDDEN, desc = "Neither: the writer sleeps for ever.")
    @State
    public static class AwaitVsShutDown extends BareIo {
        private int wakes;

        public AwaitVsShutDown() {
            super(0);
        }

        @Actor
        public void writer(II_Result r) {
            Waker waker = () -> wakes++;
            r.r1 = Readiness.mayWrite(awaitWritable(waker)) ? 1 : 0;
        }

        @Actor
        public void closer() {
            shutDown();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = wakes;
        }
    }

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "The reader ends.")
    @Outcome(expect = FORBIDDEN, desc = "The reader sleeps for ever.")
    @State
    public static class AwaitEnds extends BareIo {
        private volatile boolean woken;

        public AwaitEnds() {
            super(0);
        }

        @Actor
        public void reader() {
            Waker waker = () -> woken = true;
            while (!Readiness.mayRead(awaitReadable(waker))) {
                while (!woken) {
                    Thread.onSpinWait();
                }
            }
        }

        @Signal
        public void poller() {
            deliver(Readiness.READABLE);
            Waker waker = takeReader();
            if (waker != null) {
                waker.wake();
            }
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first took it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second took it.")
    @Outcome(expect = FORBIDDEN, desc = "Woken twice, or not at all.")
    @State
    public static class TakeVsTake extends BareIo {
        public TakeVsTake() {
            super(0);
            awaitReadable(IGNORED);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = takeReader() == null ? 0 : 1;
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = takeReader() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Forgotten, or taken before.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Taken.")
    @Outcome(expect = FORBIDDEN, desc = "It is still there.")
    @State
    public static class ForgetVsTake extends BareIo {
        private final Waiting future = new Waiting(this);

        public ForgetVsTake() {
            super(0);
            future.pollWith(IGNORED);
        }

        @Actor
        public void poller(II_Result r) {
            r.r1 = takeReader() == null ? 0 : 1;
        }

        @Actor
        public void dropper() {
            forget(future);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = takeReader() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first took its waker.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second took its waker.")
    @Outcome(expect = FORBIDDEN, desc = "Woken twice, or not at all.")
    @State
    public static class TakeVsTakeOfAFuture extends BareIo {
        public TakeVsTakeOfAFuture() {
            super(0);
            new Waiting(this).pollWith(IGNORED);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = takeReader() == null ? 0 : 1;
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = takeReader() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Pending, and woken.")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "Ready: a wake is superfluous.")
    @Outcome(expect = FORBIDDEN, desc = "Pending, and not woken.")
    @State
    public static class PolledAgainVsDeliver extends BareIo {
        private final Waiting future = new Waiting(this);

        public PolledAgainVsDeliver() {
            super(0);
            future.pollWith(IGNORED);
        }

        @Actor
        public void task(II_Result r) {
            r.r1 = future.pollWith(IGNORED) == Poll.PENDING ? 0 : 1;
        }

        @Actor
        public void poller(II_Result r) {
            deliver(Readiness.READABLE);
            r.r2 = takeReader() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first waits, the second is told.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second waits, the first is told.")
    @Outcome(expect = FORBIDDEN, desc = "Both wait, and one is never woken; or none does.")
    @State
    public static class TwoFuturesAtOnce extends BareIo {
        public TwoFuturesAtOnce() {
            super(0);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = waits() ? 1 : 0;
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = waits() ? 1 : 0;
        }

        private boolean waits() {
            try {
                return new Waiting(this).pollWith(IGNORED) == Poll.PENDING;
            } catch (IllegalStateException told) {
                return false;
            }
        }
    }

    @JCStressTest
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "Pending, and the new task is woken.")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "Ready: a wake is superfluous.")
    @Outcome(expect = FORBIDDEN, desc = "Pending, and the task it came from is woken, or none.")
    @State
    public static class MovedFutureVsDeliver extends BareIo {
        private static final Waker FROM = () -> {};
        private static final Waker TO = () -> {};
        private final Waiting future = new Waiting(this);

        public MovedFutureVsDeliver() {
            super(0);
            future.pollWith(FROM);
        }

        @Actor
        public void task(II_Result r) {
            r.r1 = future.pollWith(TO) == Poll.PENDING ? 0 : 1;
        }

        @Actor
        public void poller(II_Result r) {
            deliver(Readiness.READABLE);
            Waker taken = takeReader();
            r.r2 = taken == TO ? 2 : taken == FROM ? 1 : 0;
        }
    }

    private static final class Waiting extends SocketFuture<Integer> {
        private final ScheduledIo io;

        Waiting(ScheduledIo io) {
            super(io);
            this.io = io;
        }

        Object pollWith(Waker waker) {
            try {
                return poll(Context.of(waker));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Object attempt(Context cx) {
            return Readiness.mayRead(io.awaitReadable(this)) ? 1 : Poll.PENDING;
        }
    }
}
