package io.magpie.internal.time;

import io.magpie.future.Context;
import io.magpie.future.Waker;
import org.jspecify.annotations.Nullable;

/// A bare timer that tests drive by hand, and the context that gives it a wheel.
final class ManualTimer extends TimerEntry {

    ManualTimer(long tick) {
        super(tick * Nanos.PER_TICK, false);
    }

    boolean poll(Timers timers, Waker waker) {
        return pollElapsed(context(timers, waker));
    }

    void resetToTick(long tick) {
        resetTo(tick * Nanos.PER_TICK);
    }

    void cancel() {
        disarm();
    }

    boolean fired() {
        return hasFired();
    }

    boolean isLinked() {
        return slot != UNLINKED;
    }

    /// A context whose only service is `timers`.
    static Context context(@Nullable Timers timers, Waker waker) {
        return new TimersContext(timers, waker);
    }

    private static final class TimersContext extends Context {
        private final @Nullable Timers timers;

        TimersContext(@Nullable Timers timers, Waker waker) {
            super(waker, io.magpie.future.Budget.unlimited());
            this.timers = timers;
        }

        @Override
        public <S> @Nullable S service(Class<S> type) {
            return type == Timers.class ? type.cast(timers) : null;
        }

        @Override
        protected void defer(Waker deferred) {
            deferred.wake();
        }
    }
}
