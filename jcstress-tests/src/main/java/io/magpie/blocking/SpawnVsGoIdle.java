package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The lost spawn (Tokio issue 8056): a submitter at the limit races with the only thread going idle. Either the thread
/// is refused and sees the job, or the submitter claims it.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "refused: the thread took the job")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "idle, and claimed")
@Outcome(expect = FORBIDDEN, desc = "the job is stranded, or taken although the thread is claimed")
@State
public class SpawnVsGoIdle {
    private final TestPool threads = new TestPool(1);
    private IdleStack.Node node;

    public SpawnVsGoIdle() {
        threads.addBusyThread();
    }

    @Actor
    public void submitter() {
        threads.pool.execute(new TestPool.Job());
    }

    @Actor
    public void thread(II_Result r) {
        node = threads.goIdle();
        r.r1 = node == null && threads.pool.take() != null ? 1 : 0;
    }

    @Arbiter
    public void end(II_Result r) {
        r.r2 = node != null && node.isClaimed() ? 1 : 0;
    }
}
