package io.magpie.io.codec;

import io.magpie.io.TooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Splits bytes into parts that end with a delimiter. A part that is too long fails once; it is thrown away as it comes,
/// and the next one is found.
abstract class Splitting<T> implements Decoder<T> {

    private final int maxLength;

    /// The bytes, from the position, in which there is no delimiter.
    private int searched;

    /// Whether the rest of a part that was too long is to be thrown away.
    private boolean discarding;

    Splitting(int maxLength) {
        if (maxLength < 0 || maxLength > Integer.MAX_VALUE - 2) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected 0 to 2,147,483,645 bytes)");
        }
        this.maxLength = maxLength;
    }

    /// What a part is called in messages.
    abstract String noun();

    /// Where the next delimiter is, from `from` on, counted from the position; negative if there is none.
    abstract int indexOfDelimiter(ByteBuffer bytes, int from);

    /// How many of the first `length` bytes count, if a delimiter follows them.
    abstract int countedLength(ByteBuffer bytes, int length);

    /// The frame of a part, without its delimiter.
    abstract T frame(byte[] part) throws IOException;

    @Override
    public final @Nullable T decode(ByteBuffer bytes) throws IOException {
        while (true) {
            int at = indexOfDelimiter(bytes, searched);
            if (at >= 0) {
                searched = 0;
                if (!discarding) {
                    return part(bytes, countedLength(bytes, at), at + 1);
                }
                discarding = false;
                skip(bytes, at + 1);
            } else if (discarding) {
                skip(bytes, bytes.remaining());
                return null;
            } else {
                searched = bytes.remaining();
                if (countedLength(bytes, searched) > maxLength) {
                    discarding = true;
                    searched = 0;
                    skip(bytes, bytes.remaining());
                    throw tooLong();
                }
                return null;
            }
        }
    }

    /// The last part may be without a delimiter.
    @Override
    public final @Nullable T decodeEnd(ByteBuffer bytes) throws IOException {
        T frame = decode(bytes);
        if (frame != null || !bytes.hasRemaining()) {
            return frame;
        }
        searched = 0;
        return part(bytes, bytes.remaining(), bytes.remaining());
    }

    /// The part of `length` bytes; takes `taken` bytes, also if it fails.
    private T part(ByteBuffer bytes, int length, int taken) throws IOException {
        int start = bytes.position();
        skip(bytes, taken);
        if (length > maxLength) {
            throw tooLong();
        }
        byte[] part = new byte[length];
        bytes.get(start, part);
        return frame(part);
    }

    private static void skip(ByteBuffer bytes, int n) {
        bytes.position(bytes.position() + n);
    }

    private TooLongException tooLong() {
        return new TooLongException(
                "a " + noun() + " is longer than " + maxLength
                        + " bytes: raise maxLength; or resume the reader, which leaves it behind; or close the connection",
                maxLength);
    }
}
