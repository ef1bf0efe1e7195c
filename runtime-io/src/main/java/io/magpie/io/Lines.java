package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.LineText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The lines of a stream, one after the other: what [AsyncBufRead#lines] makes. It keeps the line that is under way, so
/// that a dropped [#next] loses nothing.
///
/// ```java
/// Lines lines = reader.lines(1000);
/// for (String line; (line = await(lines.next())) != null; ) { … }
/// ```
///
/// Used by one task at a time.
public final class Lines {

    private final AsyncBufRead source;
    private final int maxLength;

    /// The line under way. Has room for the end of a line of the greatest length.
    private final GrowableBuffer line;

    /// Whether the rest of a line that was too long is to be thrown away.
    private boolean skipping;

    Lines(AsyncBufRead source, int maxLength) {
        if (maxLength < 0 || maxLength > Integer.MAX_VALUE - 2) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected 0 to 2,147,483,645 bytes)");
        }
        this.source = source;
        this.maxLength = maxLength;
        this.line = new GrowableBuffer(maxLength + 2);
    }

    /// The next line, in UTF-8, without the `\n` or `\r\n` at its end; the last may be without one. Inert. Dropped, it has
    /// taken no line; what was read of it is kept here.
    ///
    /// A line that is too long, or not UTF-8, fails this future only: the next one gives the line after it.
    ///
    /// @return a future of the line; of null at the end. It fails with a [TooLongException], with a
    ///     [java.io.UTFDataFormatException], or with another [IOException] of the source
    public Future<@Nullable String> next() {
        return StreamFutures.of(source, "lines.next", this::poll);
    }

    private @Nullable Object poll(Context cx) throws IOException {
        while (true) {
            int outcome;
            try {
                outcome = Until.poll(cx, source, (byte) '\n', line);
            } catch (TooLongException e) {
                line.clear();
                if (skipping) {
                    continue;
                }
                skipping = true;
                throw Until.tooLong(source, (byte) '\n', maxLength);
            }
            if (outcome == AsyncRead.NOT_READY) {
                return Poll.PENDING;
            }
            if (skipping) {
                line.clear();
                skipping = false;
            } else {
                return outcome == Until.END && line.isEmpty() ? null : take();
            }
        }
    }

    private String take() throws IOException {
        byte[] bytes = line.toByteArray();
        line.clear();
        int length = LineText.lengthOf(bytes);
        if (length > maxLength) {
            throw Until.tooLong(source, (byte) '\n', maxLength);
        }
        return LineText.of(bytes, length);
    }

    @Override
    public String toString() {
        return "Lines[" + source + ", " + maxLength + " bytes at most]";
    }
}
