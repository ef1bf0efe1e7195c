package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two submitters race for the last place of a pool whose only thread is idle: it is claimed once, no other is started,
/// and both jobs wait for it.
@JCStressTest
@Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "one claim, one thread, two jobs")
@Outcome(expect = FORBIDDEN, desc = "a thread too many or too few, or a job lost")
@State
public class SpawnVsSpawnAtLimit {
    private final TestPool threads = new TestPool(1);
    private final IdleStack.Node node = threads.addIdleThread();

    @Actor
    public void submitter() {
        threads.pool.execute(new TestPool.Job());
    }

    @Actor
    public void otherSubmitter() {
        threads.pool.execute(new TestPool.Job());
    }

    @Arbiter
    public void end(III_Result r) {
        r.r1 = node.isClaimed() ? 1 : 0;
        r.r2 = threads.pool.threads();
        r.r3 = (threads.pool.arrive() != null ? 1 : 0) + (threads.pool.take() != null ? 1 : 0);
    }
}
