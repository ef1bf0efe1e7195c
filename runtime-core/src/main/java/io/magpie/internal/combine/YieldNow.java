package io.magpie.internal.combine;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import org.jspecify.annotations.Nullable;

/// Pending once, so that the others have their turn.
public final class YieldNow implements Future<@Nullable Void> {

    private enum Phase {
        NEW,
        YIELDED,
        FINISHED
    }

    private Phase phase = Phase.NEW;

    @Override
    public @Nullable Object poll(Context cx) {
        return switch (phase) {
            case NEW -> {
                phase = Phase.YIELDED;
                cx.defer();
                yield Poll.PENDING;
            }
            case YIELDED -> {
                phase = Phase.FINISHED;
                yield null;
            }
            case FINISHED -> throw Finished.finished(this);
        };
    }

    @Override
    public @Nullable Object drop(Context cx) {
        phase = Phase.FINISHED;
        return Poll.CANCELLED;
    }
}
