package io.magpie.time;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.Timers;
import io.magpie.internal.time.WakeBatch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One wheel and a paused clock, which tests move by hand; it polls nothing by itself.
final class ManualRuntime {

    final PausableClock source = new PausableClock(() -> 0);
    final ClockControl clock = new ClockControl(source);
    final TimerWheel wheel;

    private final WakeBatch batch = new WakeBatch(Waker::wake);
    private int wakes;

    /// Starts at a time that is no multiple of anything, so that roundings show.
    ManualRuntime() {
        this(Duration.ofNanos(1_000_000_000_000L));
    }

    ManualRuntime(Duration start) {
        clock.pause();
        source.advanceTo(start.toNanos());
        wheel = new TimerWheel(source, () -> {});
    }

    /// Polls once; wakes are counted.
    @Nullable
    Object poll(Future<?> future) throws Exception {
        return future.poll(context(Budget.unlimited()));
    }

    Context context(Budget budget) {
        return new ManualContext(() -> wakes++, budget, wheel);
    }

    /// Wakes since the last call.
    int wakes() {
        int count = wakes;
        wakes = 0;
        return count;
    }

    /// Moves the clock at once, and the wheel after it.
    void advance(Duration by) {
        source.advanceTo(source.now() + by.toNanos());
        wheel.advance(source.now(), batch);
    }

    void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }

    TimeMark now() {
        return clock.now();
    }

    TimeMark inMillis(long millis) {
        return now().plus(Duration.ofMillis(millis));
    }

    private static final class ManualContext extends Context {
        private final @Nullable Timers timers;

        ManualContext(Waker waker, Budget budget, @Nullable Timers timers) {
            super(waker, budget);
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
