package io.magpie.time;

import io.magpie.future.Deadline;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.CurrentClock;
import io.magpie.internal.time.Nanos;
import java.time.Duration;

/// A point on a runtime's monotonic clock, for deadlines and for measuring.
///
/// It is no date, it says nothing outside this JVM, and unlike `System.nanoTime()` it stands still while a test has
/// paused the clock. Marks of different runtimes agree as long as nobody pauses a clock. Sums that are too far away
/// saturate: 292 years are for ever.
///
/// ```java
/// TimeMark start = TimeMark.now();
/// await(work());
/// log("took " + start.elapsed());
/// ```
///
/// Source: the name is Kotlin's; `tokio::time::Instant` follows a paused clock in the same way.
public final class TimeMark implements Comparable<TimeMark>, Deadline {

    private final long nanos;
    private final Clock clock;

    TimeMark(long nanos, Clock clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    /// The present, on the clock of the runtime that the calling thread belongs to: inside a task, in `blockOn`, in a
    /// blocking job. On any other thread, on the system's clock, which an unpaused runtime follows.
    ///
    /// @return a new mark
    public static TimeMark now() {
        Clock clock = CurrentClock.find();
        return new TimeMark(clock.now(), clock);
    }

    /// The mark so much later, or earlier if negative.
    ///
    /// @param duration any; what is out of range saturates
    /// @return a mark of the same clock
    public TimeMark plus(Duration duration) {
        return new TimeMark(Nanos.plus(nanos, Nanos.of(duration)), clock);
    }

    /// The mark so much earlier, or later if negative.
    ///
    /// @param duration any; what is out of range saturates
    /// @return a mark of the same clock
    public TimeMark minus(Duration duration) {
        return new TimeMark(Nanos.plus(nanos, -Nanos.of(duration)), clock);
    }

    /// How long ago the mark is, on the clock it was taken from. Any thread.
    ///
    /// @return negative while the mark is in the future
    public Duration elapsed() {
        return Duration.ofNanos(Nanos.plus(clock.now(), -nanos));
    }

    /// Whether the mark's time has come, on the clock it was taken from. Any thread.
    ///
    /// @return true from that moment on
    public boolean hasPassed() {
        return clock.now() >= nanos;
    }

    /// How far ahead the mark is, on the clock it was taken from. Any thread.
    ///
    /// @return zero or negative once its time has come
    @Override
    public Duration remaining() {
        return Duration.ofNanos(Nanos.plus(nanos, -clock.now()));
    }

    /// Whether this mark is earlier than `other`.
    ///
    /// @param other usually another mark
    /// @return false if both are the same
    @Override
    public boolean isBefore(Deadline other) {
        return other instanceof TimeMark mark ? nanos < mark.nanos : remaining().compareTo(other.remaining()) < 0;
    }

    /// The time from `earlier` to this mark.
    ///
    /// @param earlier another mark
    /// @return negative if `earlier` is later
    public Duration since(TimeMark earlier) {
        return Duration.ofNanos(Nanos.plus(nanos, -earlier.nanos));
    }

    long nanos() {
        return nanos;
    }

    @Override
    public int compareTo(TimeMark other) {
        return Long.compare(nanos, other.nanos);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof TimeMark mark && mark.nanos == nanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(nanos);
    }

    /// The mark's distance from the start of the clock, for messages: `TimeMark[PT1.5S]`.
    @Override
    public String toString() {
        return "TimeMark[" + Duration.ofNanos(nanos) + "]";
    }
}
