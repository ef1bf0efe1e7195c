package io.magpie.internal.scheduler;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.OwnedTasks;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The blocking side of a runtime: makes tasks of closures, and hands them to the pool.
public final class BlockingJobs {

    /// Shards of the registry; jobs come from and end on many threads. A guess.
    private static final int SHARDS = 4;

    private final @Nullable BlockingPool pool;
    private final Engine engine;
    private final OwnedTasks owned;

    /// Jobs of `engine` for `pool`; without one, spawning fails with the advice to add it.
    public BlockingJobs(@Nullable BlockingPool pool, Engine engine) {
        this.pool = pool;
        this.engine = engine;
        this.owned = new OwnedTasks(SHARDS, () -> {});
        engine.failures().onShutdown(this::close);
    }

    /// Makes a task of `body` and hands it to the pool.
    ///
    /// @throws IllegalStateException if the runtime has no pool
    /// @throws RejectedExecutionException if the pool's queue is bounded and full
    public <T extends @Nullable Object> Task<T> spawn(
            Callable<? extends T> body,
            BlockingJob.Kind kind,
            @Nullable String name,
            List<StackTraceElement> spawnSite) {
        if (pool == null) {
            throw new IllegalStateException("no blocking pool in this runtime: add runtime-blocking to the class or"
                    + " module path, or call builder.blockingPool(…)");
        }
        JobFuture<T> job = new JobFuture<>(body, kind, this);
        Task<T> task = new Task<>(job, job, name, spawnSite);
        job.belongTo(task);
        if (!owned.link(task, (int) Thread.currentThread().threadId())) {
            task.completeUnscheduled(Cancellation.SHUT_DOWN);
            return task;
        }
        engine.onJobSpawned();
        try {
            pool.execute(job);
        } catch (RejectedExecutionException rejected) {
            // Either way the job did not start and is not the pool's: the entry is ours.
            task.abort(Cancellation.SHUT_DOWN);
            if (!owned.isClosed()) {
                throw rejected;
            }
        }
        return task;
    }

    /// Takes no more jobs; cancels those that wait. Jobs that run go on.
    public void close() {
        owned.close();
        if (pool != null) {
            pool.close();
        }
    }

    /// Aborts every job, those that run by an interrupt.
    public void interruptAll() {
        owned.abortAll(Cancellation.SHUT_DOWN);
        if (pool != null) {
            pool.interruptAll();
        }
    }

    /// Waits until the pool's last thread has ended; negative without limit.
    public boolean awaitTermination(long nanos) throws InterruptedException {
        return pool == null || pool.awaitTermination(nanos);
    }

    /// Jobs that wait or run.
    public int count() {
        return owned.count();
    }

    /// Names the jobs that run, for the shutdown report.
    public List<String> running() {
        return pool == null ? List.of() : pool.running();
    }

    /// Reports what nobody has looked at, if all jobs have ended.
    public void reportUnseen(boolean ended) {
        if (ended) {
            engine.failures().unseenFailures().reportAll();
        }
    }

    PollContext newContext() {
        return new PollContext(Budget.unlimited(), PollContext.NO_SERVICES);
    }

    void release(Task<?> task) {
        owned.unlink(task);
        engine.onJobEnded();
    }

    void reportFailure(FailureReport report) {
        engine.failures().reportFailure(report);
    }

    UnseenFailures unseenFailures() {
        return engine.failures().unseenFailures();
    }
}
