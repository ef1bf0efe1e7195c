package io.magpie.internal.scheduler.multi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/// [Company]: workers that step the trial.
public final class CompanyStress {

    private CompanyStress() {}

    /// Two find that the rest is over, one of them a little later. The first epoch begins once, and keeps workers apart.
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "the earlier one has begun it; the later one found it busy")
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "the later one has begun it")
    @Outcome(
            id = "true, 5",
            expect = ACCEPTABLE,
            desc = "the earlier one has begun it; the later one counts from now on")
    @Outcome(expect = FORBIDDEN, desc = "both have begun it")
    @State
    public static class StepVsStep {
        private static final long EPOCH = 4;
        private static final long SETTLING = EPOCH / CompanyTrial.SETTLING_PART;

        private final Company company = new Company(0, EPOCH);
        private final long due = company.due();

        @Actor
        public void worker() {
            company.step(due, 0);
        }

        @Actor
        public void later() {
            company.step(due + SETTLING, 100);
        }

        @Arbiter
        public void result(ZJ_Result r) {
            r.r1 = company.isApart();
            r.r2 = company.due() - due;
        }
    }
}
