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

    /// What an operation tries: its value, or [Poll#PENDING] if the waker of the context will be woken.
    @FunctionalInterface
    interface Attempt {
        @Nullable
        Object attempt(Context cx) throws IOException;
    }

    /// The operation `verb` on `stream`, which tries `attempt` until it has a value.
    static <T extends @Nullable Object> Future<T> of(Object stream, String verb, Attempt attempt) {
        return new Operation<>(stream, verb, attempt);
    }

    private static final class Operation<T extends @Nullable Object> implements Future<T> {

        private final Object stream;
        private final String verb;
        private final Attempt attempt;
        private boolean finished;

        Operation(Object stream, String verb, Attempt attempt) {
            this.stream = stream;
            this.verb = verb;
            this.attempt = attempt;
        }

        @Override
        public @Nullable Object poll(Context cx) throws IOException {
            if (finished) {
                throw new IllegalStateException(this + " was polled after it had finished or was dropped");
            }
            finished = true; // also after an exception
            Object answer = attempt.attempt(cx);
            finished = answer != Poll.PENDING;
            return answer;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            finished = true;
            return Poll.CANCELLED;
        }

        @Override
        public String toString() {
            return stream + "." + verb;
        }
    }

    static Future<Integer> read(AsyncRead source, ByteBuffer into) {
        return of(source, "read", cx -> counted(source.pollRead(cx, into)));
    }

    static Future<@Nullable Void> readExactly(AsyncRead source, ByteBuffer into) {
        return of(source, "readExactly", cx -> {
            while (into.hasRemaining()) {
                int n = source.pollRead(cx, into);
                if (n == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
                if (n < 0) {
                    throw endedBefore(source, into);
                }
            }
            return null;
        });
    }

    /// The end came before `into` was full.
    static EOFException endedBefore(AsyncRead source, ByteBuffer into) {
        return new EOFException(source + " ended " + into.remaining() + " bytes before the buffer was full");
    }

    static Future<Integer> write(AsyncWrite sink, ByteBuffer from) {
        return of(sink, "write", cx -> counted(sink.pollWrite(cx, from)));
    }

    static Future<@Nullable Void> writeAll(AsyncWrite sink, ByteBuffer from) {
        return of(sink, "writeAll", cx -> {
            while (from.hasRemaining()) {
                if (sink.pollWrite(cx, from) == AsyncRead.NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        });
    }

    static Future<@Nullable Void> flush(AsyncWrite sink) {
        return of(sink, "flush", cx -> done(sink.pollFlush(cx)));
    }

    static Future<@Nullable Void> shutdown(AsyncWrite sink) {
        return of(sink, "shutdown", cx -> done(sink.pollShutdown(cx)));
    }

    private static Object counted(int n) {
        return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
    }

    private static @Nullable Object done(boolean done) {
        return done ? null : Poll.PENDING;
    }
}
