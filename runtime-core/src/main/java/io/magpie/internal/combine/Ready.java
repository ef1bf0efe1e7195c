package io.magpie.internal.combine;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import org.jspecify.annotations.Nullable;

/// A future that has its value, or its failure, already.
public final class Ready<T extends @Nullable Object> implements Future<T> {

    private @Nullable Object value;
    private @Nullable Exception failure;
    private boolean finished;

    private Ready(@Nullable Object value, @Nullable Exception failure) {
        this.value = value;
        this.failure = failure;
    }

    public static <T extends @Nullable Object> Ready<T> value(T value) {
        return new Ready<>(value, null);
    }

    public static <T extends @Nullable Object> Ready<T> failure(Exception failure) {
        return new Ready<>(null, failure);
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        if (finished) {
            throw Finished.finished(this);
        }
        Object answer = value;
        Exception thrown = failure;
        release();
        if (thrown != null) {
            throw thrown;
        }
        return answer;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        release();
        return Poll.CANCELLED;
    }

    private void release() {
        finished = true;
        value = null;
        failure = null;
    }
}
