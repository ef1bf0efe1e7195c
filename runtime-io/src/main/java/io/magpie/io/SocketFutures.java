package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.internal.SocketFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The futures of one operation on a [SocketStream], one object each. While one waits, it occupies the slot of its
/// direction, so that another is refused; dropped, it leaves it.
final class SocketFutures {

    enum Verb {
        READ("read"),
        WRITE("write"),
        WRITE_ALL("writeAll");

        private final String method;

        Verb(String method) {
            this.method = method;
        }
    }

    private SocketFutures() {}

    /// With one buffer.
    static final class One<T extends @Nullable Object> extends SocketFuture<T> {

        private final SocketStream stream;
        private final Verb verb;
        private final ByteBuffer buffer;

        One(SocketStream stream, Verb verb, ByteBuffer buffer) {
            super(stream.io);
            this.stream = stream;
            this.verb = verb;
            this.buffer = buffer;
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            return switch (verb) {
                case READ -> counted(stream.read(buffer, this));
                case WRITE -> counted(stream.write(buffer, this));
                case WRITE_ALL -> writeAll();
            };
        }

        private @Nullable Object writeAll() throws IOException {
            while (buffer.hasRemaining()) {
                if (stream.write(buffer, this) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        private static Object counted(int n) {
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + "." + verb.method;
        }
    }

    /// With several buffers in turn.
    static final class Many<T extends @Nullable Object> extends SocketFuture<T> {

        private final SocketStream stream;
        private final Verb verb;
        private final ByteBuffer[] buffers;

        Many(SocketStream stream, Verb verb, ByteBuffer[] buffers) {
            super(stream.io);
            this.stream = stream;
            this.verb = verb;
            this.buffers = buffers;
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            return switch (verb) {
                case READ -> counted(stream.read(buffers, 0, buffers.length, this));
                case WRITE -> counted(stream.write(buffers, 0, buffers.length, this));
                case WRITE_ALL -> writeAll();
            };
        }

        private @Nullable Object writeAll() throws IOException {
            while (SocketStream.remaining(buffers, 0, buffers.length) > 0) {
                if (stream.write(buffers, 0, buffers.length, this) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        private static Object counted(long n) {
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + "." + verb.method;
        }
    }
}
