package io.magpie.io;

import static io.magpie.io.AsyncRead.NOT_READY;
import static io.magpie.io.Split.WRITER_CLOSED;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.io.SocketFutures.Verb;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The half of a stream that writes; see [Halves]. To be used by one task at a time; [#close] by any thread.
///
/// @param <S> the type of the stream
public final class WriteHalf<S extends SocketStream> implements AsyncWrite {

    final Split<S> split;
    private final S stream;

    WriteHalf(Split<S> split) {
        this.split = split;
        this.stream = split.stream;
    }

    /// Writes what there is room for, and waits if there is none: as [SocketStream#write(ByteBuffer)].
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, 0 iff `from` is empty; fails with an [IOException]; with an
    ///     [IllegalStateException] if another future has waited to write and is not finished
    @Override
    public Future<Integer> write(ByteBuffer from) {
        return new SocketFutures.One<>(stream, split, Verb.WRITE, from);
    }

    /// Writes all of `from`: as [SocketStream#writeAll(ByteBuffer)].
    ///
    /// @param from what to write; its position moves on by what was written, also if the future is dropped or fails. Not to
    ///     be touched while the future is polled
    /// @return a future that ends when `from` is empty; fails as [#write(ByteBuffer)] does
    @Override
    public Future<@Nullable Void> writeAll(ByteBuffer from) {
        return new SocketFutures.One<>(stream, split, Verb.WRITE_ALL, from);
    }

    /// As [#write(ByteBuffer)], from several buffers in turn.
    ///
    /// @param from what to write; the positions move on by what was written. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, 0 iff all are empty; fails as [#write(ByteBuffer)] does
    public Future<Long> write(ByteBuffer[] from) {
        return new SocketFutures.Many<>(stream, split, Verb.WRITE, from);
    }

    /// As [#writeAll(ByteBuffer)], from several buffers in turn.
    ///
    /// @param from what to write; the positions move on by what was written, also if the future is dropped or fails. Not to
    ///     be touched while the future is polled
    /// @return a future that ends when all are empty; fails as [#write(ByteBuffer)] does
    public Future<@Nullable Void> writeAll(ByteBuffer[] from) {
        return new SocketFutures.Many<>(stream, split, Verb.WRITE_ALL, from);
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        split.requireOpen(WRITER_CLOSED);
        int n = stream.pollWrite(cx, from);
        if (n == NOT_READY) {
            split.requireOpen(WRITER_CLOSED); // again, now that the waker is there: see Split
        }
        return n;
    }

    @Override
    public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        split.requireOpen(WRITER_CLOSED);
        long n = stream.pollWrite(cx, from, offset, length);
        if (n == NOT_READY) {
            split.requireOpen(WRITER_CLOSED);
        }
        return n;
    }

    @Override
    public boolean isVectored() {
        return stream.isVectored();
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        split.requireOpen(WRITER_CLOSED);
        return stream.pollShutdown(cx);
    }

    /// The peer's address.
    ///
    /// @return also after [#close]
    public SocketAddress remoteAddress() {
        return stream.remoteAddress();
    }

    /// Closes this half: shuts the output down, so that the peer finds the end of the stream after what was
    /// written. Who writes on it is woken, and fails with a [java.nio.channels.ClosedChannelException]. When
    /// the other half is closed, too, the stream is. Idempotent; any thread.
    @Override
    public void close() {
        if (split.close(WRITER_CLOSED)) {
            try {
                stream.shutdownOutput();
            } catch (IOException _) {
                // The connection is gone: there is nobody to be told of the end.
            }
            stream.io.wakeWriter();
        }
    }

    @Override
    public String toString() {
        return "WriteHalf[" + stream + "]";
    }
}
