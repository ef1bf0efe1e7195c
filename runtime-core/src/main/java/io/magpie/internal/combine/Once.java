package io.magpie.internal.combine;

import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds another future, usually a lambda, to the rule that a finished future is not polled again.
public final class Once<T extends @Nullable Object> implements Future<T>, Composite {

    /// Null once finished or dropped.
    private @Nullable Future<T> polled;

    public Once(Future<T> polled) {
        this.polled = polled;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Future<T> current = Finished.alive(polled, this);
        polled = null;
        Object answer = current.poll(cx);
        if (answer == Poll.PENDING) {
            polled = current;
        }
        return answer;
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> current = polled;
        if (current == null) {
            return Poll.CANCELLED;
        }
        polled = null;
        Object answer = current.drop(cx);
        if (answer == Poll.PENDING) {
            polled = current;
        }
        return answer;
    }

    @Override
    public List<Future<?>> parts() {
        return polled == null ? List.of() : List.of(polled);
    }
}
