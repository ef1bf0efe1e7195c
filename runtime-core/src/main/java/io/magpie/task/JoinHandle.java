package io.magpie.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A spawned task, as a future of its value.
///
/// Awaiting a handle gives the task's value, rethrows what it threw (the same instance), or throws
/// [TaskCancelledException]. Unlike other futures a handle may be awaited by any number of tasks, one after the other or
/// at once, and polled again after it was dropped or has given its value. Dropping a handle *detaches* the task: it runs
/// on. A failure that nobody looks at is reported to the runtime's handler.
///
/// @param <T> the type of the task's value
public interface JoinHandle<T extends @Nullable Object> extends Future<T>, AbortHandle {

    /// How the task ended, if it has.
    ///
    /// @return the outcome; null while the task is under way
    @Nullable
    Outcome<T> outcome();

    /// Blocks the calling thread until the task has ended; for threads outside the runtime.
    ///
    /// @param timeout how long to wait at most; zero or less to look once
    /// @return the task's value
    /// @throws java.util.concurrent.TimeoutException if the task is still under way; it is not cancelled
    /// @throws TaskCancelledException if the task was cancelled
    /// @throws InterruptedException if the calling thread was interrupted; the task goes on
    /// @throws IllegalStateException if called on a worker thread of a runtime, which must not block
    /// @throws Exception what the task threw, the same instance
    @CanIgnoreReturnValue
    T join(Duration timeout) throws Exception;

    /// As [#join(Duration)], without a limit.
    ///
    /// @return the task's value
    /// @throws TaskCancelledException if the task was cancelled
    /// @throws InterruptedException if the calling thread was interrupted; the task goes on
    /// @throws IllegalStateException if called on a worker thread of a runtime, which must not block
    /// @throws Exception what the task threw, the same instance
    @CanIgnoreReturnValue
    T join() throws Exception;

    /// Says that nobody will look at this task's outcome: a failure is then reported at once, not when the handle is
    /// collected. A task that fails in the same instant may be reported a millisecond later.
    ///
    /// @return this task's abort handle
    @CanIgnoreReturnValue
    AbortHandle detached();

    /// The right to cancel the task, without the right to its value.
    ///
    /// @return an abort handle, which may outlive this handle
    AbortHandle abortHandle();

    /// The task's name.
    ///
    /// @return the name it was spawned with, or null
    @Nullable
    String name();
}
