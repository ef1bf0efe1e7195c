package io.magpie.internal.combine;

import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Polls another future without counting what it does against the budget.
public final class Unconstrained<T extends @Nullable Object> implements Future<T>, Composite {

    private final Future<T> future;

    public Unconstrained(Future<T> future) {
        this.future = future;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        return cx.pollUnbudgeted(future);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        return future.drop(cx);
    }

    @Override
    public List<Future<?>> parts() {
        return List.of(future);
    }
}
