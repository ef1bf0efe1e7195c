package io.magpie.future;

import java.util.Objects;

/// Thrown at a suspension point of a task that is itself being cancelled, so that its `finally` blocks run.
///
/// What a try-with-resources suppresses in it, because a `close()` failed meanwhile, is not lost: the block then fails
/// with that instead of being cancelled.
///
/// It is an `Error` without a stack trace, so that `catch (Exception e)` lets it pass. Nobody but the runtime should
/// catch it. What awaiting *another* task gives when that one was cancelled is
/// [io.magpie.task.TaskCancelledException].
public final class Cancelled extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Cancellation cancellation;

    /// A delivery of `cancellation`.
    ///
    /// @param cancellation why
    public Cancelled(Cancellation cancellation) {
        super(Objects.requireNonNull(cancellation, "cancellation").reason(), cancellation.cause(), true, false);
        this.cancellation = cancellation;
    }

    /// Why the task is being cancelled.
    ///
    /// @return the cancellation
    public Cancellation cancellation() {
        return cancellation;
    }
}
