package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Once a send has completed, the channel is not empty.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not sent yet")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "size read while the send was under way")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sent")
@Outcome(expect = Expect.FORBIDDEN, desc = "sent, and yet empty")
@State
public class ChannelSizeAfterSend {
    private final Channel<Integer> channel = new Channel<>(0, 1, 1);
    private volatile int sent;

    @Actor
    public void send() {
        new Polled(channel.sender().send(7)).poll();
        sent = 1;
    }

    @Actor
    public void look(II_Result r) {
        r.r1 = sent;
        r.r2 = channel.size();
    }
}
