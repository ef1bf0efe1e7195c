package io.magpie.benchmarks.workloads;

import io.magpie.future.Context;
import io.magpie.future.Future;
import org.jspecify.annotations.Nullable;

/// A task that only counts a latch down.
public final class CountDown implements Future<@Nullable Void> {

    private final Latch latch;

    /// Counts `latch` down.
    ///
    /// @param latch once
    public CountDown(Latch latch) {
        this.latch = latch;
    }

    @Override
    public @Nullable Object poll(Context cx) {
        latch.countDown();
        return null;
    }
}
