package io.magpie.internal.combine;

import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs another future to its end, also while it is dropped: for a section that must not be left half done.
///
/// A drop before the first poll runs nothing. A drop after it polls the future, which sees no cancellation, and answers
/// with its value. Only when the clean-up is overdue is the future dropped itself.
public final class Uncancellable<T extends @Nullable Object> implements Future<T>, Composite {

    /// Null once finished or dropped.
    private @Nullable Future<T> section;

    private boolean started;

    /// Whether the section itself is being dropped.
    private boolean dropping;

    public Uncancellable(Future<T> section) {
        this.section = section;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Future<T> polled = Finished.alive(section, this);
        started = true;
        return keepOrFinish(polled, cx, false);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> running = section;
        if (running == null) {
            return Poll.CANCELLED;
        }
        dropping |= !started || cx.isCleanUpOverdue();
        return dropping ? keepOrFinish(running, cx, true) : keepOrFinish(running, cx.withoutCancellation(), false);
    }

    private @Nullable Object keepOrFinish(Future<T> running, Context cx, boolean drop) throws Exception {
        section = null; // what it throws ends this future, too
        Object answer = drop ? running.drop(cx) : running.poll(cx);
        if (answer == Poll.PENDING) {
            section = running;
        }
        return answer;
    }

    @Override
    public List<Future<?>> parts() {
        return section == null ? List.of() : List.of(section);
    }
}
