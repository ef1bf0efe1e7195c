package io.magpie.internal.scope;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scope whose value is that of the first child to give one, which cancels the rest. Fails if all children have.
///
/// @param <T> the type of the children's values
public final class AnyScope<T extends @Nullable Object> extends ScopeFuture<T> {

    private boolean won;

    private @Nullable Object winner;

    /// The first failure of a child, the later ones suppressed in it: the scope's, if none succeeds.
    private @Nullable Throwable childFailure;

    /// A scope that was not opened; `opener` makes the body.
    public AnyScope(Function<Children, Future<?>> opener) {
        super(opener);
    }

    @Override
    void childEnded(Child child, Outcome<?> outcome) {
        switch (outcome) {
            case Outcome.Completed<?>(var value) -> {
                if (!won && !hasFailed()) {
                    won = true;
                    winner = value;
                    decide(Cancellation.LOST_RACE);
                }
            }
            case Outcome.Failed<?>(var cause) -> childFailed(cause);
            case Outcome.Aborted<?>(var why) -> {
                if (isDecided()) {
                    miss();
                } else {
                    childFailed(new TaskCancelledException(child.task.label(), why));
                }
            }
        }
    }

    private void childFailed(Throwable cause) {
        if (won) {
            log(cause);
        } else if (isDecided()) {
            fail(cause);
        } else if (childFailure == null) {
            childFailure = cause;
        } else {
            suppress(childFailure, cause);
        }
    }

    @Override
    void bodyCompleted(@Nullable Object result) {}

    @Override
    void bodyFailed(Throwable cause) {
        if (won) {
            log(cause);
            return;
        }
        if (childFailure != null) {
            suppress(cause, childFailure);
        }
        super.bodyFailed(cause);
    }

    @Override
    @Nullable
    Object value(boolean complete) throws Exception {
        if (won) {
            return winner;
        }
        if (!complete) {
            return Poll.CANCELLED;
        }
        if (childFailure == null) {
            throw new IllegalStateException("a scope that waits for any of its children had none: spawn one or more");
        }
        throw ScopeFuture.<Exception>sneak(childFailure);
    }

    @Override
    void release() {
        winner = null;
        childFailure = null;
    }
}
