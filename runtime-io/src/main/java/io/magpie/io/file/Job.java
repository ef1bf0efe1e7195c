package io.magpie.io.file;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A body on the blocking pool, begun by the first poll. Never interrupted by a drop.
final class Job<T extends @Nullable Object> implements Future<T> {

    private final String what;
    private final Callable<T> body;

    /// Whether a drop waits for the end of a body that runs: for bodies that change something.
    private final boolean waits;

    private @Nullable JoinHandle<T> running;
    private boolean finished;

    private Job(String what, Callable<T> body, boolean waits) {
        this.what = what;
        this.body = body;
        this.waits = waits;
    }

    /// A body that changes nothing: dropped, it runs on, and nobody waits for it.
    static <T extends @Nullable Object> Job<T> question(String what, Callable<T> body) {
        return new Job<>(what, body, false);
    }

    /// A body that changes something: the drop waits for its end.
    static <T extends @Nullable Object> Job<T> change(String what, Callable<T> body) {
        return new Job<>(what, body, true);
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        if (finished) {
            throw new IllegalStateException(this + " was polled after it had finished or was dropped");
        }
        Object answer = Poll.CANCELLED;
        try {
            if (running == null) {
                running = Async.spawnBlocking(body);
            }
            answer = running.poll(cx);
            return answer;
        } finally {
            finished = answer != Poll.PENDING;
        }
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        finished = true;
        if (running == null) {
            return Poll.CANCELLED;
        }
        // A handle is polled, not dropped: that would detach it.
        return waits ? running.poll(cx.withoutCancellation()) : running.drop(cx);
    }

    @Override
    public String toString() {
        return what;
    }
}
