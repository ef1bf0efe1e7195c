package io.magpie.benchmarks.workloads;

import io.magpie.future.Context;
import io.magpie.future.Future;
import org.jspecify.annotations.Nullable;

/// A task that does nothing.
final class Empty implements Future<@Nullable Void> {
    @Override
    public @Nullable Object poll(Context cx) {
        return null;
    }
}
