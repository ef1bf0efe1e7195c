package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A source of bytes that one task at a time reads without blocking its thread: a socket, a TLS stream, a pipe in
/// memory, or a wrapper around another source.
///
/// An implementation writes [#pollRead] and [#close]; everything else follows from these.
///
/// ## Cancellation
///
/// Bytes are taken from the source only in the poll that puts them into the caller's buffer, whose position tells
/// how far it got. So a dropped read loses nothing, and the next read goes on where it stopped.
///
/// Source: `AsyncRead` of Tokio.
public interface AsyncRead extends AutoCloseable {

    /// Returned by [#pollRead] and [AsyncWrite#pollWrite]: nothing was transferred; the waker will be woken.
    int NOT_READY = -2;

    /// Reads what is there. When nothing is, the waker of `cx` is woken later; of several wakers only the latest.
    /// For futures written by hand; tasks await [#read].
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to; its position moves on by what was read
    /// @return bytes read, 0 iff `into` has no room; -1 at the end, for ever; [#NOT_READY]
    /// @throws IOException if the source failed or is closed
    int pollRead(Context cx, ByteBuffer into) throws IOException;

    /// Whether a read may be tried, so that who waits need not own a buffer meanwhile. When it may not, the waker of
    /// `cx` is woken later; of several wakers only the latest.
    ///
    /// Sources that cannot tell answer true, as this default does: then [#pollRead] tells.
    ///
    /// @param cx of the current poll; takes nothing of its budget
    /// @return true if [#pollRead] may find something
    /// @throws IOException if the source is closed
    default boolean pollReadable(Context cx) throws IOException {
        return true;
    }

    /// Reads what is there, and waits if nothing is. Inert. Dropped, it has taken nothing.
    ///
    /// @param into where to; its position moves on by what was read. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff `into` has no room;
    ///     fails with an [IOException]
    default Future<Integer> read(ByteBuffer into) {
        return new StreamFutures.Read(this, Objects.requireNonNull(into, "into"));
    }

    /// Fills `into`, and waits until that is done. Inert. Dropped or failed midway, it has put what it read into the
    /// buffer, whose position tells how much; the same call goes on there.
    ///
    /// @param into where to; its position moves on to its limit. Not to be touched while the future is polled
    /// @return a future that ends when `into` is full; fails with an [EOFException] if the stream ends before that, or
    ///     with another [IOException]
    default Future<@Nullable Void> readExactly(ByteBuffer into) {
        return new StreamFutures.ReadExactly(this, Objects.requireNonNull(into, "into"));
    }

    /// Copies everything from here on, to the end, and flushes; while nothing comes it flushes too. Inert. Neither stream
    /// is closed. A buffer is lent from [BufferPool#shared] while bytes are in it.
    ///
    /// Dropped or failed midway, it loses what was read and not yet written, a buffer at most. Whoever wants to go on
    /// after that copies from an [AsyncBufRead], such as a [BufReader]: its buffer is used, and keeps those bytes.
    ///
    /// @param sink where to
    /// @return a future of the number of bytes copied; fails with the [IOException] of either side
    default Future<Long> copyTo(AsyncWrite sink) {
        return new Copying.OneWay(this, Objects.requireNonNull(sink, "sink"));
    }

    /// Releases what the source holds, at once and without waiting; who waits on it fails. Idempotent.
    @Override
    void close();
}
