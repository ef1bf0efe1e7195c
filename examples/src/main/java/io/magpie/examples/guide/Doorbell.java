package io.magpie.examples.guide;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// @start region="leaf"
/// Rung by any thread, heard by one task at a time. Rings that nobody has heard count as one.
final class Doorbell {

    private final AtomicBoolean rung = new AtomicBoolean();
    private final AtomicReference<@Nullable Waker> waiting = new AtomicReference<>();

    void ring() {
        rung.set(true); // first what is waited for,
        Waker waker = waiting.getAndSet(null); // then whoever waits
        if (waker != null) {
            waker.wake();
        }
    }

    Future<@Nullable Void> heard() {
        return new Heard();
    }

    private final class Heard implements Future<@Nullable Void> {
        private @Nullable Waker registered;
        private boolean finished;

        @Override
        public @Nullable Object poll(Context cx) {
            if (finished) {
                throw new IllegalStateException("polled after it had finished or was dropped");
            }
            if (!cx.proceed()) {
                return Poll.PENDING; // the budget is spent: polled again when the others have run
            }
            if (!rung.compareAndSet(true, false)) {
                registered = cx.waker();
                waiting.set(registered); // first who waits,
                if (!rung.compareAndSet(true, false)) { // then what is waited for, once more
                    cx.refund(); // nothing was taken
                    return Poll.PENDING;
                }
            }
            finished = true;
            return null;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            finished = true;
            if (registered != null) {
                waiting.compareAndSet(registered, null);
            }
            return Poll.CANCELLED; // a ring that came meanwhile is still there for the next
        }
    }
}
// @end
