package io.magpie.internal.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// [SegmentQueue] with segments of one or two slots.
public final class SegmentQueueStress {

    private SegmentQueueStress() {}

    static final class Box {
        int content;

        Box(int content) {
            this.content = content;
        }
    }

    static int contentOf(Box box) {
        return box == null ? -1 : box.content;
    }

    /// An element is published with what it holds.
    @JCStressTest
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "taken by the taker")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "the taker came first")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or seen before it was written")
    @State
    public static class PushTake {
        final SegmentQueue<Box> queue = new SegmentQueue<>(2);

        @Actor
        public void owner() {
            Box box = new Box(0);
            box.content = 1;
            queue.push(box);
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = contentOf(queue.take());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = contentOf(queue.take());
        }
    }

    /// The first segment is used up: the push links another one while a taker looks for it.
    @JCStressTest
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "taken by the taker")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "the taker came first")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or seen before it was written")
    @State
    public static class PushTakeAtTheBorder {
        final SegmentQueue<Box> queue = new SegmentQueue<>(1);

        public PushTakeAtTheBorder() {
            queue.push(new Box(0));
            queue.take();
        }

        @Actor
        public void owner() {
            queue.push(new Box(1));
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = contentOf(queue.take());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = contentOf(queue.take());
        }
    }

    /// Whoever sees the index sees the element: not empty means that a take finds something.
    @JCStressTest
    @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "came in between")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "there")
    @Outcome(expect = FORBIDDEN, desc = "counted, but not there")
    @State
    public static class PushSizeTake {
        final SegmentQueue<Box> queue = new SegmentQueue<>(1);

        public PushSizeTake() {
            queue.push(new Box(0));
            queue.take();
        }

        @Actor
        public void owner() {
            queue.push(new Box(1));
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = queue.size();
            r.r2 = contentOf(queue.take());
        }
    }

    /// Two takers at the border: one leaves and unlinks the segment that the other still looks at.
    @JCStressTest
    @Outcome(id = "1, 2, -1", expect = ACCEPTABLE, desc = "one each")
    @Outcome(id = "2, 1, -1", expect = ACCEPTABLE, desc = "one each")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or empty reported of a non-empty queue")
    @State
    public static class TakeTake {
        final SegmentQueue<Box> queue = new SegmentQueue<>(1);

        public TakeTake() {
            queue.push(new Box(0));
            queue.push(new Box(1));
            queue.push(new Box(2));
            queue.take();
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = contentOf(queue.take());
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = contentOf(queue.take());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = contentOf(queue.take());
        }
    }

    /// A batch and a single claim meet.
    @JCStressTest
    @Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "the batch came first; the other took the third")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the single came first; the batch got the rest of the segment")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class DrainTake {
        final SegmentQueue<Box> queue = new SegmentQueue<>(2);
        final Hand<Box> hand = new Hand<>(2);

        public DrainTake() {
            queue.push(new Box(1));
            queue.push(new Box(2));
            queue.push(new Box(3));
        }

        @Actor
        public void batch(II_Result r) {
            r.r1 = queue.drain(hand, 2);
        }

        @Actor
        public void single(II_Result r) {
            r.r2 = contentOf(queue.take());
        }
    }
}
