package io.magpie.internal.park;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.internal.queue.InjectQueue;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.queue.SegmentQueue;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/// [Idle], with two workers.
public final class IdleStress {

    private IdleStress() {}

    static Idle idle() {
        return new Idle(2, List.of());
    }

    /// Push, fence, read of the idle word ‖ park, read of the indices: one of both must see the other.
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both see: one wake-up too many")
    @Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "the parker sees the element")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the pusher sees the sleeper")
    @Outcome(expect = FORBIDDEN, desc = "both missed: the element is stranded")
    @State
    public static class PushPark {
        final Idle idle = idle();
        final LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 2);

        @Actor
        public void pusher(ZI_Result r) {
            queue.push(1);
            r.r2 = idle.notifyAfterPush();
        }

        @Actor
        public void parker(ZI_Result r) {
            idle.park(1, false, false);
            r.r1 = !queue.isDrained();
        }
    }

    /// As [PushPark], for a queue whose push ends with a release store of our own.
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both see: one wake-up too many")
    @Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "the parker sees the element")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the pusher sees the sleeper")
    @Outcome(expect = FORBIDDEN, desc = "both missed: the element is stranded")
    @State
    public static class PushToTheOverflowPark {
        final Idle idle = idle();
        final SegmentQueue<Integer> queue = new SegmentQueue<>(2);

        @Actor
        public void pusher(ZI_Result r) {
            queue.push(1);
            r.r2 = idle.notifyAfterPush();
        }

        @Actor
        public void parker(ZI_Result r) {
            idle.park(1, false, false);
            r.r1 = !queue.isEmpty();
        }
    }

    /// As [PushPark], for the injection queue: its push is a read-modify-write of the index that the parker reads, so no
    /// fence is needed.
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both see: one wake-up too many")
    @Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "the parker sees the element")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the pusher sees the sleeper")
    @Outcome(expect = FORBIDDEN, desc = "both missed: the element is stranded")
    @State
    public static class InjectPark {
        final Idle idle = idle();
        final InjectQueue<Integer> queue = new InjectQueue<>(2);

        @Actor
        public void pusher(ZI_Result r) {
            queue.push(1);
            r.r2 = idle.claim();
        }

        @Actor
        public void parker(ZI_Result r) {
            idle.park(1, false, false);
            r.r1 = !queue.isEmpty();
        }
    }

    /// A sleeper is claimed and wakes up by itself.
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "claimed: it searches")
    @Outcome(id = "-1, 1, 0", expect = ACCEPTABLE, desc = "left alone: nobody searches")
    @Outcome(expect = FORBIDDEN, desc = "counted twice, or not at all")
    @State
    public static class ClaimLeave {
        final Idle idle = idle();

        public ClaimLeave() {
            idle.park(0, false, false);
        }

        @Actor
        public void claimer(III_Result r) {
            r.r1 = idle.claim();
        }

        @Actor
        public void sleeper(III_Result r) {
            r.r2 = idle.leave(0).ordinal();
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = idle.searching();
        }
    }

    /// Two claims of one sleeper.
    @JCStressTest
    @Outcome(id = "0, -1, 1", expect = ACCEPTABLE, desc = "one claims it")
    @Outcome(id = "-1, 0, 1", expect = ACCEPTABLE, desc = "one claims it")
    @Outcome(expect = FORBIDDEN, desc = "claimed twice, or by nobody")
    @State
    public static class ClaimClaim {
        final Idle idle = idle();

        public ClaimClaim() {
            idle.park(0, false, false);
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = idle.claim();
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = idle.claim();
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = idle.searching();
        }
    }

    /// The last searcher found work while somebody pushes: one of both wakes the sleeper.
    @JCStressTest
    @Outcome(id = "0, -1, 1", expect = ACCEPTABLE, desc = "the searcher saw the element, and woke a successor")
    @Outcome(id = "-1, 0, 1", expect = ACCEPTABLE, desc = "the pusher saw that nobody searches")
    @Outcome(expect = FORBIDDEN, desc = "woken twice, or by nobody")
    @State
    public static class FoundWorkPush {
        final Idle idle = idle();
        final InjectQueue<Integer> queue = new InjectQueue<>(2);

        public FoundWorkPush() {
            idle.park(0, false, false);
            idle.trySearch();
        }

        @Actor
        public void searcher(III_Result r) {
            boolean last = IdleState.mustRecheck(idle.foundWork());
            r.r1 = last && !queue.isEmpty() ? idle.claim() : IdleState.NONE;
        }

        @Actor
        public void pusher(III_Result r) {
            queue.push(1);
            r.r2 = idle.claim();
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = idle.searching();
        }
    }

    /// The sentinel cools down while another sleeper wakes up by itself.
    @JCStressTest
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "cold; the leaver knows that it must notify")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the sentinel stays hot")
    @Outcome(expect = FORBIDDEN, desc = "nobody looks after the sleepers")
    @State
    public static class CoolDownLeave {
        final Idle idle = idle();

        public CoolDownLeave() {
            idle.park(0, false, true);
            idle.park(1, false, true);
        }

        @Actor
        public void sentinel(ZI_Result r) {
            r.r1 = idle.coolDown(0, idle.observe());
        }

        @Actor
        public void sleeper(ZI_Result r) {
            r.r2 = idle.leave(1).ordinal();
        }
    }

    /// Two workers park at once: one becomes sentinel, and one finds that nobody searches.
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "slot 0 is sentinel")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "slot 1 is sentinel")
    @Outcome(expect = FORBIDDEN, desc = "no last look, or no sentinel")
    @State
    public static class ParkPark {
        final Idle idle = new Idle(4, List.of());
        volatile boolean first;
        volatile boolean second;

        public ParkPark() {
            idle.trySearch();
            idle.trySearch();
        }

        @Actor
        public void zero() {
            first = IdleState.mustRecheck(idle.park(0, true, true));
        }

        @Actor
        public void one() {
            second = IdleState.mustRecheck(idle.park(1, true, true));
        }

        @Arbiter
        public void sum(ZL_Result r) {
            r.r1 = first || second;
            r.r2 = IdleState.sentinel(idle.observe());
        }
    }

    /// Somebody searches already, or nobody: two who want to search.
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one of two may")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "one of two may")
    @Outcome(expect = FORBIDDEN, desc = "half of the workers is the limit")
    @State
    public static class TrySearchTrySearch {
        final Idle idle = idle();

        @Actor
        public void first(II_Result r) {
            r.r1 = idle.trySearch() ? 1 : 0;
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = idle.trySearch() ? 1 : 0;
        }
    }
}
