package io.magpie.future;

import io.magpie.internal.util.Finished;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Two futures in sequence, the second made of the first one's value: see [Future#then].
final class ThenFuture<T extends @Nullable Object, R extends @Nullable Object> implements Future<R>, Composite {

    /// The future under way; null once finished or dropped, and while it is polled: its failure ends this future too.
    private @Nullable Future<?> current;

    /// Makes the second future; null once it is the current one.
    private @Nullable Function<? super T, ? extends Future<R>> next;

    ThenFuture(Future<T> first, Function<? super T, ? extends Future<R>> next) {
        this.current = first;
        this.next = next;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Object answer = pollCurrent(cx);
        if (answer == Poll.PENDING || next == null) {
            return answer;
        }
        startSecond(answer);
        return pollCurrent(cx);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<?> dropped = current;
        if (dropped == null) {
            return Poll.CANCELLED;
        }
        current = null;
        Object answer = dropped.drop(cx);
        if (answer == Poll.PENDING) {
            current = dropped;
            return answer;
        }
        // The first future may have finished after all, but its value is not this future's value: the second one was
        // never started, so there is none.
        return next == null ? answer : Poll.CANCELLED;
    }

    private @Nullable Object pollCurrent(Context cx) throws Exception {
        Future<?> polled = Finished.alive(current, this);
        current = null;
        Object answer = polled.poll(cx);
        if (answer == Poll.PENDING) {
            current = polled;
        }
        return answer;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the first future promised a T, null if T allows
    private void startSecond(@Nullable Object value) {
        Function<? super T, ? extends Future<R>> maker = Objects.requireNonNull(next);
        next = null;
        current = Objects.requireNonNull(maker.apply((T) value), "then: the function returned no future");
    }

    @Override
    public List<Future<?>> parts() {
        return current == null ? List.of() : List.of(current);
    }
}
