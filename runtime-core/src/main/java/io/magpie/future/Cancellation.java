package io.magpie.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why a future is being dropped, or a task was cancelled.
///
/// @param kind what happened
/// @param reason one sentence for people
/// @param cause what the canceller gave as the cause, or null
public record Cancellation(
        Kind kind, String reason, @Nullable Throwable cause) {

    /// What led to the cancellation.
    public enum Kind {
        /// Somebody called `abort` on the task.
        ABORT,
        /// Another branch of a race, or of a `tryJoin` that failed, was decisive.
        RACE_LOST,
        /// The body of its scope, or another child, failed.
        SCOPE_FAILED,
        /// A deadline passed.
        DEADLINE,
        /// The runtime shuts down.
        SHUTDOWN,
        /// The owner gave the future up and said no more.
        DROPPED
    }

    /// The loser of a race or of a failed `tryJoin`.
    public static final Cancellation LOST_RACE = new Cancellation(Kind.RACE_LOST, "another branch was decisive", null);

    /// A deadline passed.
    public static final Cancellation TIMED_OUT = new Cancellation(Kind.DEADLINE, "the deadline passed", null);

    /// The runtime shuts down.
    public static final Cancellation SHUT_DOWN = new Cancellation(Kind.SHUTDOWN, "the runtime was shut down", null);

    /// The owner gave the future up.
    public static final Cancellation GIVEN_UP = new Cancellation(Kind.DROPPED, "its owner dropped it", null);

    /// Checks that `kind` and `reason` are there.
    public Cancellation {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
    }

    /// An abort with a reason.
    ///
    /// @param reason one sentence for people
    /// @return the cancellation
    public static Cancellation aborted(String reason) {
        return new Cancellation(Kind.ABORT, reason, null);
    }

    /// A task of a scope in which something failed.
    ///
    /// @param cause what failed first
    /// @return the cancellation
    public static Cancellation scopeFailed(Throwable cause) {
        return new Cancellation(Kind.SCOPE_FAILED, "its scope failed: " + cause, cause);
    }

    /// An abort with a cause, whose message is the reason.
    ///
    /// @param cause why; kept for whoever awaits the task
    /// @return the cancellation
    public static Cancellation aborted(Throwable cause) {
        return new Cancellation(Kind.ABORT, String.valueOf(cause.getMessage()), cause);
    }
}
