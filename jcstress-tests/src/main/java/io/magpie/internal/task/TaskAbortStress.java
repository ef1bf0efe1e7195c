package io.magpie.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.Outcome.Aborted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Aborts against the runner, against completion, against each other; spawning against closing.
public final class TaskAbortStress {

    private TaskAbortStress() {}

    /// A future that waits, and counts how often it was dropped.
    private static final class Waiting implements Future<String> {
        int drops;

        @Override
        public Object poll(Context cx) {
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            drops++;
            return Poll.CANCELLED;
        }
    }

    /// A task is aborted while its first run is under way: it is dropped once, by that run or by the one that follows.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "dropped once")
    @Outcome(expect = FORBIDDEN, desc = "never dropped, or twice")
    @State
    public static class AbortVsRun {
        private final StressScheduler scheduler = new StressScheduler();
        private final Waiting future = new Waiting();
        private final Task<String> task = new Task<>(future, scheduler);

        @Actor
        public void aborter() {
            task.abort("planted");
        }

        @Actor
        public void runner() {
            if (task.run(StressScheduler.context()) == Task.Ran.RESUBMIT) {
                scheduler.entries.incrementAndGet();
            }
        }

        @Arbiter
        public void end(I_Result r) {
            while (scheduler.entries.getAndDecrement() > 0) {
                task.run(StressScheduler.context());
            }
            r.r1 = future.drops;
        }
    }

    /// An abort races with the value: either is the outcome, and nothing is left to run.
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the value came in time")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "cancelled before the poll")
    @Outcome(expect = FORBIDDEN, desc = "no outcome, or an entry too many")
    @State
    public static class AbortVsComplete {
        private final StressScheduler scheduler = new StressScheduler();
        private final Task<String> task = new Task<>(cx -> "value", scheduler);

        @Actor
        public void aborter() {
            task.abort("planted");
        }

        @Actor
        public void runner() {
            task.run(StressScheduler.context());
        }

        @Arbiter
        public void end(II_Result r) {
            var outcome = task.outcome();
            r.r1 = outcome == null ? 0 : outcome instanceof Aborted<String> ? 2 : 1;
            r.r2 = scheduler.entries.get();
        }
    }

    /// Of two aborts of an idle task one submits, and the reason is one of both.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the first one's reason")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the second one's reason")
    @Outcome(expect = FORBIDDEN, desc = "lost, two entries, or no reason")
    @State
    public static class AbortVsAbort {
        private final StressScheduler scheduler = new StressScheduler();
        private final Task<String> task = new Task<>(cx -> Poll.PENDING, scheduler);

        public AbortVsAbort() {
            task.run(StressScheduler.context());
        }

        @Actor
        public void first() {
            task.abort("1");
        }

        @Actor
        public void second() {
            task.abort("2");
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = scheduler.entries.get();
            r.r2 = Integer.parseInt(task.reason().reason());
        }
    }

    /// A spawn races with the closing of the registry: the task is refused, or it is listed and will be aborted.
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "listed, and aborted")
    @Outcome(expect = FORBIDDEN, desc = "listed, and escaped the shutdown")
    @State
    public static class SpawnVsClose {
        private final StressScheduler scheduler = new StressScheduler();
        private final OwnedTasks owned = new OwnedTasks(2, () -> {});
        private final Task<String> task = new Task<>(cx -> Poll.PENDING, scheduler);
        private boolean linked;

        @Actor
        public void spawner() {
            linked = owned.link(task, 1);
        }

        @Actor
        public void closer() {
            owned.close();
            owned.abortAll(Cancellation.SHUT_DOWN);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = linked ? 1 : 0;
            r.r2 = task.run(StressScheduler.context()) == Task.Ran.COMPLETE ? 1 : 0;
        }
    }

    /// The last tasks of two shards of a closed registry end at once: somebody sees it empty.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "one of both saw it")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both saw it")
    @Outcome(expect = FORBIDDEN, desc = "nobody saw it: the workers never leave")
    @State
    public static class LastOfTwoShards {
        private final StressScheduler scheduler = new StressScheduler();
        private final java.util.concurrent.atomic.AtomicInteger emptied =
                new java.util.concurrent.atomic.AtomicInteger();
        private final OwnedTasks owned = new OwnedTasks(2, emptied::incrementAndGet);
        private final Task<String> first = new Task<>(cx -> "", scheduler);
        private final Task<String> second = new Task<>(cx -> "", scheduler);

        public LastOfTwoShards() {
            owned.link(first, 0);
            owned.link(second, 1);
            owned.close();
        }

        @Actor
        public void one() {
            owned.unlink(first);
        }

        @Actor
        public void two() {
            owned.unlink(second);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = emptied.get();
        }
    }
}
