package io.magpie.io;

import static io.magpie.io.AsyncRead.NOT_READY;
import static io.magpie.io.Split.WRITER_CLOSED;

import io.magpie.future.Context;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

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
