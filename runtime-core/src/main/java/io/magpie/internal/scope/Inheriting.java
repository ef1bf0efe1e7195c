package io.magpie.internal.scope;

import io.magpie.future.Context;
import io.magpie.future.Deadline;
import io.magpie.future.Future;
import org.jspecify.annotations.Nullable;

/// A child that sees the deadline of its scope. It needs no timer: whoever keeps the deadline drops the scope.
///
/// @param <T> the type of the value
record Inheriting<T extends @Nullable Object>(Deadline deadline, Future<T> work) implements Future<T> {

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        return work.poll(cx.withDeadline(deadline));
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        return work.drop(cx);
    }
}
