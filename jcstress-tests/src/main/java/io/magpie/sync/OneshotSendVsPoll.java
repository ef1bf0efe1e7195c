package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A value is sent while its receiver begins to wait.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "received at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class OneshotSendVsPoll {
    private final Oneshot<Integer> oneshot = Oneshot.create();
    private final Polled receiver = new Polled(oneshot.receiver());

    @Actor
    public void send() {
        oneshot.sender().send(7);
    }

    @Actor
    public void poll() {
        receiver.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = receiver.settle();
    }
}
