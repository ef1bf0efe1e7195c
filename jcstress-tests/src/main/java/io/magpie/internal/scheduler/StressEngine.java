package io.magpie.internal.scheduler;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.SystemClock;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What blocking jobs and roots need of an engine and a pool, and nothing else: the actors run the job.
final class StressEngine implements Engine, BlockingPool {

    static final PollContext.Services NO_SERVICES = new PollContext.Services() {
        @Override
        public <S> @Nullable S find(Class<S> type) {
            return null;
        }

        @Override
        public int nextRandom() {
            return 0;
        }

        @Override
        public void onBudgetSpent() {}
    };

    /// One for all states: roots that are not linked leave nothing in it. Its engine adopts no clean-up here.
    static final SharedServices SHARED = newShared();

    private final AtomicInteger jobsEnded = new AtomicInteger();
    private @Nullable BlockingJob job;

    private static SharedServices newShared() {
        Settings settings = new Settings(
                "stress",
                "stress-",
                1,
                0,
                2,
                2,
                1,
                1,
                1,
                0,
                true,
                0,
                128,
                500_000,
                1_000_000,
                0,
                false,
                false,
                null,
                new Settings.BlockingSettings(1, 1, 1, 1),
                report -> {},
                false);
        return new SharedServices(settings, 1, () -> {}, () -> {}, new StressEngine());
    }

    Task<String> spawn(Callable<String> body) {
        return new BlockingJobs(this, this).spawn(body, BlockingJob.Kind.BLOCKING, null, List.of());
    }

    BlockingJob job() {
        return Objects.requireNonNull(job);
    }

    int jobsEnded() {
        return jobsEnded.get();
    }

    // ---- the pool

    @Override
    public void execute(BlockingJob spawned) {
        job = spawned;
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

    // ---- the engine

    @Override
    public SharedServices failures() {
        return SHARED;
    }

    @Override
    public void onJobSpawned() {}

    @Override
    public void onJobEnded() {
        jobsEnded.incrementAndGet();
    }

    @Override
    public Clock timeSource() {
        return SystemClock.INSTANCE;
    }

    @Override
    public void schedule(Task<?> task) {
        throw unexpected();
    }

    @Override
    public void release(Task<?> task) {
        throw unexpected();
    }

    @Override
    public void reportFailure(FailureReport report) {
        throw unexpected();
    }

    @Override
    public UnseenFailures unseenFailures() {
        throw unexpected();
    }

    @Override
    public <T extends @Nullable Object> Task<T> spawn(
            Future<T> future, @Nullable String name, List<StackTraceElement> spawnSite) {
        throw unexpected();
    }

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        throw unexpected();
    }

    @Override
    public <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) {
        throw unexpected();
    }

    @Override
    public void beginShutdown(Cancellation why) {
        throw unexpected();
    }

    @Override
    public boolean awaitShutdown(long nanos) {
        throw unexpected();
    }

    @Override
    public void abandon() {
        throw unexpected();
    }

    @Override
    public List<String> tasks() {
        throw unexpected();
    }

    @Override
    public List<String> sockets() {
        throw unexpected();
    }

    @Override
    public RuntimeMetrics metrics() {
        throw unexpected();
    }

    @Override
    public Object facade() {
        throw unexpected();
    }

    private static AssertionError unexpected() {
        return new AssertionError("nothing but jobs and roots");
    }
}
