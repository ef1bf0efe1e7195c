package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A value is sent while the receiver is dropped: a value that was accepted is not thrown away.
@JCStressTest
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "sent first: the drop returns it")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "dropped first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a value was thrown away")
@State
public class OneshotSendVsDrop {
    private final Oneshot<Integer> oneshot = Oneshot.create();
    private final Polled receiver = new Polled(oneshot.receiver());

    @Actor
    public void send(II_Result r) {
        r.r1 = oneshot.sender().send(7) ? 1 : 0;
    }

    @Actor
    public void drop(II_Result r) {
        receiver.drop();
        r.r2 = receiver.value instanceof Integer value ? value : 0;
    }
}
