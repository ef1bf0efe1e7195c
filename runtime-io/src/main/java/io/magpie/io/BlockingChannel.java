package io.magpie.io;

import io.magpie.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/// Streams as channels, for code that blocks.
abstract sealed class BlockingChannel {

    private final AsyncRuntime runtime;

    /// Another thread may close a channel than the one that waits for it.
    private final AtomicBoolean closed = new AtomicBoolean();

    BlockingChannel(AsyncRuntime runtime) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    public final boolean isOpen() {
        return !closed.get();
    }

    final int readFrom(AsyncRead source, ByteBuffer into) throws IOException {
        requireOpen();
        return Blocked.on(runtime, source.read(into));
    }

    final int writeTo(AsyncWrite sink, ByteBuffer from) throws IOException {
        requireOpen();
        int n = from.remaining();
        Blocked.on(runtime, sink.writeAll(from));
        Blocked.on(runtime, sink.flush());
        return n;
    }

    final void shutDown(AsyncWrite sink) throws IOException {
        if (closed.compareAndSet(false, true)) {
            try (sink) {
                Blocked.on(runtime, sink.shutdown());
            }
        }
    }

    final void end(AsyncRead source) {
        closed.set(true);
        source.close();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
    }

    static final class Source extends BlockingChannel implements ReadableByteChannel {

        private final AsyncRead source;

        Source(AsyncRead source, AsyncRuntime runtime) {
            super(runtime);
            this.source = source;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return readFrom(source, into);
        }

        @Override
        public void close() {
            end(source);
        }
    }

    static final class Sink extends BlockingChannel implements WritableByteChannel {

        private final AsyncWrite sink;

        Sink(AsyncWrite sink, AsyncRuntime runtime) {
            super(runtime);
            this.sink = sink;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return writeTo(sink, from);
        }

        @Override
        public void close() throws IOException {
            shutDown(sink);
        }
    }

    static final class Both extends BlockingChannel implements ByteChannel {

        private final AsyncStream stream;

        Both(AsyncStream stream, AsyncRuntime runtime) {
            super(runtime);
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return readFrom(stream, into);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return writeTo(stream, from);
        }

        @Override
        public void close() throws IOException {
            shutDown(stream);
        }
    }
}
