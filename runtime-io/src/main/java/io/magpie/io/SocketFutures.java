package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.internal.SocketFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The futures of one operation on a [SocketStream] or a half of one, one object each. From its first wait to its end each
/// occupies the slot of its direction, so that another is refused.
final class SocketFutures {

    enum Verb {
        READ("read"),
        READ_EXACTLY("readExactly"),
        WRITE("write"),
        WRITE_ALL("writeAll");

        private final String method;

        Verb(String method) {
            this.method = method;
        }

        /// The half that must be open.
        private int half() {
            return switch (this) {
                case READ, READ_EXACTLY -> Split.READER_CLOSED;
                case WRITE, WRITE_ALL -> Split.WRITER_CLOSED;
            };
        }
    }

    private SocketFutures() {}

    /// What a future of a stream or half does: looks whether the half is open, before, and again if it has to wait and is
    /// in the slot (see [Split]).
    private abstract static sealed class Operation<T extends @Nullable Object> extends SocketFuture<T> {

        final SocketStream stream;
        final Verb verb;

        /// Of the half; null for a whole stream.
        private final @Nullable Split<?> split;

        Operation(SocketStream stream, @Nullable Split<?> split, Verb verb) {
            super(stream.io);
            this.stream = stream;
            this.split = split;
            this.verb = verb;
        }

        abstract @Nullable Object transfer() throws IOException;

        @Override
        protected final @Nullable Object attempt(Context cx) throws IOException {
            if (split == null) {
                return transfer();
            }
            split.requireOpen(verb.half());
            Object answer = transfer();
            if (answer == Poll.PENDING) {
                split.requireOpen(verb.half());
            }
            return answer;
        }

        @Override
        public String toString() {
            return stream + "." + verb.method;
        }
    }

    /// With one buffer.
    static final class One<T extends @Nullable Object> extends Operation<T> {

        private final ByteBuffer buffer;

        One(SocketStream stream, @Nullable Split<?> split, Verb verb, ByteBuffer buffer) {
            super(stream, split, verb);
            this.buffer = Objects.requireNonNull(buffer, "buffer");
        }

        @Override
        @Nullable
        Object transfer() throws IOException {
            return switch (verb) {
                case READ -> counted(stream.read(buffer, this));
                case READ_EXACTLY -> readExactly();
                case WRITE -> counted(stream.write(buffer, this));
                case WRITE_ALL -> writeAll();
            };
        }

        private @Nullable Object readExactly() throws IOException {
            while (buffer.hasRemaining()) {
                int n = stream.read(buffer, this);
                if (n == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
                if (n < 0) {
                    throw StreamFutures.endedBefore(stream, buffer);
                }
            }
            return null;
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
    }

    /// With several buffers in turn.
    static final class Many<T extends @Nullable Object> extends Operation<T> {

        private final ByteBuffer[] buffers;

        Many(SocketStream stream, @Nullable Split<?> split, Verb verb, ByteBuffer[] buffers) {
            super(stream, split, verb);
            this.buffers = Objects.requireNonNull(buffers, "buffers");
        }

        @Override
        @Nullable
        Object transfer() throws IOException {
            return switch (verb) {
                case READ -> counted(stream.read(buffers, 0, buffers.length, this));
                case READ_EXACTLY -> throw new AssertionError("there is no readExactly of several buffers");
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
    }
}
