package io.magpie.io;

import io.magpie.future.Context;
import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/// A blocking channel as a sink: bytes are copied, and written on the blocking pool.
final class ChannelSink implements AsyncWrite {

    /// Bytes that one job writes at most. As much as a buffer of the shared pool.
    private static final int CHUNK = 16 * 1024;

    private final WritableByteChannel channel;
    private final Flushable behind;
    private final PoolJob job = new PoolJob();

    /// Whether a job has written since the last flush.
    private boolean unflushed;

    private boolean flushing;
    private boolean shutDown;
    private boolean closed;

    ChannelSink(WritableByteChannel channel, Flushable behind) {
        this.channel = channel;
        this.behind = behind;
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        requireOpen();
        if (shutDown) {
            throw new ClosedChannelException();
        }
        if (!from.hasRemaining()) {
            return 0;
        }
        if (!job.pollIdle(cx) || !cx.proceed()) {
            return AsyncRead.NOT_READY;
        }
        int n = Math.min(CHUNK, from.remaining());
        ByteBuffer copy = ByteBuffer.allocate(n);
        int _ = Transfer.move(from, copy);
        copy.flip();
        flushing = false;
        unflushed = true;
        job.start(() -> writeChunk(copy));
        return n;
    }

    /// On the pool.
    private void writeChunk(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            int _ = channel.write(chunk);
        }
    }

    @Override
    public boolean pollFlush(Context cx) throws IOException {
        requireOpen();
        while (job.pollIdle(cx)) {
            if (flushing) {
                flushing = false;
                unflushed = false;
            }
            if (!unflushed) {
                return true;
            }
            flushing = true;
            job.start(behind::flush);
        }
        return false;
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        if (!shutDown) {
            if (!pollFlush(cx)) {
                return false;
            }
            shutDown = true;
            job.start(channel::close);
        }
        return job.pollIdle(cx);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            job.end(channel::close);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public String toString() {
        return "AsyncWrite[" + channel + "]";
    }
}
