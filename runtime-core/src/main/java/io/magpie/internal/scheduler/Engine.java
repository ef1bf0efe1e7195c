package io.magpie.internal.scheduler;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.CurrentClock;
import io.magpie.metrics.RuntimeMetrics;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A scheduler as the front door sees it: one interface, two final classes.
public interface Engine extends CurrentClock.Source, Scheduler {

    /// Spawns a task; from a worker to its own queue, from outside to the injection queue. After shutdown has begun the
    /// task is complete at once, as cancelled.
    <T extends @Nullable Object> Task<T> spawn(
            Future<T> future, @Nullable String name, List<StackTraceElement> spawnSite);

    /// Runs `future` to its end on the calling thread, which is no worker.
    <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception;

    /// Runs a body that blocks, on the calling thread, while another thread does its work.
    <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception;

    /// Refuses further tasks and cancels all there are. Returns at once; idempotent.
    void beginShutdown(Cancellation why);

    /// Waits until every task has ended, every worker thread is gone and the driver is closed; on a current-thread
    /// runtime, runs the tasks' clean-up meanwhile.
    ///
    /// @param nanos how long at most; 0 to look once, negative without limit
    /// @return whether that is so
    boolean awaitShutdown(long nanos) throws InterruptedException;

    /// Closes the driver and the timers even though tasks are still there: shutdown has waited long enough.
    void abandon();

    /// The tasks that are still there, for the shutdown report.
    List<String> tasks();

    /// The sockets that are open, for the shutdown report.
    List<String> sockets();

    /// The counters.
    RuntimeMetrics metrics();

    /// What `AsyncRuntime.current()` gives on the threads of this scheduler, to which they are bound.
    Object facade();

    /// Where failures go that nobody looks at.
    SharedServices failures();

    /// A blocking job was spawned: a paused clock stands still until it has ended.
    void onJobSpawned();

    /// A blocking job has ended.
    void onJobEnded();
}
