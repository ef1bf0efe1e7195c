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

/// [LocalRunQueue] with a ring of two. Elements are 1, 2, 4, ... and results their sums, so a sum says who took
/// what, and the arbiter takes the rest.
public final class LocalRunQueueStress {

    private LocalRunQueueStress() {}

    static LocalRunQueue<Integer> queue(int... elements) {
        LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 4);
        for (int element : elements) {
            queue.push(element);
        }
        return queue;
    }

    static int valueOf(Integer element) {
        return element == null ? 0 : element;
    }

    static int sumOf(LocalRunQueue<Integer> queue) {
        int[] sum = {0};
        queue.takeAll(element -> sum[0] += element);
        return sum[0];
    }

    /// Push to an empty queue.
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the thief came first")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PushStealAtNone {
        final LocalRunQueue<Integer> queue = queue();

        @Actor
        public void owner() {
            queue.push(1);
        }

        @Actor
        public void thief(II_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// Push behind one element.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the older is stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or out of order")
    @State
    public static class PushStealAtOne {
        final LocalRunQueue<Integer> queue = queue(1);

        @Actor
        public void owner() {
            queue.push(2);
        }

        @Actor
        public void thief(II_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// Push to a full ring: into the slot that the thief empties, or into the overflow. The indices have wrapped.
    @JCStressTest
    @Outcome(id = "1, 6", expect = ACCEPTABLE, desc = "the older is stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or out of order")
    @State
    public static class PushStealAtFull {
        final LocalRunQueue<Integer> queue = queue(8);

        public PushStealAtFull() {
            queue.pop();
            queue.push(1);
            queue.push(2);
        }

        @Actor
        public void owner() {
            queue.push(4);
        }

        @Actor
        public void thief(II_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// A thief takes half of a full ring while the owner pushes and pops: a claimed slot is not yet empty.
    @JCStressTest
    @Outcome(id = "1, 2, 12", expect = ACCEPTABLE, desc = "the owner came first")
    @Outcome(id = "2, 1, 12", expect = ACCEPTABLE, desc = "the thief came first")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or out of order")
    @State
    public static class PushPopSteal {
        final LocalRunQueue<Integer> queue = queue(1, 2);
        final LocalRunQueue<Integer> thief = queue();

        @Actor
        public void owner(III_Result r) {
            queue.push(4);
            r.r1 = valueOf(queue.pop());
            queue.push(8);
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = valueOf(thief.stealFrom(queue));
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue) + sumOf(thief);
        }
    }

    /// Owner and thief want the last element.
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "popped")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PopStealLast {
        final LocalRunQueue<Integer> queue = queue(1);

        @Actor
        public void owner(III_Result r) {
            r.r1 = valueOf(queue.pop());
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }

    /// The owner refills its ring from the overflow while a thief looks into both.
    @JCStressTest
    @Outcome(id = "4, 0, 24", expect = ACCEPTABLE, desc = "the thief saw neither: all in the owner's hand")
    @Outcome(id = "4, 8, 16", expect = ACCEPTABLE, desc = "stolen from the ring, or from the overflow")
    @Outcome(id = "8, 4, 16", expect = ACCEPTABLE, desc = "the thief came first")
    @Outcome(id = "4, 16, 8", expect = ACCEPTABLE, desc = "stolen from what stayed in the overflow")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class RefillSteal {
        final LocalRunQueue<Integer> queue = queue(1, 2, 4, 8, 16);

        public RefillSteal() {
            queue.pop();
            queue.pop();
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = valueOf(queue.pop());
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }

    /// The owner offers an element to the LIFO slot while a thief steals the one that is there.
    @JCStressTest
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "refused, and then stolen")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "stolen before")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class LifoOfferSteal {
        final LocalRunQueue<Integer> queue = queue();

        public LifoOfferSteal() {
            queue.offerLifo(1);
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = queue.offerLifo(2) ? 0 : 2;
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = valueOf(queue().stealFromStuck(queue));
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }

    /// Put into an empty LIFO slot: a release store, which the thief's read pairs with.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the thief came first")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "stolen, with its content")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or seen before it was written")
    @State
    public static class LifoPublish {
        final LocalRunQueue<SegmentQueueStress.Box> queue = new LocalRunQueue<>(2, 2, 2);

        @Actor
        public void owner() {
            SegmentQueueStress.Box box = new SegmentQueueStress.Box(-1);
            box.content = 1;
            queue.offerLifo(box);
        }

        @Actor
        public void thief(II_Result r) {
            SegmentQueueStress.Box box = queue.lifo();
            r.r1 = box != null && queue.stealLifo(box) ? box.content : 0;
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = queue.lifo() == null ? 0 : 1;
        }
    }

    /// Owner and thief want the element of the LIFO slot.
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "taken")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class LifoTakeSteal {
        final LocalRunQueue<Integer> queue = queue();

        public LifoTakeSteal() {
            queue.offerLifo(1);
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = valueOf(queue.takeLifo());
        }

        @Actor
        public void thief(III_Result r) {
            Integer observed = queue.lifo();
            r.r2 = observed != null && queue.stealLifo(observed) ? observed : 0;
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }

    /// Two thieves.
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "one each")
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "one each")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class StealSteal {
        final LocalRunQueue<Integer> queue = queue(1, 2);

        @Actor
        public void first(III_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }

    /// The owner and a thief take what yielded.
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "the owner came first")
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "the thief came first")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PopYieldedSteal {
        final LocalRunQueue<Integer> queue = queue();
        final LocalRunQueue<Integer> thief = queue();

        public PopYieldedSteal() {
            queue.pushYielded(1);
            queue.pushYielded(2);
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = valueOf(queue.popYielded());
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = valueOf(thief.stealFrom(queue));
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue) + sumOf(thief);
        }
    }

    /// The owner replaces the ring while a thief takes from it.
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(expect = FORBIDDEN, desc = "not found, lost or doubled")
    @State
    public static class RenewSteal {
        final LocalRunQueue<Integer> queue = queue(1);

        @Actor
        public void owner() {
            queue.renew();
            queue.push(2);
        }

        @Actor
        public void thief(II_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// The owner replaces the ring while somebody who is about to sleep looks whether there is anything. Breaks if the ring
    /// before is published after the new one, or read before it.
    @JCStressTest
    @Outcome(id = "0, 3", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "looked empty, and was not")
    @State
    public static class RenewLook {
        final LocalRunQueue<Integer> queue = queue(1);

        @Actor
        public void owner() {
            queue.renew();
            queue.push(2);
        }

        @Actor
        public void looker(II_Result r) {
            r.r1 = queue.isDrained() ? 1 : 0;
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// The owner replaces the LIFO slot while a thief takes what is in it.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it stays")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class RenewStealLifo {
        final LocalRunQueue<Integer> queue = queue();

        public RenewStealLifo() {
            queue.offerLifo(1);
        }

        @Actor
        public void owner() {
            queue.renew();
        }

        @Actor
        public void thief(II_Result r) {
            Integer seen = queue.lifo();
            r.r1 = seen != null && queue.stealLifo(seen) ? seen : 0;
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// Push against two thieves.
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "both came first")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "stolen")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PushStealSteal3Actors {
        final LocalRunQueue<Integer> queue = queue();

        @Actor
        public void owner() {
            queue.push(1);
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = valueOf(queue.stealOne());
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = valueOf(queue.stealOne());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }
}
