package io.magpie.time;

import io.magpie.future.Future;
import io.magpie.internal.time.PausableClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Stops and moves the clock of a current-thread runtime, so that tests of timed code are fast and exact.
///
/// ```java
/// var runtime = AsyncRuntime.builder().currentThread().startPaused(true).build();
/// runtime.blockOn(sleep(Duration.ofDays(365)));           // takes no time
/// ```
///
/// While the clock is paused it stands still as long as there is work. When every task waits, and no blocking job
/// runs, it jumps to the next timer by itself. [#advance] moves it step by step instead.
///
/// Only the runtime's timed futures and [TimeMark]s follow this clock; threads, sockets and blocking jobs do not.
///
/// All methods may be called on the thread that drives the runtime, or while none does.
///
/// Source: `tokio::time::{pause, advance, resume}`.
public final class ClockControl {

    private final PausableClock clock;

    /// The control of a clock; for the runtime. See `AsyncRuntime.clock()`.
    ///
    /// @param clock the runtime's
    @SuppressWarnings("exports") // only the runtime can call it
    public ClockControl(PausableClock clock) {
        this.clock = clock;
    }

    /// Stops the clock.
    ///
    /// @throws IllegalStateException if it is paused already
    public void pause() {
        clock.pause();
    }

    /// Lets the clock run on from where it stands, with the system's.
    ///
    /// @throws IllegalStateException if it is not paused
    public void resume() {
        clock.resume();
    }

    /// Whether the clock stands still.
    ///
    /// @return true between [#pause] and [#resume]
    public boolean isPaused() {
        return clock.isPaused();
    }

    /// The present on this clock. Any thread.
    ///
    /// @return a new mark
    public TimeMark now() {
        return new TimeMark(clock.now(), clock);
    }

    /// Moves a paused clock forward, from one timer to the next, and lets the tasks that wake run in between. Parts
    /// of a millisecond add up.
    ///
    /// The future is to be awaited inside the runtime, or passed to its `blockOn`. It has moved the clock by the
    /// whole duration when it finishes; dropping it leaves the clock where it is.
    ///
    /// @param duration zero or more
    /// @return a future that moves the clock while it is polled
    /// @throws IllegalStateException if the clock is not paused
    /// @throws IllegalArgumentException if the duration is negative
    public Future<@Nullable Void> advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration is " + duration + ": the clock never goes back");
        }
        clock.requirePaused("advance");
        return new Advance(clock, duration);
    }
}
