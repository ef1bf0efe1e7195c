package io.magpie.io.codec;

import io.magpie.io.GrowableBuffer;
import java.io.IOException;

/// Makes bytes of frames.
///
/// @param <T> the frames
@FunctionalInterface
public interface Encoder<T> {

    /// Appends the bytes of a frame.
    ///
    /// @param frame not changed
    /// @param into appended to, and nothing else; big-endian unless this sets another order. May hold the frames before
    /// @throws IOException if there is no such frame; what was appended before that is taken away again
    void encode(T frame, GrowableBuffer into) throws IOException;
}
