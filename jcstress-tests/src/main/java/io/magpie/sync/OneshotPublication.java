package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// What the sender wrote before sending is seen by the receiver.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not sent yet")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "sent, and all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "a value arrived half-made")
@State
public class OneshotPublication {
    private final Oneshot<int[]> oneshot = Oneshot.create();
    private final Polled receiver = new Polled(oneshot.receiver());

    @Actor
    public void send() {
        int[] value = new int[1];
        value[0] = 1;
        oneshot.sender().send(value);
    }

    @Actor
    public void poll(I_Result r) {
        r.r1 = 0;
        if (receiver.poll() == Polled.READY) {
            r.r1 = ((int[]) receiver.value)[0] == 1 ? 1 : 2;
        }
    }
}
