package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.internal.SocketFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The futures of one operation on a [SocketStream]. While one waits, it occupies the slot of its direction,
/// so that another is refused; dropped, it leaves it.
final class SocketFutures {

    private SocketFutures() {}

    static final class Read extends SocketFuture<Integer> {

        private final SocketStream stream;
        private final ByteBuffer into;

        Read(SocketStream stream, ByteBuffer into) {
            super(stream.io);
            this.stream = stream;
            this.into = into;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int n = stream.read(into, this);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + ".read";
        }
    }

    static final class ReadMany extends SocketFuture<Long> {

        private final SocketStream stream;
        private final ByteBuffer[] into;

        ReadMany(SocketStream stream, ByteBuffer[] into) {
            super(stream.io);
            this.stream = stream;
            this.into = into;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            long n = stream.read(into, 0, into.length, this);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + ".read";
        }
    }

    static final class Write extends SocketFuture<Integer> {

        private final SocketStream stream;
        private final ByteBuffer from;

        Write(SocketStream stream, ByteBuffer from) {
            super(stream.io);
            this.stream = stream;
            this.from = from;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int n = stream.write(from, this);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + ".write";
        }
    }

    static final class WriteMany extends SocketFuture<Long> {

        private final SocketStream stream;
        private final ByteBuffer[] from;

        WriteMany(SocketStream stream, ByteBuffer[] from) {
            super(stream.io);
            this.stream = stream;
            this.from = from;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            long n = stream.write(from, 0, from.length, this);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return stream + ".write";
        }
    }

    static final class WriteAll extends SocketFuture<@Nullable Void> {

        private final SocketStream stream;
        private final ByteBuffer from;

        WriteAll(SocketStream stream, ByteBuffer from) {
            super(stream.io);
            this.stream = stream;
            this.from = from;
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            while (from.hasRemaining()) {
                if (stream.write(from, this) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return stream + ".writeAll";
        }
    }

    static final class WriteAllMany extends SocketFuture<@Nullable Void> {

        private final SocketStream stream;
        private final ByteBuffer[] from;

        WriteAllMany(SocketStream stream, ByteBuffer[] from) {
            super(stream.io);
            this.stream = stream;
            this.from = from;
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            while (SocketStream.remaining(from, 0, from.length) > 0) {
                if (stream.write(from, 0, from.length, this) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return stream + ".writeAll";
        }
    }
}
