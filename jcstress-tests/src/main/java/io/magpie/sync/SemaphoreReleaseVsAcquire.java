package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Permits are released while somebody begins to wait for them.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "acquired at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the permits were lost")
@State
public class SemaphoreReleaseVsAcquire {
    private final Semaphore semaphore = new Semaphore(0);
    private final Polled waiter = new Polled(semaphore.acquire(2));

    @Actor
    public void release() {
        semaphore.addPermits(2);
    }

    @Actor
    public void acquire() {
        waiter.poll();
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = waiter.settle();
        r.r2 = semaphore.availablePermits();
    }
}
