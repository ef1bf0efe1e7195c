package io.magpie.benchmarks.workloads;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes a future and runs it, so many times, one after the other.
public final class Repeat implements Future<@Nullable Void> {

    private final Supplier<Future<?>> body;
    private int left;
    private @Nullable Future<?> current;

    /// Runs what `body` makes.
    ///
    /// @param times how often
    /// @param body makes the future anew for each time
    public Repeat(int times, Supplier<Future<?>> body) {
        this.left = times;
        this.body = body;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        for (; left > 0; left--) {
            if (current == null) {
                current = body.get();
            }
            if (current.poll(cx) == Poll.PENDING) {
                return Poll.PENDING;
            }
            current = null;
        }
        return null;
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        return current == null ? Poll.CANCELLED : current.drop(cx);
    }
}
