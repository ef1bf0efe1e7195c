package io.magpie.io.codec;

import io.magpie.io.GrowableBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Parts that end with any of some bytes; the last may be without. A part is written with the first of them.
///
/// A part that is too long fails with a [io.magpie.io.TooLongException], once; a reader that is resumed goes on with the
/// next. What is too long is thrown away as it comes.
public final class DelimitersCodec implements Codec<ByteBuffer, ByteBuffer> {

    private final boolean[] delimiters = new boolean[256];
    private final byte written;
    private final PartSplitting splitting;

    /// Parts of at most so many bytes.
    ///
    /// @param maxLength bytes of a part that is read, not counting its delimiter; 0 to 2,147,483,645
    /// @param delimiters one or more; the first is what is written
    /// @throws IllegalArgumentException if there is no delimiter, or `maxLength` is not in that range
    public DelimitersCodec(int maxLength, byte... delimiters) {
        if (delimiters.length == 0) {
            throw new IllegalArgumentException("no delimiter: parts would not end");
        }
        for (byte each : delimiters) {
            this.delimiters[Byte.toUnsignedInt(each)] = true;
        }
        this.written = delimiters[0];
        this.splitting = new PartSplitting(maxLength);
    }

    /// The next part, without its delimiter.
    ///
    /// @param bytes what was not taken yet
    /// @return the part, in an array of its own; null if more bytes are needed
    /// @throws IOException if it is too long
    @Override
    public @Nullable ByteBuffer decode(ByteBuffer bytes) throws IOException {
        return splitting.decode(bytes);
    }

    @Override
    public @Nullable ByteBuffer decodeEnd(ByteBuffer bytes) throws IOException {
        return splitting.decodeEnd(bytes);
    }

    /// Appends a part, and a delimiter.
    ///
    /// @param part what remains of it; its position is not moved
    /// @param into appended to
    /// @throws IllegalArgumentException if there is a delimiter in it: the peer would read two parts
    @Override
    public void encode(ByteBuffer part, GrowableBuffer into) {
        int at = indexOfDelimiter(part, 0);
        if (at >= 0) {
            throw new IllegalArgumentException("a part of " + part.remaining() + " bytes has the delimiter "
                    + part.get(part.position() + at) + " at " + at + ": send it as two parts");
        }
        into.append(part.duplicate()).append(written);
    }

    private int indexOfDelimiter(ByteBuffer bytes, int from) {
        int start = bytes.position();
        for (int i = from; i < bytes.remaining(); i++) {
            if (delimiters[Byte.toUnsignedInt(bytes.get(start + i))]) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "DelimitersCodec";
    }

    private final class PartSplitting extends Splitting<ByteBuffer> {

        PartSplitting(int maxLength) {
            super(maxLength);
        }

        @Override
        String noun() {
            return "part";
        }

        @Override
        int indexOfDelimiter(ByteBuffer bytes, int from) {
            return DelimitersCodec.this.indexOfDelimiter(bytes, from);
        }

        @Override
        int countedLength(ByteBuffer bytes, int length) {
            return length;
        }

        @Override
        ByteBuffer frame(byte[] part) {
            return ByteBuffer.wrap(part);
        }
    }
}
