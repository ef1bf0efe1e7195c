package io.magpie.io;

import static io.magpie.io.Split.READER_CLOSED;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.io.SocketFutures.Verb;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The half of a stream that reads; see [Halves]. To be used by one task at a time; [#close] by any thread.
///
/// @param <S> the type of the stream
public final class ReadHalf<S extends SocketStream> implements AsyncRead {

    private final Split<S> split;
    private final S stream;

    ReadHalf(Split<S> split) {
        this.split = split;
        this.stream = split.stream;
    }

    /// Reads what is there, and waits if nothing is: as [SocketStream#read(ByteBuffer)].
    ///
    /// @param into where to; its position moves on by what was read. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff `into` has no room; fails with
    ///     an [IOException]; with an [IllegalStateException] if another future has waited to read and is not finished
    @Override
    public Future<Integer> read(ByteBuffer into) {
        return new SocketFutures.One<>(stream, split, Verb.READ, into);
    }

    /// Fills `into`, and waits until that is done: as [SocketStream#readExactly].
    ///
    /// @param into where to; its position moves on by what was read, also if the future is dropped or fails. Not to be
    ///     touched while the future is polled
    /// @return a future that ends when `into` is full; fails with a [java.io.EOFException] if the stream ends before that,
    ///     or as [#read(ByteBuffer)] does
    @Override
    public Future<@Nullable Void> readExactly(ByteBuffer into) {
        return new SocketFutures.One<>(stream, split, Verb.READ_EXACTLY, into);
    }

    /// As [#read(ByteBuffer)], into several buffers in turn.
    ///
    /// @param into where to; their positions move on by what was read. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff there is no room; fails as
    ///     [#read(ByteBuffer)] does
    public Future<Long> read(ByteBuffer[] into) {
        return new SocketFutures.Many<>(stream, split, Verb.READ, into);
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        split.requireOpen(READER_CLOSED);
        int n = stream.pollRead(cx, into);
        if (n == NOT_READY) {
            split.requireOpen(READER_CLOSED); // again, now that the waker is there: see Split
        }
        return n;
    }

    /// As [#pollRead(Context, ByteBuffer)], into several buffers in turn.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to; the positions move on by what was read
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes read, 0 iff there is no room; -1 at the end; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this half is closed
    /// @throws IndexOutOfBoundsException if `offset` and `length` lie outside of `into`
    public long pollRead(Context cx, ByteBuffer[] into, int offset, int length) throws IOException {
        split.requireOpen(READER_CLOSED);
        long n = stream.pollRead(cx, into, offset, length);
        if (n == NOT_READY) {
            split.requireOpen(READER_CLOSED);
        }
        return n;
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        split.requireOpen(READER_CLOSED);
        boolean ready = stream.pollReadable(cx);
        if (!ready) {
            split.requireOpen(READER_CLOSED);
        }
        return ready;
    }

    /// Joins the halves again: the stream is whole, and its owner's. No future of either half may wait any
    /// more; from now on they refuse everything, and closing them does nothing.
    ///
    /// @param writer the other half of the same stream
    /// @return the stream
    /// @throws IllegalArgumentException if `writer` is a half of another stream
    /// @throws IllegalStateException if one of the halves is closed, or they were joined before
    public S reunite(WriteHalf<S> writer) {
        if (writer.split != split) {
            throw new IllegalArgumentException("cannot join halves of different streams: this one reads " + stream
                    + ", the other writes " + writer.split.stream);
        }
        return split.reunite();
    }

    /// The peer's address.
    ///
    /// @return also after [#close]
    public SocketAddress remoteAddress() {
        return stream.remoteAddress();
    }

    /// Closes this half: who reads on it is woken, and fails with a
    /// [java.nio.channels.ClosedChannelException]. The peer is told nothing; what it sends stays in the
    /// system's buffers until these are full. When the other half is closed, too, the stream is. Idempotent;
    /// any thread.
    @Override
    public void close() {
        if (split.close(READER_CLOSED)) {
            stream.io.wakeReader();
        }
    }

    @Override
    public String toString() {
        return "ReadHalf[" + stream + "]";
    }
}
