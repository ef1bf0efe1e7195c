package io.magpie.internal.scope;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scope whose first failure cancels the rest; its value is that of the body.
///
/// @param <R> the type of the body's value
public final class AllScope<R extends @Nullable Object> extends ScopeFuture<R> {

    private @Nullable Object value;

    /// A scope that was not opened; `opener` makes the body.
    public AllScope(Function<Children, Future<?>> opener) {
        super(opener);
    }

    @Override
    void childEnded(Child child, Outcome<?> outcome) {
        switch (outcome) {
            case Outcome.Completed<?> _ -> {}
            case Outcome.Failed<?>(var cause) -> {
                fail(cause);
                decide(Cancellation.scopeFailed(cause));
            }
            case Outcome.Aborted<?> _ -> {
                // Nothing unless the scope is being cancelled: who aborts a child through its handle wanted just that.
                if (isDecided()) {
                    miss();
                }
            }
        }
    }

    @Override
    void bodyCompleted(@Nullable Object result) {
        value = result;
    }

    @Override
    @Nullable
    Object value(boolean complete) {
        return complete ? value : Poll.CANCELLED;
    }

    @Override
    void release() {
        value = null;
    }
}
