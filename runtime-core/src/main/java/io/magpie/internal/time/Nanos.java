package io.magpie.internal.time;

import java.time.Duration;

/// Arithmetic of times that saturates: too far is for ever, never the past.
public final class Nanos {

    /// Nanoseconds in a tick of the wheel: 1 ms, as in Tokio. Timers of a network program are coarser; a finer tick
    /// means more cascades.
    public static final long PER_TICK = 1_000_000;

    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private Nanos() {}

    /// The length of `duration`.
    ///
    /// @param duration any
    /// @return nanoseconds; [Long#MAX_VALUE] (292 years) if longer, its negative if shorter than minus that
    public static long of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= MAX_SECONDS) {
            return Long.MAX_VALUE;
        }
        return seconds <= -MAX_SECONDS ? -Long.MAX_VALUE : duration.toNanos();
    }

    /// The sum, or the end of the range in its direction.
    ///
    /// @param time any
    /// @param nanos any
    /// @return from minus [Long#MAX_VALUE] to [Long#MAX_VALUE], so that it can be negated
    public static long plus(long time, long nanos) {
        long sum = time + nanos;
        boolean overflow = ((time ^ sum) & (nanos ^ sum)) < 0;
        if (overflow) {
            return time < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
        return Math.max(-Long.MAX_VALUE, sum);
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
