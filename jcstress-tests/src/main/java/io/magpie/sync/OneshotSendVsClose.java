package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A value is sent while the receiver closes: accepted and received, or neither.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sent first")
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "closed first")
@Outcome(expect = Expect.FORBIDDEN, desc = "accepted and lost, or refused and received")
@State
public class OneshotSendVsClose {
    private final Oneshot<Integer> oneshot = Oneshot.create();
    private final Polled receiver = new Polled(oneshot.receiver());

    @Actor
    public void send(II_Result r) {
        r.r1 = oneshot.sender().send(7) ? 1 : 0;
    }

    @Actor
    public void close() {
        oneshot.receiver().close();
    }

    @Arbiter
    public void look(II_Result r) {
        r.r2 = receiver.poll();
    }
}
