package io.magpie.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The drop of one future, driven to its end: what a future does with another that it wants no more, before it goes on.
///
/// ```java
/// Dropping loser = new Dropping(other, Cancellation.LOST_RACE);
/// …
/// if (loser.drop(cx) == Poll.PENDING) return Poll.PENDING; // and again at the next poll
/// ```
///
/// A drop that waits is bounded by the clean-up timeout of the runtime, from the first answer that was
/// [Poll#PENDING]. Then the future is dropped once more, with a context that says so ([Context#isCleanUpOverdue]): an
/// async block is cancelled at every await, also in its clean-up. If that is pending, too, the future is given up, and
/// the runtime reports where it hangs.
///
/// Used by the poller only.
public final class Dropping {

    /// Null once the drop has ended.
    private @Nullable Future<?> dropped;

    private final Cancellation why;

    /// Runs while the drop waits.
    private @Nullable CleanUpLimit limit;

    /// The drop of `future`, which is not begun by this.
    ///
    /// @param future unfinished; owned by this object from now on, and polled no more
    /// @param why what the future finds in its context
    public Dropping(Future<?> future, Cancellation why) {
        this.dropped = Objects.requireNonNull(future, "future");
        this.why = Objects.requireNonNull(why, "why");
    }

    /// Drops the future; to be called again, when woken, while the answer is [Poll#PENDING].
    ///
    /// @param cx who polls or drops
    /// @return [Poll#CANCELLED] when everything is released, or was given up; [Poll#PENDING] while clean-up waits; or
    ///     the value, if the future finished after all
    /// @throws IllegalStateException if the drop has ended
    /// @throws Exception if the future failed instead of being cancelled
    public @Nullable Object drop(Context cx) throws Exception {
        Future<?> future = dropped;
        if (future == null) {
            throw new IllegalStateException("a future that was dropped (" + why.reason() + ") was dropped again");
        }
        Object answer = Poll.CANCELLED;
        try {
            answer = dropOnce(future, cx.withCancellation(why));
        } finally {
            if (answer != Poll.PENDING) {
                end();
            }
        }
        return answer;
    }

    private @Nullable Object dropOnce(Future<?> future, Context cx) throws Exception {
        try {
            Object answer = future.drop(cx);
            // Who drops us bounds us, too: its time being up, it gives us up.
            if (answer != Poll.PENDING || cx.isCleanUpOverdue() || !isOver(cx)) {
                return answer;
            }
            answer = future.drop(cx.withCleanUpOverdue());
            if (answer != Poll.PENDING) {
                return answer;
            }
            cx.giveUp(future);
            return Poll.CANCELLED;
        } catch (Cancelled delivered) {
            return Poll.CANCELLED; // the future let its cancellation pass
        }
    }

    private boolean isOver(Context cx) {
        CleanUpLimit running = limit;
        if (running == null) {
            running = cx.cleanUpLimit();
            limit = running;
        }
        return running.isOver(cx);
    }

    private void end() {
        dropped = null;
        CleanUpLimit running = limit;
        if (running != null) {
            limit = null;
            running.end();
        }
    }
}
