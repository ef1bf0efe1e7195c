package io.magpie.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Poll;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Wakes of a task against its runner, and against each other.
public final class TaskWakeStress {

    private TaskWakeStress() {}

    /// Two wakes of an idle task make one entry.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "one of both submits")
    @Outcome(expect = FORBIDDEN, desc = "lost, or two entries")
    @State
    public static class WakeVsWake {
        private final StressScheduler scheduler = new StressScheduler();
        private final Task<String> task = new Task<>(cx -> Poll.PENDING, scheduler);

        public WakeVsWake() {
            task.run(StressScheduler.context());
        }

        @Actor
        public void first() {
            task.wake();
        }

        @Actor
        public void second() {
            task.wake();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = scheduler.entries.get();
        }
    }

    /// A waker writes and wakes while the runner polls and suspends. Either the poll saw the data, or the task runs
    /// again: by an entry from the waker, or because the runner is told to resubmit. Breaks if `suspend` drops NOTIFIED.
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = FORBIDDEN, desc = "seen, and forgotten that it was woken")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "polled before; the waker submits")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "seen; the waker submits")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "woken during the poll; the runner resubmits")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "seen, and woken during the poll")
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "woken before the poll, which saw it: nothing left to do")
    @Outcome(expect = FORBIDDEN, desc = "a lost wake")
    @State
    public static class WakeVsRun {
        private final StressScheduler scheduler = new StressScheduler();
        private int data;
        private int seen;
        final Task<String> task = new Task<>(
                cx -> {
                    seen = data;
                    return Poll.PENDING;
                },
                scheduler);

        @Actor
        public void waker() {
            data = 1;
            task.wake();
        }

        @Actor
        public void runner(III_Result r) {
            Task.Ran ran = task.run(StressScheduler.context());
            r.r1 = seen;
            r.r3 = ran == Task.Ran.RESUBMIT ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r2 = scheduler.entries.get();
            if (r.r1 == 1 && r.r2 == 0 && r.r3 == 0) {
                // The wake came before the poll began: NOTIFIED was cleared, and the poll saw its data.
                r.r3 = 2;
            }
        }
    }

    /// The same for a task that was woken before, while it was queued. Breaks if a wake skips its read-modify-write where
    /// NOTIFIED is set.
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = FORBIDDEN, desc = "seen, and forgotten that it was woken")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "polled before; the waker submits")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "seen; the waker submits")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "woken during the poll; the runner resubmits")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "seen, and woken during the poll")
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "woken before the poll, which saw it: nothing left to do")
    @Outcome(expect = FORBIDDEN, desc = "a lost wake")
    @State
    public static class SecondWakeVsRun extends WakeVsRun {
        public SecondWakeVsRun() {
            task.wake();
        }

        @Override
        @Actor
        public void waker() {
            super.waker();
        }

        @Override
        @Actor
        public void runner(III_Result r) {
            super.runner(r);
        }

        @Override
        @Arbiter
        public void end(III_Result r) {
            super.end(r);
        }
    }

    /// What the waker wrote is seen by the poll that its entry leads to.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the poll after the wake sees the data")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "no entry yet")
    @Outcome(expect = FORBIDDEN, desc = "polled without what the waker wrote")
    @State
    public static class WakePublishes {
        private final StressScheduler scheduler = new StressScheduler();
        private int data;
        private int seen = -1;
        private final Task<String> task = new Task<>(
                cx -> {
                    seen = data;
                    return Poll.PENDING;
                },
                scheduler);

        public WakePublishes() {
            task.run(StressScheduler.context());
            seen = -1;
        }

        @Actor
        public void waker() {
            data = 1;
            task.wake();
        }

        @Actor
        public void runner(I_Result r) {
            if (scheduler.entries.get() == 1) {
                task.run(StressScheduler.context());
                r.r1 = seen;
            } else {
                r.r1 = -1;
            }
        }
    }

    /// A wake of a task that completes makes no entry.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "complete, and no entry")
    @Outcome(expect = FORBIDDEN, desc = "a completed task was submitted")
    @State
    public static class WakeVsComplete {
        private final StressScheduler scheduler = new StressScheduler();
        private final Task<String> task = new Task<>(cx -> "value", scheduler);

        @Actor
        public void waker() {
            task.wake();
        }

        @Actor
        public void runner() {
            task.run(StressScheduler.context());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = scheduler.entries.get();
            r.r2 = task.isFinished() ? 1 : 0;
        }
    }

    /// A task that has yielded is woken while it is taken up again: it runs once, with the data, or once more after.
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken before it was taken up, and seen")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "woken after, runs again")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen, and runs again")
    @Outcome(expect = FORBIDDEN, desc = "a lost wake")
    @State
    public static class WakeVsResume {
        private final StressScheduler scheduler = new StressScheduler();
        private boolean yielded;
        private int data;
        private int seen;
        private final Task<String> task = new Task<>(
                cx -> {
                    if (!yielded) {
                        yielded = true;
                        cx.defer();
                    }
                    seen = data;
                    return Poll.PENDING;
                },
                scheduler);

        public WakeVsResume() {
            task.run(StressScheduler.context());
        }

        @Actor
        public void waker() {
            data = 1;
            task.wake();
        }

        @Actor
        public void runner(II_Result r) {
            Task.Ran ran = task.run(StressScheduler.context());
            r.r1 = seen;
            r.r2 = ran == Task.Ran.RESUBMIT ? 1 : 0;
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 += scheduler.entries.get();
        }
    }
}
