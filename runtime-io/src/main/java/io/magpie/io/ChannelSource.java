package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/// A blocking channel as a source: its reads run on the blocking pool, into a buffer of this object's, where bytes stay
/// until they are taken.
final class ChannelSource implements AsyncRead {

    /// Bytes that one job reads at most. As much as a buffer of the shared pool.
    private static final int CHUNK = 16 * 1024;

    private final ReadableByteChannel channel;
    private final PoolJob job = new PoolJob();

    /// Written by the job while it runs, else by the reader; the job's end publishes it.
    private @Nullable ByteBuffer chunk;

    private boolean ended;
    private boolean closed;

    ChannelSource(ReadableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (!pollReadable(cx)) {
            return NOT_READY;
        }
        ByteBuffer here = chunk;
        if (here == null) {
            return -1;
        }
        if (!cx.proceed()) {
            return NOT_READY;
        }
        int n = Transfer.move(here, into);
        if (!here.hasRemaining()) {
            chunk = null;
        }
        return n;
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        while (true) {
            if (!job.pollIdle(cx)) {
                return false;
            }
            if (chunk != null || ended) {
                return true;
            }
            job.start(this::readChunk);
        }
    }

    /// On the pool.
    private void readChunk() throws IOException {
        ByteBuffer into = ByteBuffer.allocate(CHUNK);
        if (channel.read(into) < 0) {
            ended = true;
        } else if (into.position() > 0) {
            chunk = into.flip();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            job.end(channel::close);
        }
    }

    @Override
    public String toString() {
        return "AsyncRead[" + channel + "]";
    }
}
