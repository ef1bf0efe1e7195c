package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The semaphore closes while somebody begins to wait.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "waits for ever")
@State
public class SemaphoreCloseVsAcquire {
    private final Semaphore semaphore = new Semaphore(0);
    private final Polled waiter = new Polled(semaphore.acquire(2));

    @Actor
    public void close() {
        semaphore.close();
    }

    @Actor
    public void acquire() {
        waiter.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = waiter.settle();
    }
}
