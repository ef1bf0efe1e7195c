package io.magpie.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Those who wait for a task against its completion.
public final class TaskJoinStress {

    private TaskJoinStress() {}

    /// Polls the handle once; 1 if it gave the value, 0 if it waits.
    private static int join(Task<Integer> task, AtomicInteger wakes) {
        try {
            Object polled = task.poll(Context.of(wakes::incrementAndGet));
            return polled == Poll.PENDING ? 0 : (Integer) polled;
        } catch (Exception e) {
            return -1;
        }
    }

    /// A joiner registers while the task completes: it gets the value, or it is woken. Breaks if `complete` is a store,
    /// or the joiner does not look again after it registered.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "registered in time, and woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the value was there")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the value was there, and woken for nothing")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class JoinVsComplete {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Task<Integer> task = new Task<>(cx -> 1, new StressScheduler());

        @Actor
        public void joiner(II_Result r) {
            r.r1 = join(task, wakes);
        }

        @Actor
        public void runner() {
            task.run(StressScheduler.context());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes.get();
        }
    }

    /// The second joiner finds JOIN_WAKER set and makes no read-modify-write; it must be told all the same.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "registered in time, and woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the value was there")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the value was there, and woken for nothing")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class SecondJoinVsComplete {
        private final AtomicInteger wakes = new AtomicInteger();
        private final Task<Integer> task = new Task<>(cx -> 1, new StressScheduler());

        public SecondJoinVsComplete() {
            join(task, new AtomicInteger());
        }

        @Actor
        public void joiner(II_Result r) {
            r.r1 = join(task, wakes);
        }

        @Actor
        public void runner() {
            task.run(StressScheduler.context());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = wakes.get();
        }
    }

    /// Two joiners push their nodes at once: both are woken.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both are told")
    @Outcome(expect = FORBIDDEN, desc = "a node was lost")
    @State
    public static class JoinVsJoin {
        private final AtomicInteger firstWakes = new AtomicInteger();
        private final AtomicInteger secondWakes = new AtomicInteger();
        private final Task<Integer> task = new Task<>(cx -> 1, new StressScheduler());

        @Actor
        public void first() {
            join(task, firstWakes);
        }

        @Actor
        public void second() {
            join(task, secondWakes);
        }

        @Arbiter
        public void end(II_Result r) {
            task.run(StressScheduler.context());
            r.r1 = firstWakes.get();
            r.r2 = secondWakes.get();
        }
    }

    /// One joiner gives up while another registers: the other is told.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the one that stayed is told")
    @Outcome(expect = FORBIDDEN, desc = "unlinked with its neighbour, or told although gone")
    @State
    public static class GiveUpVsJoin {
        private final AtomicInteger goneWakes = new AtomicInteger();
        private final AtomicInteger stayingWakes = new AtomicInteger();
        private final Task<Integer> task = new Task<>(cx -> 1, new StressScheduler());
        private final Context gone = Context.of(goneWakes::incrementAndGet);

        public GiveUpVsJoin() {
            try {
                task.poll(gone);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void givesUp() {
            task.drop(gone);
        }

        @Actor
        public void joins() {
            join(task, stayingWakes);
        }

        @Arbiter
        public void end(II_Result r) {
            goneWakes.decrementAndGet(); // the drop wakes its own task once, for its other branches
            task.run(StressScheduler.context());
            r.r1 = goneWakes.get();
            r.r2 = stayingWakes.get();
        }
    }
}
