package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A message is sent while the channel closes: sent and received, or neither.
@JCStressTest
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "sent first")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "closed first: the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "sent and lost, or the end is not seen")
@State
public class ChannelBoundedSendVsClose {
    private final Channel<Integer> channel = new Channel<>(2, 1, 1);
    private final Polled sent = new Polled(channel.sender().send(7));

    @Actor
    public void send() {
        sent.poll();
    }

    @Actor
    public void close() {
        channel.close();
    }

    @Arbiter
    public void look(II_Result r) {
        // A poll that met the closer inside waits, and is woken with the answer.
        r.r1 = sent.settle();
        var receiver = new Polled(channel.receiver().recv());
        r.r2 = receiver.poll() == Polled.READY ? (receiver.value == null ? 0 : 7) : -1;
    }
}
