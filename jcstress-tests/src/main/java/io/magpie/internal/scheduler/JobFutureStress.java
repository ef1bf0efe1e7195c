package io.magpie.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Cancellation;
import io.magpie.internal.task.Task;
import io.magpie.spi.BlockingJob;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// [JobFuture]: the thread of the pool, and whoever aborts or rejects the job.
public final class JobFutureStress {

    private JobFutureStress() {}

    /// A job that runs while it is aborted: it ends once, runs at most once, and leaves no interrupt behind.
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "withdrawn")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "run")
    @Outcome(expect = FORBIDDEN, desc = "ended twice or never, or the interrupt leaked into the next job")
    @State
    public static class RunVsAbort {
        private final StressEngine engine = new StressEngine();
        private int calls;
        private final Task<String> task = engine.spawn(() -> {
            calls++;
            return "value";
        });

        @Actor
        public void pool(III_Result r) {
            engine.job().run();
            r.r2 = Thread.interrupted() ? 1 : 0;
        }

        @Actor
        public void aborter() {
            task.abort(Cancellation.SHUT_DOWN);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = calls;
            r.r3 = task.isFinished() ? engine.jobsEnded() : -1;
        }
    }

    /// A pool that closes rejects a job while somebody aborts it.
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "ended once, never run")
    @Outcome(expect = FORBIDDEN, desc = "ended twice or never")
    @State
    public static class RejectVsAbort {
        private final StressEngine engine = new StressEngine();
        private int calls;
        private final Task<String> task = engine.spawn(() -> {
            calls++;
            return "value";
        });

        @Actor
        public void pool() {
            BlockingJob job = engine.job();
            job.reject();
        }

        @Actor
        public void aborter() {
            task.abort(Cancellation.SHUT_DOWN);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = calls;
            r.r3 = task.isFinished() ? engine.jobsEnded() : -1;
        }
    }

    /// Whoever sees that the job has ended sees what its body wrote.
    @JCStressTest
    @Outcome(id = "7, 1, 1", expect = ACCEPTABLE, desc = "the value is there with the end")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "not ended yet")
    @Outcome(expect = FORBIDDEN, desc = "the end was seen before the value")
    @State
    public static class RunVsLook {
        private final StressEngine engine = new StressEngine();
        private int data;
        private final Task<String> task = engine.spawn(() -> {
            data = 7;
            return "value";
        });

        @Actor
        public void pool() {
            engine.job().run();
        }

        @Actor
        public void looker(III_Result r) {
            r.r2 = task.isFinished() ? 1 : 0;
            r.r1 = r.r2 == 1 ? data : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = task.isFinished() ? engine.jobsEnded() : -1;
        }
    }
}
