package io.magpie.internal.combine;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import org.jspecify.annotations.Nullable;

/// Pending while the budget of the poll is spent.
public final class Checkpoint implements Future<@Nullable Void> {

    private boolean finished;

    @Override
    public @Nullable Object poll(Context cx) {
        if (finished) {
            throw Finished.finished(this);
        }
        if (!cx.checkpoint()) {
            return Poll.PENDING;
        }
        finished = true;
        return null;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        finished = true;
        return Poll.CANCELLED;
    }
}
