package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A [BufReader] and a [BufWriter] around one stream, such as a socket. Each borrows a buffer while bytes are in it; an idle
/// stream owns none.
///
/// Reading does not flush: what the peer is to answer is to be flushed first.
///
/// One task may read while another writes. [#close] is for a task that does both, or when nobody does either any more;
/// another task that wants to end a read or a write closes the stream beneath.
///
/// ## Cancellation
///
/// As the reader and the writer say: what was read and not taken stays in the one buffer, what was taken and not flushed
/// in the other. So no method loses or doubles a byte when its future is dropped. Bytes that nobody flushes are lost at
/// [#close].
///
/// Source: `BufStream` of Tokio.
public final class BufStream implements AsyncStream, AsyncBufRead {

    private final AsyncStream stream;
    private final BufReader reader;
    private final BufWriter writer;

    /// A stream with buffers of the shared pool.
    ///
    /// @param stream used by this stream only, from now on, and closed with it
    public BufStream(AsyncStream stream) {
        this(stream, BufferPool.shared());
    }

    /// A stream with buffers of `pool`.
    ///
    /// @param stream used by this stream only, from now on, and closed with it
    /// @param pool lends two buffers at a time at most
    public BufStream(AsyncStream stream, BufferPool pool) {
        this.stream = stream;
        this.reader = new BufReader(stream, pool);
        this.writer = new BufWriter(stream, pool);
    }

    /// The direction that reads, with its numbers.
    ///
    /// @return the same at every call; it shares the buffer with this stream
    public BufReader reader() {
        return reader;
    }

    /// The direction that writes, with its numbers.
    ///
    /// @return the same at every call; it shares the buffer with this stream
    public BufWriter writer() {
        return writer;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        return reader.pollRead(cx, into);
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        return reader.pollReadable(cx);
    }

    @Override
    public @Nullable ByteBuffer pollFill(Context cx) throws IOException {
        return reader.pollFill(cx);
    }

    @Override
    public void release() {
        reader.release();
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        return writer.pollWrite(cx, from);
    }

    @Override
    public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        return writer.pollWrite(cx, from, offset, length);
    }

    @Override
    public boolean isVectored() {
        return writer.isVectored();
    }

    @Override
    public boolean pollFlush(Context cx) throws IOException {
        return writer.pollFlush(cx);
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        return writer.pollShutdown(cx);
    }

    /// Closes the stream beneath, and gives the buffers back; what was not flushed is lost. Idempotent.
    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    @Override
    public String toString() {
        return "BufStream[" + stream + "]";
    }
}
