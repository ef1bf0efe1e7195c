package io.magpie;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.scheduler.BlockingJobs;
import io.magpie.internal.scheduler.Engine;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.current.CurrentThreadScheduler;
import io.magpie.internal.scheduler.multi.MultiThreadScheduler;
import io.magpie.internal.scope.Launcher;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;
import io.magpie.task.BlockingAction;
import io.magpie.task.JoinHandle;
import io.magpie.time.ClockControl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs tasks: the workers, the timers, the I/O driver and the blocking pool of one program, or of a part of it.
///
/// ```java
/// try (var runtime = AsyncRuntime.create()) {
///     String page = runtime.blockOn(fetch("example.org"));
/// }
/// ```
///
/// All methods may be called from any thread, except where they say otherwise. The threads of a runtime are daemons:
/// they keep no program alive.
///
/// The path of a task through the code: [#spawn(Future)], `Worker.run`, `Task.run`, `TaskState`.
///
/// Source: the `Runtime` and `Handle` of Tokio, in one type.
public final class AsyncRuntime implements AutoCloseable {

    private final Settings settings;
    private final Engine engine;
    private final BlockingJobs jobs;
    private final boolean currentThread;
    private final Launcher launcher = new ScopeLauncher();

    AsyncRuntime(Settings settings, boolean currentThread, @Nullable BlockingPoolFactory pools) {
        this.settings = settings;
        this.currentThread = currentThread;
        MultiThreadScheduler workers = currentThread ? null : new MultiThreadScheduler(this, settings);
        this.engine = workers != null ? workers : new CurrentThreadScheduler(this, settings);
        try {
            this.jobs = newJobs(pools);
            if (workers != null) {
                workers.start();
            }
        } catch (Throwable refused) { // nobody will close it
            engine.beginShutdown(Cancellation.SHUT_DOWN);
            engine.abandon();
            throw refused;
        }
    }

    private BlockingJobs newJobs(@Nullable BlockingPoolFactory pools) {
        BlockingPool pool = null;
        if (pools != null) {
            Settings.BlockingSettings limits = settings.blocking();
            pool = pools.create(new BlockingPoolFactory.Settings(
                    limits.maxThreads(),
                    limits.maxComputing(),
                    limits.queueCapacity(),
                    Duration.ofNanos(limits.keepAliveNanos()),
                    settings.name() + "-blocking-",
                    body -> CurrentRuntime.runBound(engine, false, body::run)));
        }
        return new BlockingJobs(pool, engine);
    }

    // ---- making one

    /// A runtime with a worker for each processor, the drivers and pools found on the class or module path, and all
    /// defaults.
    ///
    /// @return a running runtime; close it
    public static AsyncRuntime create() {
        return builder().build();
    }

    /// A builder, to choose the number of workers, the flavour and the limits.
    ///
    /// @return a new builder with the defaults
    public static RuntimeBuilder builder() {
        return new RuntimeBuilder();
    }

    /// The runtime that the calling thread works for: inside a task, in `blockOn`, in a blocking job.
    ///
    /// @return the runtime
    /// @throws IllegalStateException outside any runtime
    public static AsyncRuntime current() {
        if (CurrentRuntime.find() instanceof Engine engine) {
            return (AsyncRuntime) engine.facade();
        }
        throw new IllegalStateException("the thread " + Thread.currentThread().getName()
                + " belongs to no runtime: call this from a task, or keep the AsyncRuntime and call its methods");
    }

    // ---- running things

