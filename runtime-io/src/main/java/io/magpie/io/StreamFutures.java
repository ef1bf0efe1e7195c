package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The futures of one operation on any stream. They hold no byte themselves, so dropping one gives nothing back.
final class StreamFutures {

    private StreamFutures() {}

    /// Finished or dropped, it refuses to be polled again.
    abstract static class Operation<T extends @Nullable Object> implements Future<T> {

        private boolean finished;

        /// Tries the operation: its value, or [Poll#PENDING] if the waker of `cx` will be woken.
        abstract @Nullable Object attempt(Context cx) throws IOException;

        @Override
        public final @Nullable Object poll(Context cx) throws IOException {
            if (finished) {
                throw new IllegalStateException(this + " was polled after it had finished or was dropped");
            }
            finished = true; // also after an exception
            Object answer = attempt(cx);
            finished = answer != Poll.PENDING;
            return answer;
        }

        @Override
        public final @Nullable Object drop(Context cx) {
            finished = true;
            return Poll.CANCELLED;
        }
    }

    /// What an operation tries: its value, or [Poll#PENDING] if the waker of the context will be woken.
    @FunctionalInterface
    interface Attempt {
        @Nullable
        Object attempt(Context cx) throws IOException;
    }

    /// The operation `verb` on `stream`, which tries `attempt` until it has a value.
    static <T extends @Nullable Object> Future<T> of(Object stream, String verb, Attempt attempt) {
        return new Tried<>(stream, verb, attempt);
    }

    private static final class Tried<T extends @Nullable Object> extends Operation<T> {

        private final Object stream;
        private final String verb;
        private final Attempt attempt;

        Tried(Object stream, String verb, Attempt attempt) {
            this.stream = stream;
            this.verb = verb;
            this.attempt = attempt;
        }

        @Override
        @Nullable
        Object attempt(Context cx) throws IOException {
            return attempt.attempt(cx);
        }

        @Override
        public String toString() {
            return stream + "." + verb;
        }
    }

    static final class ReadExactly extends Operation<@Nullable Void> {

        private final AsyncRead source;
        private final ByteBuffer into;

        ReadExactly(AsyncRead source, ByteBuffer into) {
            this.source = source;
            this.into = into;
        }

        @Override
        @Nullable
        Object attempt(Context cx) throws IOException {
            while (into.hasRemaining()) {
                int n = source.pollRead(cx, into);
                if (n == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
                if (n < 0) {
                    throw new EOFException(source + " ended " + into.remaining() + " bytes before the buffer was full");
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return source + ".readExactly";
        }
    }

    static final class Read extends Operation<Integer> {

        private final AsyncRead source;
        private final ByteBuffer into;

        Read(AsyncRead source, ByteBuffer into) {
            this.source = source;
            this.into = into;
        }

        @Override
        Object attempt(Context cx) throws IOException {
            int n = source.pollRead(cx, into);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return source + ".read";
        }
    }

    static final class Write extends Operation<Integer> {

        private final AsyncWrite sink;
        private final ByteBuffer from;

        Write(AsyncWrite sink, ByteBuffer from) {
            this.sink = sink;
            this.from = from;
        }

        @Override
        Object attempt(Context cx) throws IOException {
            int n = sink.pollWrite(cx, from);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return sink + ".write";
        }
    }

    static final class WriteAll extends Operation<@Nullable Void> {

        private final AsyncWrite sink;
        private final ByteBuffer from;

        WriteAll(AsyncWrite sink, ByteBuffer from) {
            this.sink = sink;
            this.from = from;
        }

        @Override
        @Nullable
        Object attempt(Context cx) throws IOException {
            while (from.hasRemaining()) {
                if (sink.pollWrite(cx, from) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return sink + ".writeAll";
        }
    }

    static final class Flush extends Operation<@Nullable Void> {

        private final AsyncWrite sink;

        Flush(AsyncWrite sink) {
            this.sink = sink;
        }

        @Override
        @Nullable
        Object attempt(Context cx) throws IOException {
            return sink.pollFlush(cx) ? null : Poll.PENDING;
        }

        @Override
        public String toString() {
            return sink + ".flush";
        }
    }

    static final class Shutdown extends Operation<@Nullable Void> {

        private final AsyncWrite sink;

        Shutdown(AsyncWrite sink) {
            this.sink = sink;
        }

        @Override
        @Nullable
        Object attempt(Context cx) throws IOException {
            return sink.pollShutdown(cx) ? null : Poll.PENDING;
        }

        @Override
        public String toString() {
            return sink + ".shutdown";
        }
    }
}
