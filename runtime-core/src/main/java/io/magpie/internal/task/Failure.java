package io.magpie.internal.task;

import io.magpie.future.Cancellation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The outcome of a task that gave no value: what it threw, or why it was cancelled. Made only when a task fails.
final class Failure {

    private static final VarHandle SEEN;

    static {
        try {
            SEEN = MethodHandles.lookup().findVarHandle(Failure.class, "seen", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What the task threw; null if it was cancelled.
    final @Nullable Throwable cause;

    /// Why it was cancelled; null if it failed.
    final @Nullable Cancellation cancellation;

    /// Whether somebody looked at the failure, or it was reported: happens once.
    @SuppressWarnings("unused") // through SEEN
    private boolean seen;

    private Failure(@Nullable Throwable cause, @Nullable Cancellation cancellation) {
        this.cause = cause;
        this.cancellation = cancellation;
    }

    static Failure of(Throwable cause) {
        return new Failure(cause, null);
    }

    static Failure cancelled(Cancellation cancellation) {
        return new Failure(null, cancellation);
    }

    /// Whether somebody has seen the failure already.
    boolean isSeen() {
        return (boolean) SEEN.getVolatile(this);
    }

    /// Takes note that somebody saw the failure. Returns true the first time.
    boolean markSeen() {
        return SEEN.compareAndSet(this, false, true);
    }
}
