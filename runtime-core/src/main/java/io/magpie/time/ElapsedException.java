package io.magpie.time;

import java.util.concurrent.TimeoutException;

/// Thrown by a [Timeout] whose deadline came before the value.
///
/// A `TimeoutException`, so that code that catches that of `java.util.concurrent` works unchanged.
public final class ElapsedException extends TimeoutException {
    private static final long serialVersionUID = 1L;

    /// The deadline came.
    ///
    /// @param message which deadline
    public ElapsedException(String message) {
        super(message);
    }
}
