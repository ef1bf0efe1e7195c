package io.magpie.future;

import java.time.Duration;

/// When something is to be given up, as a leaf future sees it in its context: [Context#deadline].
///
/// It is a [io.magpie.time.TimeMark], on the clock of the polling runtime.
public interface Deadline {

    /// The time that is left.
    ///
    /// @return zero or negative once the deadline has passed
    Duration remaining();

    /// Whether this deadline comes first.
    ///
    /// @param other another deadline of the same clock
    /// @return false if both come at once
    boolean isBefore(Deadline other);
}
