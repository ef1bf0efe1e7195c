package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/// A receiver that sleeps until its waker is woken, against a send.
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "sleeps on: the wake-up was lost")
@State
public class OneshotWakes {
    private final Oneshot<Integer> oneshot = Oneshot.create();

    @Actor
    public void await() throws Exception {
        oneshot.receiver().blockingRecv();
    }

    @Signal
    public void signal() throws Exception {
        oneshot.sender().send(7);
    }
}
