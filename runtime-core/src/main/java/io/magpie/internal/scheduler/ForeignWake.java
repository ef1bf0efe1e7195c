package io.magpie.internal.scheduler;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import org.jspecify.annotations.Nullable;

/// Calls a waker that is not a task of ours, as if it were a task: it is foreign code, and no batch of events or timers
/// is held across that.
public record ForeignWake(Waker waker) implements Future<@Nullable Void> {
    @Override
    public @Nullable Object poll(Context cx) {
        waker.wake();
        return null;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        // Refused by a runtime that ends, or cancelled before its turn: whoever waits is woken all the same.
        waker.wake();
        return null;
    }
}
