package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.LineText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A source of bytes with a buffer, into which a reader may look before it takes: what lines and frames are read from.
/// [BufReader] makes one of any source.
///
/// An implementation writes [#pollFill] and [#release] besides what an [AsyncRead] needs.
public interface AsyncBufRead extends AsyncRead {

    /// The bytes that are here, reading some if there are none. When none come, the waker of `cx` is woken later; of
    /// several wakers only the latest. For futures written by hand.
    ///
    /// The buffer belongs to this stream. Who calls this reads from its position to its limit, and moves the position
    /// past what it takes, which is all that this stream learns of it: bytes that are left come again. It touches neither
    /// the limit nor the bytes, then calls [#release], and does not keep the buffer until the next poll.
    ///
    /// @param cx of the current poll; takes one operation of its budget if it reads
    /// @return 1 byte or more between position and limit; none at the end, for ever; null if there are none yet
    /// @throws IOException if the source failed or is closed
    @Nullable
    ByteBuffer pollFill(Context cx) throws IOException;

    /// Ends what [#pollFill] began; called in the same poll. A buffer that is empty now goes back to where it was lent
    /// from.
    void release();

    /// Reads up to a delimiter, which is read too, into a cursor of the caller's. Inert. Dropped or failed midway, what was
    /// read is in the cursor; the same call goes on there.
    ///
    /// @param delimiter the last byte to read
    /// @param into appended to. Not to be touched while the future is polled
    /// @return a future of true if the delimiter was found, of false at the end of the stream; fails with a
    ///     [TooLongException] if the cursor is full before that (the rest is in the stream), or with another [IOException]
    default Future<Boolean> readUntil(byte delimiter, GrowableBuffer into) {
        Objects.requireNonNull(into, "into");
        return StreamFutures.of(this, "readUntil", cx -> {
            int outcome = Until.poll(cx, this, delimiter, into);
            return outcome == NOT_READY ? Poll.PENDING : (Object) (outcome == Until.FOUND);
        });
    }

    /// Reads a line, in UTF-8. Inert. Dropped or failed midway, what was read of it is in the cursor; the same call goes on
    /// there.
    ///
    /// @param partial keeps the line while it is incomplete; its limit is that of a line with its end. Empty again when the
    ///     future has ended with a value. Not to be touched while the future is polled
    /// @return a future of the line without the `\n` or `\r\n` at its end; the last may be without one; null at the end.
    ///     Fails with a [TooLongException] if the cursor is full before the line ends (the rest is in the stream), with a
    ///     [java.io.UTFDataFormatException] if it is not UTF-8 (the cursor keeps it; clear it to go on), or with another
    ///     [IOException]
    default Future<@Nullable String> readLine(GrowableBuffer partial) {
        Objects.requireNonNull(partial, "partial");
        return StreamFutures.of(this, "readLine", cx -> {
            int outcome = Until.poll(cx, this, (byte) '\n', partial);
            if (outcome == NOT_READY) {
                return Poll.PENDING;
            }
            if (outcome == Until.END && partial.isEmpty()) {
                return null;
            }
            byte[] bytes = partial.toByteArray();
            String line = LineText.of(bytes, LineText.lengthOf(bytes));
            partial.clear();
            return line;
        });
    }

    /// The lines of this stream. It keeps what was read of a line that is not complete, and goes on behind a line that is
    /// too long.
    ///
    /// @param maxLength bytes that a line may have, not counting its end
    /// @return the lines from here on; nobody else reads this stream meanwhile
    /// @throws IllegalArgumentException if `maxLength` is negative or greater than 2,147,483,645
    default Lines lines(int maxLength) {
        return new Lines(this, maxLength);
    }

    @Override
    default AsyncBufRead take(long limit) {
        return new BufTake(this, limit);
    }
}
