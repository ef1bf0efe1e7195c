package io.magpie.io;

import io.magpie.AsyncRuntime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// An [AsyncWrite] for code that blocks.
final class BlockingOutput extends OutputStream {

    private final AsyncWrite sink;
    private final AsyncRuntime runtime;

    private boolean closed;

    BlockingOutput(AsyncWrite sink, AsyncRuntime runtime) {
        this.sink = sink;
        this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        Blocked.on(runtime, sink.writeAll(ByteBuffer.wrap(from, offset, length)));
    }

    @Override
    public void flush() throws IOException {
        Blocked.on(runtime, sink.flush());
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (sink) {
                Blocked.on(runtime, sink.shutdown());
            }
        }
    }

    @Override
    public String toString() {
        return "OutputStream[" + sink + "]";
    }
}
