package io.magpie.internal.scheduler.multi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.internal.park.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// [Duty]: a spare that rests, and the one that recalls it.
public final class DutyStress {

    private DutyStress() {}

    /// A recall while the rest begins, and its time is up at once: the spare goes on if and only if the recaller thinks so.
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "recalled")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "ended first")
    @Outcome(expect = FORBIDDEN, desc = "a thread that was recalled has ended, or one too many goes on")
    @State
    public static class RecallVsEndOfRest {
        private final Duty duty = new Duty();
        private final Parker parker = new Parker();

        @Actor
        public void spare(ZZ_Result r) {
            r.r1 = duty.rest(parker, () -> 0, 0, () -> false);
        }

        @Actor
        public void recaller(ZZ_Result r) {
            r.r2 = duty.recall(parker);
        }
    }
}
