package io.magpie.blocking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What a submitter wrote before it handed its job over is seen by the thread that takes it.
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "taken, and seen")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not taken yet")
@Outcome(expect = FORBIDDEN, desc = "the job is there without what its closure captured")
@State
public class SpawnVsTake {
    private final TestPool threads = new TestPool(1);
    private int captured;

    public SpawnVsTake() {
        threads.addBusyThread();
    }

    @Actor
    public void submitter() {
        captured = 1;
        threads.pool.execute(new TestPool.Job());
    }

    @Actor
    public void thread(II_Result r) {
        if (threads.pool.take() != null) {
            r.r1 = 1;
            r.r2 = captured;
        }
    }
}
