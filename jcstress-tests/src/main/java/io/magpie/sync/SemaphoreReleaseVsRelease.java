package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two releases for one who waits for both.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "acquired")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was lost")
@State
public class SemaphoreReleaseVsRelease {
    private final Semaphore semaphore = new Semaphore(0);
    private final Polled waiter = new Polled(semaphore.acquire(2));

    public SemaphoreReleaseVsRelease() {
        waiter.poll();
    }

    @Actor
    public void first() {
        semaphore.addPermits(1);
    }

    @Actor
    public void second() {
        semaphore.addPermits(1);
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = waiter.settle();
        r.r2 = semaphore.availablePermits();
    }
}
