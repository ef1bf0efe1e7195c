package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// One claim, two threads that wait, the upper of which times out: the claim reaches the lower, directly or passed on, or
/// the time-out is refused to nobody's harm.
@JCStressTest
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the upper ended, the claim is the lower's")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the claim met the upper, which passed it on")
@Outcome(id = "1, 1, 0", expect = FORBIDDEN, desc = "the claim met the upper, which ended with it")
@Outcome(expect = FORBIDDEN, desc = "the claim is lost")
@State
public class ClaimVsTimeOut {
    private final TestPool threads = new TestPool(2);
    private final IdleStack.Node lower;
    private final IdleStack.Node upper;

    public ClaimVsTimeOut() {
        threads.addBusyThread();
        threads.addBusyThread();
        lower = threads.goIdle();
        upper = threads.goIdle();
    }

    @Actor
    public void submitter() {
        threads.pool.execute(new TestPool.Job());
    }

    @Actor
    public void thread(III_Result r) {
        r.r1 = threads.timeOut(upper) ? 1 : 0;
    }

    @Arbiter
    public void end(III_Result r) {
        r.r2 = upper.isClaimed() ? 1 : 0;
        r.r3 = lower.isClaimed() ? 1 : 0;
    }
}
