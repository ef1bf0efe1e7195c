package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two acquire the one permit there is.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
@State
public class SemaphoreAcquireVsAcquire {
    private final Semaphore semaphore = new Semaphore(1);

    @Actor
    public void first(II_Result r) {
        r.r1 = new Polled(semaphore.acquire()).poll();
    }

    @Actor
    public void second(II_Result r) {
        r.r2 = new Polled(semaphore.acquire()).poll();
    }
}
