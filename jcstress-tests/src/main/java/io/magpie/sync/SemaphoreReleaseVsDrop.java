package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A waiter is dropped while its permit is released: the next gets it.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the next has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the permit was lost")
@State
public class SemaphoreReleaseVsDrop {
    private final Semaphore semaphore = new Semaphore(0);
    private final Polled waiter = new Polled(semaphore.acquire());
    private final Polled next = new Polled(semaphore.acquire());

    public SemaphoreReleaseVsDrop() {
        waiter.poll();
        next.poll();
    }

    @Actor
    public void release() {
        semaphore.addPermits(1);
    }

    @Actor
    public void drop() {
        waiter.drop();
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = next.settle();
        r.r2 = semaphore.availablePermits();
    }
}
