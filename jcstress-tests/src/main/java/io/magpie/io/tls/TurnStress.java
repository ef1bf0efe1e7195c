package io.magpie.io.tls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.io.tls.Turn.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The races for the turn of an encrypted stream.
public final class TurnStress {

    private TurnStress() {}

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The turn was free already.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It was not, and the waker was woken.")
    @Outcome(expect = FORBIDDEN, desc = "Who waits is not woken.")
    @State
    public static class EnterVsLeave {
        private final Turn turn = new Turn();
        private int woken;

        public EnterVsLeave() {
            turn.enter(Side.READER, () -> {});
        }

        @Actor
        public void reader() {
            turn.leave();
        }

        @Actor
        public void writer(II_Result r) {
            r.r1 = turn.enter(Side.WRITER, () -> woken++) ? 1 : 0;
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = woken;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The writer has the turn, and sees what the reader did with it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The writer has to wait.")
    @Outcome(expect = FORBIDDEN, desc = "The writer has the turn, and sees an old state of the engine.")
    @State
    public static class TurnPublishes {
        private final Turn turn = new Turn();
        private int engine;

        public TurnPublishes() {
            turn.enter(Side.READER, () -> {});
        }

        @Actor
        public void reader() {
            engine = 1;
            turn.leave();
        }

        @Actor
        public void writer(II_Result r) {
            if (turn.enter(Side.WRITER, () -> {})) {
                r.r1 = 1;
                r.r2 = engine;
            }
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "The reader sees the records, or is woken.")
    @Outcome(expect = FORBIDDEN, desc = "Neither: the records stay.")
    @State
    public static class RememberVsQueue {
        private static final VarHandle QUEUED;

        static {
            try {
                QUEUED = MethodHandles.lookup().findVarHandle(RememberVsQueue.class, "queued", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Turn turn = new Turn();
        private boolean queued;
        private int woken;

        @Actor
        public void reader(II_Result r) {
            turn.remember(Side.READER, () -> woken++);
            r.r1 = (boolean) QUEUED.getVolatile(this) ? 1 : 0;
        }

        @Actor
        public void writer() {
            QUEUED.setVolatile(this, true);
            turn.wake(Side.READER);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = woken;
        }
    }
}
