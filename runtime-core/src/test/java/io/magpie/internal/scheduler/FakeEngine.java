package io.magpie.internal.scheduler;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.SystemClock;
import io.magpie.metrics.RuntimeMetrics;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What [BlockingJobs] and [Root] need of an engine, and nothing else.
final class FakeEngine implements Engine {

    final AtomicInteger jobsEnded = new AtomicInteger();
    final SharedServices shared = new SharedServices(settings(), 1, () -> {}, () -> {}, this);

    private static Settings settings() {
        return new Settings(
                "fake",
                "fake-",
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
    }

    @Override
    public SharedServices failures() {
        return shared;
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
        return new AssertionError("a fake engine runs nothing");
    }
}
