package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A value is sent while the receiver is dropped: a value that was accepted is not thrown away.
@JCStressTest
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "sent first: it stays in the receiver")
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
    public void drop() {
        receiver.drop();
    }

    @Arbiter
    public void later(II_Result r) {
        try {
            Integer value = oneshot.receiver().tryRecv();
            r.r2 = value == null ? -1 : value;
        } catch (ClosedException e) {
            r.r2 = 0;
        }
    }
}
