package io.magpie.examples;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Sends back what comes in on one connection, until its end. A future written by hand: each poll goes on where the last
/// one stopped.
///
/// The connection owns a buffer only while the peer does not take its bytes. Otherwise it borrows the one of the thread
/// that polls, and gives it back before the poll ends: ten thousand idle connections own no buffer at all.
// @start region="connection"
final class EchoConnection implements Future<@Nullable Void> {

    private static final int BUFFER_SIZE = 16 * 1024;
    private static final ThreadLocal<ByteBuffer> BORROWED =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_SIZE));

    private final TcpStream stream;
    private @Nullable ByteBuffer unsent; // what the peer did not take yet

    EchoConnection(TcpStream stream) {
        this.stream = stream;
    }

    @Override
    public @Nullable Object poll(Context cx) {
        try {
            if (echo(cx)) {
                return Poll.PENDING;
            }
        } catch (IOException e) {
            // The peer is gone, and so is everybody who would want to know.
        }
        stream.close();
        return null;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        stream.close();
        return Poll.CANCELLED;
    }

    /// Echoes what can be echoed now. Returns false at the end of the stream.
    private boolean echo(Context cx) throws IOException {
        if (unsent != null && !sendAll(cx, unsent)) {
            return true;
        }
        unsent = null;
        while (true) {
            ByteBuffer buffer = BORROWED.get().clear();
            int count = stream.pollRead(cx, buffer);
            if (count == TcpStream.NOT_READY) {
                return true;
            }
            if (count < 0) {
                return false;
            }
            if (!sendAll(cx, buffer.flip())) {
                unsent = ByteBuffer.allocateDirect(buffer.remaining())
                        .put(buffer)
                        .flip();
                return true;
            }
        }
    }

    /// Returns whether all of it was sent. If not, this future is polled again when there is room.
    private boolean sendAll(Context cx, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (stream.pollWrite(cx, bytes) == TcpStream.NOT_READY) {
                return false;
            }
        }
        return true;
    }
}
// @end
