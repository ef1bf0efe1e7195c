package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two senders at a border of segments: both messages arrive, once.
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost or came twice")
@State
public class ChannelSendVsSend {
    private final Channel<Integer> channel = new Channel<>(0, 1, 1);

    @Actor
    public void first() {
        new Polled(channel.sender().send(1)).poll();
    }

    @Actor
    public void second() {
        new Polled(channel.sender().send(2)).poll();
    }

    @Arbiter
    public void look(I_Result r) {
        try {
            Integer one = channel.receiver().tryRecv();
            Integer two = channel.receiver().tryRecv();
            r.r1 = (one == null ? 0 : one) + (two == null ? 0 : two);
        } catch (ClosedException e) {
            r.r1 = -1;
        }
    }
}
