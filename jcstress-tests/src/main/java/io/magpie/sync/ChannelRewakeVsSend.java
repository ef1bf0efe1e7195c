package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A receiver that waits already goes on waiting in another task, while a message is sent: the wake-up follows it. Breaks
/// if the second waker is not published because the word says already that the receiver waits.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "received at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up went to the first task only")
@State
public class ChannelRewakeVsSend {
    private final Channel<Integer> channel = new Channel<>(2, 1, 1);
    private final Polled second = new Polled(channel.receiver().recv());

    public ChannelRewakeVsSend() {
        new Polled(channel.receiver().recv()).poll();
    }

    @Actor
    public void send() {
        new Polled(channel.sender().send(7)).poll();
    }

    @Actor
    public void poll() {
        second.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = second.settle();
    }
}
