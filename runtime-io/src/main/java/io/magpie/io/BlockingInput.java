package io.magpie.io;

import io.magpie.AsyncRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// An [AsyncRead] for code that blocks.
final class BlockingInput extends InputStream {

    private final AsyncRead source;
    private final AsyncRuntime runtime;

    BlockingInput(AsyncRead source, AsyncRuntime runtime) {
        this.source = source;
        this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        return Blocked.on(runtime, source.read(ByteBuffer.wrap(into, offset, length)));
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "InputStream[" + source + "]";
    }
}
