package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A sink of bytes that one task at a time writes to without blocking its thread.
///
/// An implementation writes [#pollWrite], [#pollShutdown] and [#close]; [#pollFlush] if it holds bytes back; and,
/// if it can take several buffers in one operation, [#pollWrite(Context, ByteBuffer\[\], int, int)] with
/// [#isVectored].
///
/// ## Cancellation
///
/// Bytes leave the caller's buffer only in the poll that hands them to the sink, and the buffer's position tells how
/// far it got. So a dropped write can be begun again with the same buffer, and no byte is lost or doubled.
///
/// Source: `AsyncWrite` of Tokio.
public interface AsyncWrite extends AutoCloseable {

    /// Writes what there is room for. When there is none, the waker of `cx` is woken later; of several wakers only
    /// the latest. For futures written by hand; tasks await [#write].
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from what to write; its position moves on by what was written
    /// @return bytes written, 0 iff `from` is empty; [AsyncRead#NOT_READY]
    /// @throws IOException if the sink failed, is shut down or closed
    int pollWrite(Context cx, ByteBuffer from) throws IOException;

    /// Writes from several buffers in turn, in one operation where the sink can. This default writes from the first
    /// that is not empty.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from what to write; the positions move on by what was written
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes written, 0 iff all are empty; [AsyncRead#NOT_READY]
    /// @throws IOException if the sink failed, is shut down or closed
    /// @throws IndexOutOfBoundsException if `offset` and `length` lie outside of `from`
    default long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        for (int i = offset; i < offset + length; i++) {
            if (from[i].hasRemaining()) {
                return pollWrite(cx, from[i]);
            }
        }
        return 0;
    }

    /// Whether [#pollWrite(Context, ByteBuffer\[\], int, int)] writes from several buffers in one operation. Where it does
    /// not, whoever has many small parts copies them together first.
    ///
    /// @return always the same of one sink; by default false
    default boolean isVectored() {
        return false;
    }

    /// Hands on what the sink holds back. When that cannot be done now, the waker of `cx` is woken later.
    /// This default holds nothing back.
    ///
    /// @param cx of the current poll
    /// @return true if everything written so far was handed on
    /// @throws IOException if the sink failed or is closed
    default boolean pollFlush(Context cx) throws IOException {
        return true;
    }

    /// Flushes, then ends the stream: the reader at the other side finds the end. Nothing may be written after it;
    /// reading the other direction goes on. Idempotent.
    ///
    /// @param cx of the current poll
    /// @return true when it is done; false if the waker of `cx` is to be woken later
    /// @throws IOException if the sink failed or is closed
    boolean pollShutdown(Context cx) throws IOException;

    /// Writes what there is room for, and waits if there is none. Inert. Dropped, it has written nothing.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @return a future of the number of bytes: 1 or more, 0 iff `from` is empty; fails with an [IOException]
    default Future<Integer> write(ByteBuffer from) {
        return StreamFutures.write(this, Objects.requireNonNull(from, "from"));
    }

    /// Writes all of `from`. Inert. If it is dropped or fails midway, the buffer's position tells what was written.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @return a future that ends when `from` is empty; fails with an [IOException]
    default Future<@Nullable Void> writeAll(ByteBuffer from) {
        return StreamFutures.writeAll(this, Objects.requireNonNull(from, "from"));
    }

    /// Hands on what the sink holds back. Inert. Dropped, it has handed on a part; flush again.
    ///
    /// @return a future that ends when everything written before was handed on; fails with an [IOException]
    default Future<@Nullable Void> flush() {
        return StreamFutures.flush(this);
    }

    /// Flushes, then ends the stream: the reader at the other side finds the end. Inert. Dropped, it may be begun
    /// again.
    ///
    /// @return a future that ends when the end was handed on; fails with an [IOException]
    default Future<@Nullable Void> shutdown() {
        return StreamFutures.shutdown(this);
    }

    /// A channel that blocks, as a sink. Each write runs on the blocking pool of the runtime that polls.
    ///
    /// A write is done when the bytes were copied for the pool, before the channel has them: [#flush] waits until it has,
    /// and what fails later fails the next operation. [#shutdown] closes the channel.
    ///
    /// @param channel in blocking mode; used by this sink only, from now on, and closed with it
    /// @return a sink that writes to the channel
    static AsyncWrite of(WritableByteChannel channel) {
        return new ChannelSink(Objects.requireNonNull(channel, "channel"), () -> {});
    }

    /// An `OutputStream`, as a sink: see [#of(WritableByteChannel)]. [#flush] flushes it, too.
    ///
    /// @param out used by this sink only, from now on, and closed with it
    /// @return a sink that writes to `out`
    static AsyncWrite of(OutputStream out) {
        return new ChannelSink(Channels.newChannel(out), out);
    }

    /// This sink, for code that blocks: a thread that writes to the result waits. Not for threads that poll tasks.
    ///
    /// It may be used by one thread at a time. Interrupting that thread ends the write with an
    /// [java.io.InterruptedIOException], midway. `flush` flushes this sink; `close` shuts it down, then closes it.
    ///
    /// @param runtime runs the writes, for as long as it is open
    /// @return a blocking view, which throws an [IllegalStateException] on a thread that polls tasks
    default OutputStream toOutputStream(AsyncRuntime runtime) {
        return new BlockingOutput(this, runtime);
    }

    /// This sink as a channel, for code that blocks: see [#toOutputStream]. A write that returns has been flushed.
    ///
    /// @param runtime runs the writes, for as long as it is open
    /// @return a blocking view, which throws an [IllegalStateException] on a thread that polls tasks
    default WritableByteChannel toChannel(AsyncRuntime runtime) {
        return new BlockingChannel.Sink(this, runtime);
    }

    /// A sink that takes everything and keeps nothing.
    ///
    /// @return a new sink
    static AsyncWrite sink() {
        return new Sink();
    }

    /// Releases what the sink holds, at once and without waiting; what was not flushed is lost, and who waits on it
    /// fails. Idempotent.
    @Override
    void close();
}
