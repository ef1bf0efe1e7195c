package io.magpie.future;

import io.magpie.internal.util.Finished;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A future whose value is a function of another's: see [Future#map].
final class MapFuture<T extends @Nullable Object, R extends @Nullable Object> implements Future<R>, Composite {

    /// Null once finished or dropped, and while it is polled: what it throws ends this future too.
    private @Nullable Future<T> source;

    private final Function<? super T, ? extends R> function;

    MapFuture(Future<T> source, Function<? super T, ? extends R> function) {
        this.source = source;
        this.function = function;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Future<T> polled = Finished.alive(source, this);
        source = null;
        return keepOrFinish(polled, polled.poll(cx));
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> dropped = source;
        if (dropped == null) {
            return Poll.CANCELLED;
        }
        source = null;
        Object answer = dropped.drop(cx);
        return answer == Poll.CANCELLED ? answer : keepOrFinish(dropped, answer);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the source promised a T, null if T allows
    private @Nullable Object keepOrFinish(Future<T> asked, @Nullable Object answer) {
        if (answer == Poll.PENDING) {
            source = asked;
            return answer;
        }
        return function.apply((T) answer);
    }

    @Override
    public List<Future<?>> parts() {
        return source == null ? List.of() : List.of(source);
    }
}
