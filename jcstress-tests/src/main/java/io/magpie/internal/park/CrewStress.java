package io.magpie.internal.park;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/// [Crew].
public final class CrewStress {

    private CrewStress() {}

    /// A worker is marked while its poll ends. It may see the mark late, but then it takes it off; nothing is
    /// counted twice.
    @JCStressTest
    @Outcome(id = "true, true, 0, 0", expect = ACCEPTABLE, desc = "marked, then taken off by the worker")
    @Outcome(id = "false, true, 0, 0", expect = ACCEPTABLE, desc = "taken off by the worker before the second look")
    @Outcome(id = "true, false, 1, 0", expect = ACCEPTABLE, desc = "seen at the next look")
    @Outcome(id = "false, false, 0, 0", expect = ACCEPTABLE, desc = "taken off by the observer")
    @Outcome(expect = FORBIDDEN, desc = "a mark stays, or was counted twice")
    @State
    public static class MarkStuckPollEnd {
        private static final VarHandle SEQ;

        static {
            try {
                SEQ = MethodHandles.lookup().findVarHandle(MarkStuckPollEnd.class, "seq", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final Crew crew = new Crew(1, 1);
        long seq = 1;

        @Actor
        public void observer(LLLL_Result r) {
            r.r1 = crew.markStuck(0, 1, () -> (long) SEQ.getVolatile(this));
        }

        @Actor
        public void worker(LLLL_Result r) {
            SEQ.setRelease(this, 2);
            r.r2 = crew.returned(0);
        }

        @Arbiter
        public void nextLook(LLLL_Result r) {
            r.r3 = crew.returned(0) ? 1 : 0;
            r.r4 = crew.stuck();
        }
    }

    /// Two observers mark the same poll.
    @JCStressTest
    @Outcome(id = "true, false, 1, 0", expect = ACCEPTABLE, desc = "one marks")
    @Outcome(id = "false, true, 1, 0", expect = ACCEPTABLE, desc = "one marks")
    @Outcome(expect = FORBIDDEN, desc = "counted twice, or not at all")
    @State
    public static class MarkMark {
        final Crew crew = new Crew(1, 1);

        @Actor
        public void first(LLLL_Result r) {
            r.r1 = crew.markStuck(0, 1, () -> 1);
        }

        @Actor
        public void second(LLLL_Result r) {
            r.r2 = crew.markStuck(0, 1, () -> 1);
        }

        @Arbiter
        public void count(LLLL_Result r) {
            r.r3 = crew.stuck();
            r.r4 = crew.runnable();
        }
    }

    /// A surplus spare retires while another worker gets stuck: one runs in its place in the end.
    @JCStressTest
    @Outcome(id = "true, 2, 1, 1", expect = ACCEPTABLE, desc = "retired, and started anew")
    @Outcome(id = "false, -1, 1, 1", expect = ACCEPTABLE, desc = "needed after all")
    @Outcome(expect = FORBIDDEN, desc = "none stands in, or one too many")
    @State
    public static class RetireMark {
        final Crew crew = new Crew(2, 1);

        public RetireMark() {
            crew.enterBlocking(0, 1);
            crew.enlistSpare();
            crew.returned(0);
        }

        @Actor
        public void spare(LLLL_Result r) {
            r.r1 = crew.tryRetire(2);
        }

        @Actor
        public void observer(LLLL_Result r) {
            crew.enterBlocking(1, 3);
            r.r2 = crew.enlistSpare();
        }

        @Arbiter
        public void count(LLLL_Result r) {
            r.r3 = crew.spares();
            r.r4 = crew.stuck();
        }
    }
}
