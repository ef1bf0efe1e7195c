package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A message is sent while the receiver begins to wait.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "received at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class ChannelBoundedSendVsRecv {
    private final Channel<Integer> channel = new Channel<>(2, 1, 1);
    private final Polled receiver = new Polled(channel.receiver().recv());

    @Actor
    public void send() {
        new Polled(channel.sender().send(7)).poll();
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
