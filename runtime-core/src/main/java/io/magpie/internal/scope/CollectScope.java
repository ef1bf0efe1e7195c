package io.magpie.internal.scope;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scope whose value is how each child ended, in the order of their spawning. No child's failure cancels another.
///
/// @param <T> the type of the children's values
public final class CollectScope<T extends @Nullable Object> extends ScopeFuture<List<Outcome<T>>> {

    private final List<@Nullable Outcome<?>> outcomes = new ArrayList<>();

    /// A scope that was not opened; `opener` makes the body.
    public CollectScope(Function<Children, Future<?>> opener) {
        super(opener);
    }

    @Override
    void childEnded(Child child, Outcome<?> outcome) {
        while (outcomes.size() <= child.index) {
            outcomes.add(null);
        }
        outcomes.set(child.index, outcome);
        if (outcome instanceof Outcome.Aborted<?> && isDecided()) {
            miss();
        }
    }

    @Override
    void bodyCompleted(@Nullable Object result) {}

    @Override
    Object value(boolean complete) {
        return complete ? Collections.unmodifiableList(Arrays.asList(outcomes.toArray())) : Poll.CANCELLED;
    }

    @Override
    void release() {
        outcomes.clear();
    }
}