    /// Spawns a task that polls `future` to its end, concurrently with the caller. It starts at once, whether or not
    /// anybody awaits the handle.
    ///
    /// From a worker the task goes to that worker's own queue, from any other thread to the injection queue. Once the
    /// runtime is shutting down, the future is not polled but dropped, on the calling thread, and the handle resolves as
    /// cancelled.
    ///
    /// @param future owned by the task from now on
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return engine.spawn(Objects.requireNonNull(future, "future"), null, spawnSite());
    }

    /// As [#spawn(Future)], with a name for messages and reports.
    ///
    /// @param name the task's name
    /// @param future owned by the task from now on
    /// @param <T> the type of the value
    /// @return the task's handle
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
        Objects.requireNonNull(name, "name");
        return engine.spawn(Objects.requireNonNull(future, "future"), name, spawnSite());
    }

    /// Spawns a task that runs an async block; otherwise as [#spawn(Future)].
    ///
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(AsyncBody<T> body) {
        return spawn(Blocks.start(body));
    }

    /// As [#spawn(AsyncBody)], for a block that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @return the task's handle; dropping it detaches the task
    /// @throws IllegalStateException if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawn(AsyncAction body) {
        return spawn(Blocks.start(body));
    }

    /// As [#spawn(AsyncBody)], with a name for messages and reports.
    ///
    /// @param name the task's name
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the task's handle
    /// @throws IllegalStateException if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(String name, AsyncBody<T> body) {
        return spawn(name, Blocks.start(body));
    }

    /// As [#spawn(AsyncAction)], with a name for messages and reports.
    ///
    /// @param name the task's name
    /// @param body a lambda, written in place
    /// @return the task's handle
    /// @throws IllegalStateException if the class of the lambda was not woven
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawn(String name, AsyncAction body) {
        return spawn(name, Blocks.start(body));
    }

    /// Runs `future` to its end on the calling thread, and returns its value.
    ///
    /// On a multi-thread runtime only this future runs here, and what it spawns runs on the workers. On a current-thread
    /// runtime this is what drives it: its tasks run on the calling thread, during this call. If the calling thread is
    /// interrupted, the future is dropped, its clean-up driven to the end, and `InterruptedException` thrown; a value
    /// that came in time is returned all the same, and the thread stays interrupted.
    ///
    /// @param future owned by this call from now on
    /// @param <T> the type of the value
    /// @return the value
    /// @throws IllegalStateException on a thread that polls tasks, which must not block
    /// @throws InterruptedException if the calling thread was interrupted
    /// @throws io.magpie.task.TaskCancelledException if the runtime was shut down
    /// @throws Exception what the future threw, the same instance
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
        Objects.requireNonNull(future, "future");
        CurrentRuntime.requireMayBlock("AsyncRuntime.blockOn");
        return engine.blockOn(future);
    }

    /// Runs an async block to its end on the calling thread; otherwise as [#blockOn(Future)].
    ///
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the value
    /// @throws IllegalStateException on a thread that polls tasks, which must not block; or if the class of the lambda
    ///     was not woven
    /// @throws InterruptedException if the calling thread was interrupted
    /// @throws io.magpie.task.TaskCancelledException if the runtime was shut down
    /// @throws Exception what the block threw, the same instance
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> T blockOn(AsyncBody<T> body) throws Exception {
        return blockOn(Blocks.start(body));
    }

    /// As [#blockOn(AsyncBody)], for a block that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @throws IllegalStateException on a thread that polls tasks, which must not block; or if the class of the lambda
    ///     was not woven
    /// @throws InterruptedException if the calling thread was interrupted
    /// @throws io.magpie.task.TaskCancelledException if the runtime was shut down
    /// @throws Exception what the block threw, the same instance
    public void blockOn(AsyncAction body) throws Exception {
        var _ = blockOn(Blocks.start(body));
    }

    /// Runs a body that blocks on a thread of the blocking pool.
    ///
    /// For waiting: as many bodies run at once as the pool has threads (512 unless configured). Aborting the handle
    /// removes a body that has not started, and interrupts one that runs.
    ///
    /// @param body called once; may block and throw
    /// @param <T> the type of the value
    /// @return the handle of the job, a task like any other
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue was bounded by the builder and is full
    /// @throws IllegalStateException if the runtime has no blocking pool
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(Callable<? extends T> body) {
        return spawnJob(null, body, BlockingJob.Kind.BLOCKING);
    }

    /// As [#spawnBlocking(Callable)], for a body that returns nothing.
    ///
    /// @param body called once; may block and throw
    /// @return the handle of the job
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue was bounded by the builder and is full
    /// @throws IllegalStateException if the runtime has no blocking pool
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawnBlocking(BlockingAction body) {
        return spawnJob(null, returningNull(body), BlockingJob.Kind.BLOCKING);
    }

    /// As [#spawnBlocking(Callable)], with a name for messages and reports.
    ///
    /// @param name the job's name
    /// @param body called once; may block and throw
    /// @param <T> the type of the value
    /// @return the handle of the job
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue was bounded by the builder and is full
    /// @throws IllegalStateException if the runtime has no blocking pool
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawnBlocking(String name, Callable<? extends T> body) {
        return spawnJob(Objects.requireNonNull(name, "name"), body, BlockingJob.Kind.BLOCKING);
    }

    /// Runs a body that computes on a thread of the blocking pool, at most as many at once as there are processors.
    ///
    /// For CPU-bound work, which would starve the other tasks of its worker. Otherwise as [#spawnBlocking(Callable)].
    ///
    /// @param body called once
    /// @param <T> the type of the value
    /// @return the handle of the job
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue was bounded by the builder and is full
    /// @throws IllegalStateException if the runtime has no blocking pool
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawnCompute(Callable<? extends T> body) {
        return spawnJob(null, body, BlockingJob.Kind.COMPUTE);
    }

    /// As [#spawnCompute(Callable)], for a body that returns nothing.
    ///
    /// @param body called once
    /// @return the handle of the job
    /// @throws java.util.concurrent.RejectedExecutionException if the pool's queue was bounded by the builder and is full
    /// @throws IllegalStateException if the runtime has no blocking pool
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawnCompute(BlockingAction body) {
        return spawnJob(null, returningNull(body), BlockingJob.Kind.COMPUTE);
    }

    private <T extends @Nullable Object> JoinHandle<T> spawnJob(
            @Nullable String name, Callable<? extends T> body, BlockingJob.Kind kind) {
        return jobs.spawn(Objects.requireNonNull(body, "body"), kind, name, spawnSite());
    }

    private static Callable<@Nullable Void> returningNull(BlockingAction body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    /// The engine, for [Async].
    Engine engine() {
        return engine;
    }

    /// What makes tasks of the children of a scope on this runtime.
    Launcher launcher() {
        return launcher;
    }

    /// Spawns children here.
    private final class ScopeLauncher implements Launcher {

        @Override
        public <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name) {
            return engine.spawn(future, name, spawnSite());
        }

        @Override
        public <T extends @Nullable Object> Task<T> refuse(Future<T> future, @Nullable String name, Cancellation why) {
            Task<T> task = new Task<>(future, engine, name, spawnSite());
            task.completeUnscheduled(why);
            return task;
        }
    }

    private List<StackTraceElement> spawnSite() {
        return settings.traceSpawnSites() ? SpawnSite.capture() : List.of();
    }

    // ---- ending

    /// Cancels every task, waits for their clean-up and for the blocking jobs that run, and releases everything. Jobs
    /// that wait are cancelled. Idempotent.
    ///
    /// Waits without limit: a task that never lets go of its worker, or a job that never ends, keeps it waiting. Use
    /// [#shutdown] for a limit. If the calling thread is interrupted, running jobs are interrupted too, and the waiting
    /// goes on; the thread stays interrupted.
    ///
    /// @throws IllegalStateException on a thread of this runtime, which would wait for itself; call [#shutdownNow]
    @Override
    public void close() {
        boolean interrupted = false;
        while (true) {
            try {
                var _ = end("close", -1);
                break;
            } catch (InterruptedException _) {
                interrupted = true;
                jobs.interruptAll();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// As [#close], but waits no longer than `timeout`. What is still there then is reported and left behind: timers and
    /// sockets are closed, a clean-up that waits is abandoned, a task that does not let go of its thread ends when it
    /// does, jobs run on.
    ///
    /// @param timeout how long to wait; zero or less not at all
    /// @return what was still there
    /// @throws IllegalStateException on a thread of this runtime, which would wait for itself; call [#shutdownNow]
    /// @throws InterruptedException if the calling thread was interrupted; the shutdown goes on
    @CanIgnoreReturnValue
    public ShutdownReport shutdown(Duration timeout) throws InterruptedException {
        return end("shutdown", Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)));
    }

    /// Cancels every task, interrupts every blocking job, and returns at once. May be called from inside the runtime.
    ///
    /// @return what was there
    @CanIgnoreReturnValue
    public ShutdownReport shutdownNow() {
        long start = System.nanoTime();
        List<String> sockets = engine.sockets(); // before the workers may leave, of which the last closes them
        engine.beginShutdown(Cancellation.SHUT_DOWN);
        jobs.close();
        jobs.interruptAll();
        return report(start, sockets);
    }

    private ShutdownReport end(String operation, long nanos) throws InterruptedException {
        if (CurrentRuntime.find() == engine) {
            throw new IllegalStateException(
                    operation + " was called on " + Thread.currentThread().getName()
                            + ", a thread of the runtime, and would wait for itself: call shutdownNow instead");
        }
        long start = System.nanoTime();
        List<String> sockets = engine.sockets();
        engine.beginShutdown(Cancellation.SHUT_DOWN);
        jobs.close();
        boolean tasksEnded = engine.awaitShutdown(nanos);
        long left = nanos < 0 ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
        boolean jobsEnded = jobs.awaitTermination(left);
        ShutdownReport report = report(start, tasksEnded ? sockets : engine.sockets());
        if (!tasksEnded) {
            engine.abandon();
        }
        jobs.reportUnseen(jobsEnded);
        return report;
    }

    private ShutdownReport report(long start, List<String> sockets) {
        return new ShutdownReport(engine.tasks(), jobs.running(), sockets, Duration.ofNanos(System.nanoTime() - start));
    }

    // ---- looking at it

    /// The counters.
    ///
    /// @return a snapshot
    public RuntimeMetrics metrics() {
        return engine.metrics();
    }

    /// Stops and moves the clock, for tests.
    ///
    /// @return the control of this runtime's clock
    /// @throws IllegalStateException on a multi-thread runtime, where nobody can tell that everything waits
    public ClockControl clock() {
        if (engine.timeSource() instanceof PausableClock pausable) {
            return new ClockControl(pausable);
        }
        throw new IllegalStateException("the clock of a multi-thread runtime cannot be controlled: build the runtime of"
                + " the test with currentThread()");
    }

    /// The runtime's name.
    ///
    /// @return as given to the builder, or `magpie-` and a number
    public String name() {
        return settings.name();
    }

    @Override
    public String toString() {
        return "AsyncRuntime " + settings.name()
                + (currentThread ? " (current thread)" : " (" + settings.workers() + " workers)");
    }
}
