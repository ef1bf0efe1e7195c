package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A sender begins to wait for a place while the receiver frees one.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "sent at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the place was lost")
@State
public class ChannelFullSendVsRecv {
    private final Channel<Integer> channel = new Channel<>(1, 1, 1);
    private final Polled sender = new Polled(channel.sender().send(2));

    public ChannelFullSendVsRecv() {
        new Polled(channel.sender().send(1)).poll();
    }

    @Actor
    public void send() {
        sender.poll();
    }

    @Actor
    public void recv() {
        new Polled(channel.receiver().recv()).poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = sender.settle();
    }
}
