package io.magpie.io.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Finds frames in bytes. It may remember how far it has got, and so is for one stream.
///
/// It bounds its frames: whoever reads a peer's bytes holds as many of them as the decoder asks for. A frame that is too
/// long fails with a [io.magpie.io.TooLongException].
///
/// @param <T> the frames
@FunctionalInterface
public interface Decoder<T> {

    /// The next frame, if all its bytes have come.
    ///
    /// A frame must not depend on how many bytes come behind it, or on how often this was called before they came.
    ///
    /// @param bytes what was not taken yet, from its position to its limit; what its position is moved past is taken. May
    ///     be taken without a frame, too. Its order of bytes is undefined. Not to be kept, nor changed otherwise
    /// @return the frame, which owns its bytes; null if more bytes are needed
    /// @throws IOException if these bytes are no frame. When the reader is resumed, it begins at the position
    @Nullable
    T decode(ByteBuffer bytes) throws IOException;

    /// As [#decode], when no more bytes will come; called again until it gives null. By default what is left over when
    /// there is no more frame is an error.
    ///
    /// @param bytes what was not taken yet; maybe nothing
    /// @return the frame; null if there is none
    /// @throws EOFException if the stream has ended within a frame
    /// @throws IOException if these bytes are no frame
    default @Nullable T decodeEnd(ByteBuffer bytes) throws IOException {
        T frame = decode(bytes);
        if (frame == null && bytes.hasRemaining()) {
            throw endedWithin(bytes);
        }
        return frame;
    }

    private static EOFException endedWithin(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(16, bytes.remaining())];
        bytes.get(bytes.position(), first);
        return new EOFException("the stream ended within a frame: " + bytes.remaining() + " bytes are left over, "
                + HexFormat.ofDelimiter(" ").formatHex(first) + (bytes.remaining() > first.length ? " …" : ""));
    }
}
