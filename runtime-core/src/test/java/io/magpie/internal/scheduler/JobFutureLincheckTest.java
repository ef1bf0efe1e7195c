package io.magpie.internal.scheduler;

import static io.magpie.internal.model.Actors.inParallel;
import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.internal.task.Task;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.task.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A blocking job under Lincheck's model checker: run, aborted and rejected at once, it ends once, and its interrupt
/// never reaches what its thread does next.
@Tag("lincheck")
class JobFutureLincheckTest {

    private static final int INVOCATIONS = 5 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 5_000;

    @Test
    void runAndAbort_endTheJobOnce_andLeakNoInterrupt() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race().runAndAbort(true));
    }

    /// The body itself sees the interrupt: the race is there to be found.
    @Test
    void aLookBeforeTheEnd_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Race().runAndAbort(false)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void rejectAndAbort_endTheJobOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Race race = new Race();
            inParallel(race.job()::reject, () -> race.task.abort("test"));
            race.requireEndedOnce();
            require(race.calls.get() == 0, "rejected, yet run");
        });
    }

    private static final class Race implements BlockingPool {
        private final FakeEngine engine = new FakeEngine();
        private final AtomicReference<@Nullable BlockingJob> job = new AtomicReference<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger leaked = new AtomicInteger();
        private volatile boolean afterRun = true;
        private final Task<String> task = new BlockingJobs(this, engine)
                .spawn(
                        () -> {
                            calls.incrementAndGet();
                            if (!afterRun) {
                                look();
                            }
                            return "value";
                        },
                        BlockingJob.Kind.BLOCKING,
                        null,
                        List.of());

        void runAndAbort(boolean looksAfterRun) {
            afterRun = looksAfterRun;
            inParallel(
                    () -> {
                        job().run();
                        if (afterRun) {
                            look();
                        }
                    },
                    () -> task.abort("test"));
            requireEndedOnce();
            require(leaked.get() == 0, "the interrupt leaked out of the job");
            require(calls.get() <= 1, "called " + calls + " times");
            if (calls.get() == 0) {
                require(task.outcome() instanceof Outcome.Aborted, "not run, yet " + task.outcome());
            }
        }

        private void look() {
            if (Thread.currentThread().isInterrupted()) {
                leaked.incrementAndGet();
            }
        }

        void requireEndedOnce() {
            require(task.isFinished(), "not finished");
            require(engine.jobsEnded.get() == 1, "ended " + engine.jobsEnded + " times");
        }

        BlockingJob job() {
            BlockingJob spawned = job.get();
            require(spawned != null, "not spawned");
            return spawned;
        }

        @Override
        public void execute(BlockingJob spawned) {
            job.set(spawned);
        }

        @Override
        public void close() {}

        @Override
        public void interruptAll() {}

        @Override
        public boolean awaitTermination(long nanos) {
            return true;
        }

        @Override
        public List<String> running() {
            return List.of();
        }

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public int idleThreads() {
            return 0;
        }

        @Override
        public int queued() {
            return 0;
        }
    }
}
