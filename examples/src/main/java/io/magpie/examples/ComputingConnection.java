package io.magpie.examples;

import io.magpie.Async;
import io.magpie.examples.load.Computation;
import io.magpie.examples.load.Message;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// As [EchoConnection], but obeys a request to compute before it sends it back: on its worker, which is what a handler
/// must not do, or through `spawnCompute`.
final class ComputingConnection implements Future<@Nullable Void> {

    private final TcpStream stream;
    private final boolean offload;
    private final ByteBuffer message = ByteBuffer.allocateDirect(Message.SIZE);
    private @Nullable Future<?> computing;
    private boolean sending; // the message has arrived

    ComputingConnection(TcpStream stream, boolean offload) {
        this.stream = stream;
        this.offload = offload;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        try {
            if (serve(cx)) {
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
        stream.close(); // dropping `computing` would only detach the job
        return Poll.CANCELLED;
    }

    /// Serves what can be served now. Returns false at the end of the stream.
    private boolean serve(Context cx) throws Exception {
        while (true) {
            while (!sending) {
                int count = stream.pollRead(cx, message);
                if (count < 0) {
                    return count == TcpStream.NOT_READY;
                }
                if (!message.hasRemaining()) {
                    message.flip();
                    sending = true;
                    compute();
                }
            }
            if (computing != null && computing.poll(cx) == Poll.PENDING) {
                return true;
            }
            computing = null;
            while (message.hasRemaining()) {
                if (stream.pollWrite(cx, message) == TcpStream.NOT_READY) {
                    return true;
                }
            }
            message.clear();
            sending = false;
        }
    }

    private void compute() {
        if (message.get(0) != Message.COMPUTE) {
            return;
        }
        if (offload) {
            computing = Async.spawnCompute(() -> Computation.run(Computation.LENGTH));
        } else {
            Computation.run(Computation.LENGTH);
        }
    }
}
