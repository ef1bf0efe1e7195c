package io.magpie.internal.combine;

import io.magpie.future.Cancellation;
import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task's handle that, dropped, aborts the task and waits until it has cleaned up, instead of letting it run on.
public final class AbortOnDrop<T extends @Nullable Object> implements Future<T>, Composite {

    private final JoinHandle<T> handle;
    private boolean aborted;

    public AbortOnDrop(JoinHandle<T> handle) {
        this.handle = handle;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        return handle.poll(cx);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        if (!aborted) {
            aborted = true;
            Cancellation why = cx.cancellation();
            handle.abort(why == null ? Cancellation.GIVEN_UP : why);
        }
        Outcome<T> outcome = handle.outcome();
        if (outcome == null) {
            try {
                if (cx.pollUnbudgeted(handle) == Poll.PENDING) {
                    return Poll.PENDING;
                }
            } catch (Exception ended) {
                // It has ended meanwhile; how, is its outcome.
            }
            outcome = handle.outcome();
        }
        return switch (outcome) {
            case Outcome.Completed<T>(var value) -> value;
            case Outcome.Failed<T>(var cause) -> throw AbortOnDrop.<Exception>rethrow(cause);
            case Outcome.Aborted<T> _ -> Poll.CANCELLED;
            case null -> throw new AssertionError(handle + " has ended without an outcome");
        };
    }

    @Override
    public List<Future<?>> parts() {
        return List.of(handle);
    }

    /// Throws the failure in its own type: a task may throw what it likes.
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
