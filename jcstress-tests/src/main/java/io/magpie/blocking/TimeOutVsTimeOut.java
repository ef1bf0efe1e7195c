package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/// Two idle threads time out at once: both end, and leave neither a count nor a node that waits.
@JCStressTest
@Outcome(id = "1, 1, 0, 0", expect = ACCEPTABLE, desc = "both ended")
@Outcome(expect = FORBIDDEN, desc = "the counts are wrong")
@State
public class TimeOutVsTimeOut {
    private final TestPool threads = new TestPool(2);
    private final IdleStack.Node one;
    private final IdleStack.Node other;

    public TimeOutVsTimeOut() {
        threads.addBusyThread();
        threads.addBusyThread();
        one = threads.goIdle();
        other = threads.goIdle();
    }

    @Actor
    public void thread(IIII_Result r) {
        r.r1 = threads.timeOut(one) ? 1 : 0;
    }

    @Actor
    public void otherThread(IIII_Result r) {
        r.r2 = threads.timeOut(other) ? 1 : 0;
    }

    @Arbiter
    public void end(IIII_Result r) {
        r.r3 = threads.pool.threads() + threads.pool.idleThreads();
        r.r4 = threads.pool.idlers().waiting();
    }
}
