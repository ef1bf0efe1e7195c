package io.magpie.internal.time;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Waker;

/// A bare timer and the context that gives it a wheel, for the tests of this package.
final class StressTimer extends TimerEntry {

    private final Timers timers;

    /// A timer of `timers` for a tick.
    StressTimer(Timers timers, long tick) {
        super(tick * Nanos.PER_TICK, false);
        this.timers = timers;
    }

    /// A wheel of one level, at tick 0.
    static TimerWheel wheel(Runnable unparkHome) {
        return new TimerWheel(() -> 0, unparkHome, 1);
    }

    boolean poll(Waker waker) {
        return pollElapsed(new TimersContext(timers, waker));
    }

    void resetToTick(long tick) {
        resetTo(tick * Nanos.PER_TICK);
    }

    void cancel() {
        disarm();
    }

    int state() {
        return TimerWord.state(word());
    }

    boolean isLinked() {
        return slot != UNLINKED;
    }

    static int advance(TimerWheel wheel, long tick) {
        return wheel.advance(Nanos.ofTick(tick), new WakeBatch(2, Waker::wake));
    }

    private static final class TimersContext extends Context {
        private final Timers timers;

        TimersContext(Timers timers, Waker waker) {
            super(waker, Budget.unlimited());
            this.timers = timers;
        }

        @Override
        public <S> S service(Class<S> type) {
            return type.cast(timers);
        }

        @Override
        protected void defer(Waker deferred) {
            deferred.wake();
        }
    }
}
