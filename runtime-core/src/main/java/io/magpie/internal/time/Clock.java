package io.magpie.internal.time;

/// A monotonic clock: nanoseconds since an arbitrary origin, never negative, never going back.
///
/// Two kinds exist: [SystemClock], and [PausableClock], which a current-thread runtime uses and tests may stop.
@FunctionalInterface
public interface Clock {

    /// The time. Any thread.
    ///
    /// @return nanoseconds since the origin, 0 or more
    long now();
}
