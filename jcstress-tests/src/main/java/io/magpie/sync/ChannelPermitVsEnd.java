package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The last permit of a closed channel is given back while the receiver begins to wait for the end.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the end is seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "the receiver waits for ever")
@State
public class ChannelPermitVsEnd {
    private final Channel<Integer> channel = new Channel<>(1, 1, 1);
    private final Polled receiver = new Polled(channel.receiver().recv());
    private final SendPermit<Integer> permit;

    public ChannelPermitVsEnd() {
        try {
            permit = channel.sender().tryReserve();
        } catch (ClosedException e) {
            throw new AssertionError(e);
        }
        channel.close();
    }

    @Actor
    public void giveBack() {
        permit.close();
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
