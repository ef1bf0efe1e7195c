package io.magpie.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Cancellation;
import io.magpie.future.Poll;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// The registry's lists that only their worker changes, against thieves and against the shutdown.
public final class TaskRegistryStress {

    private TaskRegistryStress() {}

    private static Task<String> waitingTask(StressScheduler scheduler) {
        return new Task<>(cx -> Poll.PENDING, scheduler);
    }

    /// A worker spawns while the registry is closed: the task is refused, aborted by the closer, or aborted by the worker
    /// when it acknowledges.
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "listed, and aborted")
    @Outcome(expect = FORBIDDEN, desc = "listed, and escaped the shutdown")
    @State
    public static class SpawnVsClose {
        private final TaskRegistry registry = new TaskRegistry(1, () -> {});
        private final Task<String> task = waitingTask(new StressScheduler());
        private boolean linked;

        @Actor
        public void worker() {
            linked = registry.linkOwn(task, 0);
            if (registry.isClosed()) {
                registry.acknowledgeClose(0, Cancellation.SHUT_DOWN);
            }
        }

        @Actor
        public void closer() {
            registry.close();
            registry.abortAll(Cancellation.SHUT_DOWN);
        }

        @Arbiter
        public void end(II_Result r) {
            // The worker's next turn of the loop.
            registry.acknowledgeClose(0, Cancellation.SHUT_DOWN);
            r.r1 = linked ? 1 : 0;
            r.r2 = task.run(StressScheduler.context()) == Task.Ran.COMPLETE ? 1 : 0;
        }
    }

    /// A worker replaces the head of its list while all that is listed is aborted.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "aborted")
    @Outcome(expect = FORBIDDEN, desc = "escaped the shutdown")
    @State
    public static class RenewVsAbortAll {
        private final TaskRegistry registry = new TaskRegistry(1, () -> {});
        private final Task<String> task = waitingTask(new StressScheduler());

        public RenewVsAbortAll() {
            registry.linkOwn(task, 0);
        }

        @Actor
        public void worker() {
            registry.renew(0);
        }

        @Actor
        public void closer() {
            registry.abortAll(Cancellation.SHUT_DOWN);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = task.run(StressScheduler.context()) == Task.Ran.COMPLETE ? 1 : 0;
        }
    }

    /// A spawn from outside while the registry is closed: refused, or it keeps the registry from being empty. Breaks if the
    /// flag and the count are two words.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "refused: empty")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "admitted: the workers stay")
    @Outcome(expect = FORBIDDEN, desc = "admitted, and the workers leave")
    @State
    public static class AdmitVsClose {
        private final TaskRegistry registry = new TaskRegistry(1, () -> {});

        @Actor
        public void outside(II_Result r) {
            r.r1 = registry.admit() ? 1 : 0;
        }

        @Actor
        public void worker(II_Result r) {
            registry.close();
            r.r2 = registry.isEmpty() ? 1 : 0;
        }
    }

    /// A stand-in lists an admitted task among the others, while somebody looks whether all have ended. Breaks if it is
    /// taken from the admitted first.
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "it is not empty")
    @Outcome(expect = FORBIDDEN, desc = "it was taken for empty")
    @State
    public static class ListAdmittedVsLook {
        private final TaskRegistry registry = new TaskRegistry(1, () -> {});
        private final Task<String> task = waitingTask(new StressScheduler());

        public ListAdmittedVsLook() {
            registry.admit();
            registry.close();
        }

        @Actor
        public void standIn() {
            registry.listAdmitted(task);
        }

        @Actor
        public void worker(I_Result r) {
            r.r1 = registry.isEmpty() ? 1 : 0;
        }
    }

    /// Two workers complete the last two tasks, one of them a stolen one: somebody sees the registry empty. Breaks without
    /// the fence between the count and the look.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "one of both saw it")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both saw it")
    @Outcome(expect = FORBIDDEN, desc = "nobody saw it: the workers never leave")
    @State
    public static class LastOfTwoWorkers {
        private final AtomicInteger emptied = new AtomicInteger();
        private final TaskRegistry registry = new TaskRegistry(2, emptied::incrementAndGet);
        private final Task<String> first = waitingTask(new StressScheduler());
        private final Task<String> second = waitingTask(new StressScheduler());

        public LastOfTwoWorkers() {
            registry.linkOwn(first, 0);
            registry.linkOwn(second, 0);
            registry.close();
        }

        @Actor
        public void worker() {
            registry.unlinkOwn(first, 0);
        }

        @Actor
        public void thief() {
            registry.unlinkOwn(second, 1);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = emptied.get();
        }
    }

    /// A task leaves clean-up behind as its last act, while a thief completes the only other task: nobody sees the registry
    /// empty, for the clean-up is listed. Breaks if the look at the counts does not come back to the list of the others.
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "it is not empty")
    @Outcome(expect = FORBIDDEN, desc = "it was taken for empty: the workers leave")
    @State
    public static class LateLinkVsLast {
        private final AtomicInteger emptied = new AtomicInteger();
        private final TaskRegistry registry = new TaskRegistry(2, emptied::incrementAndGet);
        private final Task<String> first = waitingTask(new StressScheduler());
        private final Task<String> second = waitingTask(new StressScheduler());
        private final Task<String> cleanUp = waitingTask(new StressScheduler());

        public LateLinkVsLast() {
            registry.linkOwn(first, 0);
            registry.linkOwn(second, 0);
            registry.close();
        }

        @Actor
        public void worker() {
            registry.linkLate(cleanUp);
            registry.unlinkOwn(first, 0);
        }

        @Actor
        public void thief() {
            registry.unlinkOwn(second, 1);
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = emptied.get();
        }
    }

    /// A thief gives a task back while the worker collects: the list is empty after the next collection.
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing is left on the list")
    @Outcome(expect = FORBIDDEN, desc = "a completed task is kept for ever")
    @State
    public static class GiveBackVsCollect {
        private final TaskRegistry registry = new TaskRegistry(2, () -> {});
        private final Task<String> first = waitingTask(new StressScheduler());
        private final Task<String> second = waitingTask(new StressScheduler());

        public GiveBackVsCollect() {
            registry.linkOwn(first, 0);
            registry.linkOwn(second, 0);
        }

        @Actor
        public void thief() {
            registry.unlinkOwn(first, 1);
            registry.unlinkOwn(second, 1);
        }

        @Actor
        public void worker() {
            registry.collect(0);
        }

        @Arbiter
        public void end(I_Result r) {
            registry.collect(0);
            r.r1 = registry.snapshot().size();
        }
    }
}
