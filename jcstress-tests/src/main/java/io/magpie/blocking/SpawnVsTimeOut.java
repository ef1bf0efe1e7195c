package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A submitter races with the time-out of the only idle thread: the thread ends and another is started, or the thread is
/// claimed and its time-out refused.
@JCStressTest
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "ended; another thread is on its way")
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "claimed, and not ended")
@Outcome(expect = FORBIDDEN, desc = "nobody comes for the job, or two do")
@State
public class SpawnVsTimeOut {
    private final TestPool threads = new TestPool(1);
    private final IdleStack.Node node = threads.addIdleThread();

    @Actor
    public void submitter() {
        threads.pool.execute(new TestPool.Job());
    }

    @Actor
    public void thread(III_Result r) {
        r.r1 = threads.timeOut(node) ? 1 : 0;
    }

    @Arbiter
    public void end(III_Result r) {
        r.r2 = node.isClaimed() ? 1 : 0;
        r.r3 = threads.pool.arrive() != null ? 1 : 0;
    }
}
