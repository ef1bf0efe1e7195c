package io.magpie.time;

import io.magpie.future.Future;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.Nanos;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ticks at a fixed period: each [#tick] is a future of the time its tick was scheduled for.
///
/// ```java
/// Interval everySecond = interval(Duration.ofSeconds(1));
/// while (true) {
///     await(everySecond.tick());
///     report();
/// }
/// ```
///
/// The first tick comes at once, and its time is the first point of the grid; ticks do not drift, however long the
/// work between them takes. What happens when a tick is taken late, [MissedTickBehavior] says.
///
/// An interval and its ticks are for one task at a time. Between ticks it holds nothing, so it needs no closing.
///
/// Source: `tokio::time::Interval`.
public final class Interval {

    /// Ticks less late than this count as punctual: the wheel is no finer than 1 ms, and a thread may wait for the
    /// processor. Tokio's figure.
    private static final long PUNCTUAL_NANOS = 5_000_000;

    private final long period;
    private MissedTickBehavior missedTickBehavior = MissedTickBehavior.BURST;

    /// When the next tick is due; while [#relative], how long after its first poll.
    private long next;

    private boolean relative;

    /// That of the runtime; null until the first tick.
    private @Nullable Clock clock;

    /// The tick that was polled last and not taken, to be reset with the interval.
    private @Nullable Tick waiting;

    private Interval(Duration period, long next, boolean relative) {
        this.period = Nanos.of(period);
        if (this.period <= 0) {
            throw new IllegalArgumentException("period is " + period + ": an interval needs a positive period");
        }
        this.next = next;
        this.relative = relative;
    }

    /// An interval whose first tick comes when it is first polled.
    ///
    /// @param period positive
    /// @return a new interval
    /// @throws IllegalArgumentException if the period is zero or negative
    public static Interval of(Duration period) {
        return new Interval(period, 0, true);
    }

    /// An interval whose first tick comes at a given time.
    ///
    /// @param start the first tick; in the past, the ticks missed since then are the first to come
    /// @param period positive
    /// @return a new interval
    /// @throws IllegalArgumentException if the period is zero or negative
    public static Interval startingAt(TimeMark start, Duration period) {
        return new Interval(period, start.nanos(), false);
    }

    /// Chooses what happens when a tick is taken late; [MissedTickBehavior#BURST] unless chosen.
    ///
    /// @param behavior from the next tick on
    /// @return this interval
    public Interval onMissedTick(MissedTickBehavior behavior) {
        missedTickBehavior = behavior;
        return this;
    }

    /// The next tick. A tick is taken only by the poll that returns it: dropping the future loses nothing.
    ///
    /// @return a future of the time the tick was scheduled for, which may be earlier than it came
    public Future<TimeMark> tick() {
        return new Tick(this, next, relative);
    }

    /// The time between two ticks.
    ///
    /// @return positive
    public Duration period() {
        return Duration.ofNanos(period);
    }

    /// What happens when a tick is taken late.
    ///
    /// @return what was chosen
    public MissedTickBehavior missedTickBehavior() {
        return missedTickBehavior;
    }

    /// Starts a new grid: the next tick comes a period from now.
    public void reset() {
        resetAfter(period());
    }

    /// Starts a new grid: the next tick comes at once.
    public void resetImmediately() {
        resetAfter(Duration.ZERO);
    }

    /// Starts a new grid: the next tick comes so long after now; or after the first poll, if there was none.
    ///
    /// @param delay zero or negative for at once
    public void resetAfter(Duration delay) {
        long nanos = Math.max(0, Nanos.of(delay));
        if (clock == null) {
            aim(nanos, true);
        } else {
            aim(Nanos.plus(clock.now(), nanos), false);
        }
    }

    /// Starts a new grid: the next tick comes at a given time.
    ///
    /// @param start in the past for at once, with the ticks missed since then
    public void resetAt(TimeMark start) {
        aim(start.nanos(), false);
    }

    private void aim(long nanos, boolean afterFirstPoll) {
        next = nanos;
        relative = afterFirstPoll;
        if (waiting != null) {
            waiting.follow();
        }
    }

    /// Polled on `theirs`: remembers who waits, and for what.
    void waits(Tick tick, Clock theirs) {
        waiting = tick;
        clock = theirs;
        next = tick.scheduled();
        relative = false;
    }

    /// Moves on from a tick that was just taken.
    void taken(long scheduled, Clock theirs) {
        waiting = null;
        clock = theirs;
        long now = theirs.now();
        next = now - scheduled > PUNCTUAL_NANOS
                ? missedTickBehavior.next(scheduled, now, period)
                : Nanos.plus(scheduled, period);
        relative = false;
    }

    /// No longer waits.
    void dropped(Tick tick) {
        if (waiting == tick) {
            waiting = null;
        }
    }

    long next() {
        return next;
    }

    boolean isRelative() {
        return relative;
    }

    @Override
    public String toString() {
        return "Interval of " + period();
    }
}
