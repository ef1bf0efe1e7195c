package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/// A thread that sleeps until it has a permit.
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "sleeps on: the wake-up was lost")
@State
public class SemaphoreWakes {
    private final Semaphore semaphore = new Semaphore(0);

    @Actor
    public void await() throws Exception {
        Blocking.awaitOpen(semaphore.acquire(), "await");
    }

    @Signal
    public void signal() throws Exception {
        semaphore.addPermits(1);
    }
}
