package io.magpie.task;

import io.magpie.future.Cancellation;
import java.util.Objects;

/// Thrown when a task is awaited that was cancelled instead of finishing.
///
/// Not to be confused with [io.magpie.future.Cancelled], which is thrown inside the task that is being cancelled.
public final class TaskCancelledException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Cancellation cancellation;

    /// A task was cancelled.
    ///
    /// @param task names the task, for the message
    /// @param cancellation why
    public TaskCancelledException(String task, Cancellation cancellation) {
        super(
                task + " was cancelled: "
                        + Objects.requireNonNull(cancellation, "cancellation").reason(),
                cancellation.cause());
        this.cancellation = cancellation;
    }

    /// Why the task was cancelled.
    ///
    /// @return the cancellation
    public Cancellation cancellation() {
        return cancellation;
    }
}
