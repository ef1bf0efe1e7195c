package io.magpie.task;

import io.magpie.future.Cancellation;

/// Cancels a task, without the right to its value. Safe to use from any thread, any number of times.
public interface AbortHandle {

    /// Cancels the task, and returns at once.
    ///
    /// The cancellation takes effect the next time the task is suspended, on a thread of its runtime: the task's future
    /// is dropped ([io.magpie.future.Future#drop]) and its clean-up driven to the end. A task that was never polled runs
    /// nothing. A task that finishes first keeps its value. A blocking job that runs is interrupted. Only the first
    /// abort's reason is kept; aborting a finished task does nothing.
    ///
    /// @param reason one sentence for whoever awaits the task
    void abort(String reason);

    /// As [#abort(String)], with a cause that whoever awaits the task sees as the cause of the
    /// [TaskCancelledException].
    ///
    /// @param cause why
    void abort(Throwable cause);

    /// As [#abort(String)], passing on why something else was cancelled.
    ///
    /// @param why the reason, which the task's own code sees, too
    void abort(Cancellation why);

    /// Whether the task has ended: with a value, a failure, or cancelled. Its future is gone by then.
    ///
    /// @return true once the outcome is final
    boolean isFinished();

    /// The task's id.
    ///
    /// @return unique in this JVM
    TaskId id();
}
