package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
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
        return StreamFutures.read(this, Objects.requireNonNull(into, "into"));
    }

    /// Fills `into`, and waits until that is done. Inert. Dropped or failed midway, it has put what it read into the
    /// buffer, whose position tells how much; the same call goes on there.
    ///
    /// @param into where to; its position moves on to its limit. Not to be touched while the future is polled
    /// @return a future that ends when `into` is full; fails with an [EOFException] if the stream ends before that, or
    ///     with another [IOException]
    default Future<@Nullable Void> readExactly(ByteBuffer into) {
        return StreamFutures.readExactly(this, Objects.requireNonNull(into, "into"));
    }

    /// Reads everything from here on, to the end, into a cursor of the caller's. Inert. Dropped or failed midway, what was
    /// read is in the cursor; the same call goes on there.
    ///
    /// @param into appended to; its limit is that of the stream. Not to be touched while the future is polled
    /// @return a future that ends at the end of the stream; fails with a [TooLongException] if that does not come within
    ///     the limit (the cursor then holds a byte more than its limit, so that none is lost), or with another
    ///     [IOException]
    default Future<@Nullable Void> readToEnd(GrowableBuffer into) {
        Objects.requireNonNull(into, "into");
        return StreamFutures.of(this, "readToEnd", cx -> {
            while (into.size() <= into.limit()) {
                int n = into.readSome(cx, this, into.room() + 1L);
                if (n == NOT_READY) {
                    return Poll.PENDING;
                }
                if (n < 0) {
                    return null;
                }
            }
            throw new TooLongException(
                    this + " is longer than " + into.limit()
                            + " bytes: give the cursor a higher limit, or read it in parts",
                    into.limit());
        });
    }

    /// Reads so many bytes and throws them away. Inert. Dropped midway, it has skipped some: who must know how many keeps a
    /// stream made by [#take], and copies that to [AsyncWrite#sink].
    ///
    /// @param count 0 or more
    /// @return a future of the number of bytes skipped, which is less than `count` iff the stream has ended; fails with an
    ///     [IOException]
    /// @throws IllegalArgumentException if `count` is negative
    default Future<Long> skip(long count) {
        return take(count).copyTo(AsyncWrite.sink());
    }

    /// The first bytes of this stream, as a stream that ends behind them. Nothing is read beyond: this stream goes on
    /// there. Closing it closes this stream.
    ///
    /// @param limit how many bytes at most; 0 or more
    /// @return a view of this stream, which knows how many are left
    /// @throws IllegalArgumentException if `limit` is negative
    default AsyncRead take(long limit) {
        return new Take(this, limit);
    }

    /// This stream, and behind its end the next. Closing it closes both.
    ///
    /// @param next read when this stream has ended
    /// @return a view of both streams
    default AsyncRead chain(AsyncRead next) {
        return new Chain(this, Objects.requireNonNull(next, "next"));
    }

    /// A stream that has ended.
    ///
    /// @return a new stream
    static AsyncBufRead empty() {
        return new Empty();
    }

    /// A stream of one byte, again and again, that never ends.
    ///
    /// @param value the byte
    /// @return a new stream
    static AsyncRead repeat(byte value) {
        return new Repeat(value);
    }

    /// A channel that blocks, as a stream. Each read runs on the blocking pool of the runtime that polls.
    ///
    /// A read that was begun goes on when its future is dropped; what it gives is for the next read, so no byte is lost.
    /// [#close] interrupts it, which closes an [java.nio.channels.InterruptibleChannel].
    ///
    /// @param channel in blocking mode; used by this stream only, from now on, and closed with it
    /// @return a stream that reads the channel
    static AsyncRead of(ReadableByteChannel channel) {
        return new ChannelSource(Objects.requireNonNull(channel, "channel"));
    }

    /// An `InputStream`, as a stream: see [#of(ReadableByteChannel)].
    ///
    /// @param in used by this stream only, from now on, and closed with it
    /// @return a stream that reads `in`
    static AsyncRead of(InputStream in) {
        return of(Channels.newChannel(in));
    }

    /// This stream, for code that blocks: a thread that reads from the result waits. Not for threads that poll tasks.
    ///
    /// It may be used by one thread at a time. Interrupting that thread ends the read with an
    /// [java.io.InterruptedIOException]; no byte is lost. Closing the result closes this stream.
    ///
    /// @param runtime runs the reads, for as long as it is open
    /// @return a blocking view, which throws an [IllegalStateException] on a thread that polls tasks
    default InputStream toInputStream(AsyncRuntime runtime) {
        return new BlockingInput(this, runtime);
    }

    /// This stream as a channel, for code that blocks: see [#toInputStream].
    ///
    /// @param runtime runs the reads, for as long as it is open
    /// @return a blocking view, which throws an [IllegalStateException] on a thread that polls tasks
    default ReadableByteChannel toChannel(AsyncRuntime runtime) {
        return new BlockingChannel.Source(this, runtime);
    }

    /// Copies everything from here on, to the end, and flushes; while nothing comes it flushes too. Inert. Neither stream
    /// is closed. A buffer is lent from [BufferPool#shared] while bytes are in it. That the sink has failed is noticed when
    /// there is something to write to it.
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
