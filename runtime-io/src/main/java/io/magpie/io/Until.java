package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.io.internal.LineText;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads up to a delimiter, into a cursor of the caller's.
final class Until {

    /// What [#poll] answers besides [AsyncRead#NOT_READY].
    static final int FOUND = 1;

    static final int END = -1;

    private Until() {}

    /// Moves bytes from `source` to the end of `into`: up to the delimiter, which is the last of them, or up to the end.
    ///
    /// @throws TooLongException if `into` is full before that; it keeps what it has, and the rest is in the source
    static int poll(Context cx, AsyncBufRead source, byte delimiter, GrowableBuffer into) throws IOException {
        while (true) {
            ByteBuffer here = source.pollFill(cx);
            if (here == null) {
                return AsyncRead.NOT_READY;
            }
            if (!here.hasRemaining()) {
                return END;
            }
            if (into.room() == 0) {
                throw tooLong(source, delimiter, into.limit());
            }
            int fits = Math.min(here.remaining(), into.room());
            int at = LineText.indexOf(delimiter, here, 0, fits);
            int n = at < 0 ? fits : at + 1;
            into.append(here.slice(here.position(), n));
            here.position(here.position() + n);
            source.release();
            if (at >= 0) {
                return FOUND;
            }
        }
    }

    static TooLongException tooLong(Object source, byte delimiter, int limit) {
        String end = delimiter == '\n' ? "line" : "part that ends with byte " + delimiter;
        return new TooLongException(
                "a " + end + " from " + source + " is longer than " + limit
                        + " bytes: give it a higher limit, or close the connection",
                limit);
    }
}
