package io.magpie.io.codec;

import io.magpie.io.GrowableBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Bytes as they come: a frame is whatever has been read. Where they are cut is up to the peer and the network; nothing is
/// to be read into it.
public final class BytesCodec implements Codec<ByteBuffer, ByteBuffer> {

    /// A codec without state.
    public BytesCodec() {}

    /// All bytes that are there.
    ///
    /// @param bytes what was not taken yet
    /// @return one byte or more, in an array of their own; null if there are none
    @Override
    public @Nullable ByteBuffer decode(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return null;
        }
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    /// Appends bytes.
    ///
    /// @param frame what remains of it; its position is not moved
    /// @param into appended to
    @Override
    public void encode(ByteBuffer frame, GrowableBuffer into) {
        into.append(frame.duplicate());
    }

    @Override
    public String toString() {
        return "BytesCodec";
    }
}
