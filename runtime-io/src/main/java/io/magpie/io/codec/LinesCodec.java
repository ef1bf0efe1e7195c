package io.magpie.io.codec;

import io.magpie.io.GrowableBuffer;
import io.magpie.io.internal.LineText;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Lines of UTF-8, which end with `\n` or `\r\n`; the last may be without. A line is written with `\n`.
///
/// A line that is too long fails with a [io.magpie.io.TooLongException], one that is not UTF-8 with a
/// [java.io.UTFDataFormatException]; each once, and a reader that is resumed goes on with the next line. What is too long
/// is thrown away as it comes.
public final class LinesCodec implements Codec<String, String> {

    private final LineSplitting splitting;

    /// Lines of at most so many bytes.
    ///
    /// @param maxLength bytes of a line that is read, not counting its end; 0 to 2,147,483,645
    /// @throws IllegalArgumentException if it is not in that range
    public LinesCodec(int maxLength) {
        this.splitting = new LineSplitting(maxLength);
    }

    @Override
    public @Nullable String decode(ByteBuffer bytes) throws IOException {
        return splitting.decode(bytes);
    }

    @Override
    public @Nullable String decodeEnd(ByteBuffer bytes) throws IOException {
        return splitting.decodeEnd(bytes);
    }

    /// Appends a line.
    ///
    /// @param line without its end
    /// @param into appended to
    /// @throws IllegalArgumentException if there is a `\n` in it: the peer would read two lines
    @Override
    public void encode(String line, GrowableBuffer into) {
        int at = line.indexOf('\n');
        if (at >= 0) {
            throw new IllegalArgumentException(
                    "a line of " + line.length() + " characters has a line feed at " + at + ": send it as two lines");
        }
        into.append(line).append((byte) '\n');
    }

    @Override
    public String toString() {
        return "LinesCodec";
    }

    private static final class LineSplitting extends Splitting<String> {

        LineSplitting(int maxLength) {
            super(maxLength);
        }

        @Override
        String noun() {
            return "line";
        }

        @Override
        int indexOfDelimiter(ByteBuffer bytes, int from) {
            return LineText.indexOf((byte) '\n', bytes, from, bytes.remaining());
        }

        @Override
        int countedLength(ByteBuffer bytes, int length) {
            return length > 0 && bytes.get(bytes.position() + length - 1) == '\r' ? length - 1 : length;
        }

        @Override
        String frame(byte[] part) throws IOException {
            return LineText.of(part, part.length);
        }
    }
}
