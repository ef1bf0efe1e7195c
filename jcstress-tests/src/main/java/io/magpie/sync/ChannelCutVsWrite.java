package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A sender with an old hint goes on to the next segment, while the receiver leaves the old one.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "by the link, or from the receiver's segment")
@Outcome(expect = Expect.FORBIDDEN, desc = "sent back to the segment that was left")
@State
public class ChannelCutVsWrite {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>(1, 1);
    private final SegmentQueue.Segment hint = queue.hint();

    public ChannelCutVsWrite() {
        queue.write(0, hint, 0);
        queue.write(1, hint, 1);
        Integer first = queue.pop();
        if (first == null || first != 0) {
            throw new AssertionError("the first element is " + first);
        }
    }

    @Actor
    public void sender(II_Result r) {
        r.r1 = (int) queue.next(hint).first;
    }

    @Actor
    public void receiver(II_Result r) {
        Integer second = queue.pop();
        r.r2 = second == null ? -1 : second;
    }
}
