package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A submitter races with closing, at the limit: the job is refused, or taken and then rejected, and the queue is empty.
@JCStressTest
@Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "accepted, then rejected")
@Outcome(expect = FORBIDDEN, desc = "the job is lost, or told twice, or left in the queue")
@State
public class SpawnVsClose {
    private final TestPool threads = new TestPool(1);
    private final TestPool.Job job = new TestPool.Job();

    public SpawnVsClose() {
        threads.addBusyThread();
    }

    @Actor
    public void submitter(III_Result r) {
        try {
            threads.pool.execute(job);
        } catch (RejectedExecutionException e) {
            r.r1 = 1;
        }
    }

    @Actor
    public void closer() {
        threads.pool.close();
    }

    @Arbiter
    public void end(III_Result r) {
        r.r2 = job.rejected;
        r.r3 = threads.pool.entries() + threads.pool.queued();
    }
}
