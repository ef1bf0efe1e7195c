package io.magpie.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Context;
import io.magpie.task.TaskId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A task that is detached, against what becomes of it at the same time.
public final class TaskDetachStress {

    private TaskDetachStress() {}

    /// What the tasks here throw, and how often that was reported.
    private static final class Planted extends Exception {
        private static final long serialVersionUID = 1;

        private final transient AtomicInteger reports = new AtomicInteger();

        Planted() {
            super("planted", null, false, false);
        }

        static void count(FailureReport report) {
            if (report.failure() instanceof Planted planted) {
                planted.reports.incrementAndGet();
            }
        }
    }

    /// Counts reports, at once or later.
    private static final class Reporting implements Scheduler {
        private static final UnseenFailures UNSEEN = new UnseenFailures(Planted::count);

        /// Never collected, so that the thread which looks again does not end and start all the time.
        private static final Task<String> KEPT = new Task<>(_ -> "", new Reporting());

        static {
            Planted planted = new Planted();
            UNSEEN.watch(KEPT, Failure.of(planted), new FailureReport(new TaskId(1), null, planted, List.of()));
        }

        @Override
        public void schedule(Task<?> task) {}

        @Override
        public void release(Task<?> task) {}

        @Override
        public void reportFailure(FailureReport report) {
            Planted.count(report);
        }

        @Override
        public UnseenFailures unseenFailures() {
            return UNSEEN;
        }
    }

    /// A task is detached while it fails: the failure is reported once, and soon.
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Reported.")
    @Outcome(expect = FORBIDDEN, desc = "Reported twice, or not within a second.")
    public static class DetachVsFail {
        private final Planted planted = new Planted();
        private final Task<String> task = new Task<>(
                _ -> {
                    throw planted;
                },
                new Reporting());
        private final PollContext cx = StressScheduler.context();

        @Actor
        public void spawner() {
            task.detached();
        }

        @Actor
        public void runner() {
            task.run(cx);
        }

        @Arbiter
        public void after(I_Result r) {
            long start = System.nanoTime();
            while (planted.reports.get() == 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
                Thread.onSpinWait();
            }
            r.r1 = planted.reports.get();
        }
    }

    /// Whoever awaits a task gives up while it fails, and nobody else will look: the failure is reported once, and soon.
    /// Breaks if a waiter gives up by a store: then the completer counts one as told who does not look.
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Reported.")
    @Outcome(expect = FORBIDDEN, desc = "Reported twice, or not within a second.")
    public static class GiveUpVsFailure {
        private final Planted planted = new Planted();
        private final Task<String> task = new Task<>(
                _ -> {
                    throw planted;
                },
                new Reporting());
        private final PollContext cx = StressScheduler.context();
        private final Context waiting = Context.of(() -> {});

        public GiveUpVsFailure() {
            task.detached();
            try {
                var _ = task.poll(waiting);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Actor
        public void givesUp() {
            var _ = task.drop(waiting);
        }

        @Actor
        public void runner() {
            task.run(cx);
        }

        @Arbiter
        public void after(I_Result r) {
            long start = System.nanoTime();
            while (planted.reports.get() == 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
                Thread.onSpinWait();
            }
            r.r1 = planted.reports.get();
        }
    }
}
