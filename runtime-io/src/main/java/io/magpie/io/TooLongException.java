package io.magpie.io;

import java.io.IOException;

/// A line, a frame or a stream is longer than the reader allows. No byte is lost: what was read is in the cursor that
/// the caller gave, or in the stream still.
public final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    /// Something longer than `limit`.
    ///
    /// @param message what is too long, and what to do about it
    /// @param limit the limit in bytes
    public TooLongException(String message, long limit) {
        super(message);
        this.limit = limit;
    }

    /// The limit that was exceeded.
    ///
    /// @return in bytes
    public long limit() {
        return limit;
    }
}
