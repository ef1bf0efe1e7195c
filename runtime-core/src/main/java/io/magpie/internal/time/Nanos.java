package io.magpie.internal.time;

import java.time.Duration;

/// Arithmetic of times that saturates: too far is for ever, never the past.
public final class Nanos {

    /// Nanoseconds in a tick of the wheel: 1 ms, as in Tokio. Timers of a network program are coarser; a finer tick
    /// means more cascades.
    public static final long PER_TICK = 1_000_000;

    private static final long PER_SECOND = 1_000_000_000;

    private Nanos() {}

    /// The length of `duration`.
    ///
    /// @param duration any
    /// @return nanoseconds; 0 if negative, [Long#MAX_VALUE] (292 years) if longer
    public static long of(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= Long.MAX_VALUE / PER_SECOND ? Long.MAX_VALUE : duration.toNanos();
    }

    /// The time `nanos` after `time`.
    ///
    /// @param time 0 or more
    /// @param nanos 0 or more
    /// @return the sum, at most [Long#MAX_VALUE]
    public static long after(long time, long nanos) {
        long sum = time + nanos;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /// The first tick at which a timer of that deadline may fire: never early.
    static long toTickUp(long deadline) {
        long tick = deadline / PER_TICK;
        return tick * PER_TICK < deadline ? tick + 1 : tick;
    }

    /// The last tick that has begun at that time.
    static long toTickDown(long time) {
        return time / PER_TICK;
    }

    /// When a tick begins; [WheelSlots#NEVER], and what is too far, is [Long#MAX_VALUE].
    static long ofTick(long tick) {
        return tick > Long.MAX_VALUE / PER_TICK ? Long.MAX_VALUE : tick * PER_TICK;
    }
}
