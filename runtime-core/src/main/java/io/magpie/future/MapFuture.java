package io.magpie.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A future whose value is a function of another's: see [Future#map].
final class MapFuture<T extends @Nullable Object, R extends @Nullable Object> implements Future<R> {

    /// Null once finished or dropped.
    private @Nullable Future<T> source;

    private final Function<? super T, ? extends R> function;

    MapFuture(Future<T> source, Function<? super T, ? extends R> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        return finish(Finished.alive(source, this).poll(cx));
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> dropped = source;
        if (dropped == null) {
            return Poll.CANCELLED;
        }
        Object answer = dropped.drop(cx);
        if (answer == Poll.CANCELLED) {
            source = null;
            return answer;
        }
        return finish(answer);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the source promised a T, null if T allows
    private @Nullable Object finish(@Nullable Object answer) {
        if (answer == Poll.PENDING) {
            return answer;
        }
        source = null;
        return function.apply((T) answer);
    }
}
