package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Two streams in memory that are connected with each other: what is written to one is read from the other. For tests, and
/// for tasks of one process that speak a protocol with each other.
///
/// Each direction holds a bounded number of bytes: a writer waits while it is full. Shutting one end down, or closing it,
/// lets the other find the end of the stream behind what was written; writing to an end whose other end is closed fails
/// with an [IOException], "broken pipe". The ends may be used by different threads.
///
/// Source: `duplex` of Tokio.
///
/// @param left one end
/// @param right the other end
public record Duplex(AsyncStream left, AsyncStream right) {

    /// A new pair of ends.
    ///
    /// @param capacity bytes that each direction holds; 1 or more
    /// @return two connected streams, both open
    /// @throws IllegalArgumentException if `capacity` is less than 1
    public static Duplex of(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected 1 or more bytes)");
        }
        Pipe there = new Pipe(capacity);
        Pipe back = new Pipe(capacity);
        return new Duplex(new End(back, there), new End(there, back));
    }

    private static final class End implements AsyncStream {

        private final Pipe in;
        private final Pipe out;

        End(Pipe in, Pipe out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int pollRead(Context cx, ByteBuffer into) throws IOException {
            return in.pollRead(cx, into);
        }

        @Override
        public boolean pollReadable(Context cx) throws IOException {
            return in.pollReadable(cx);
        }

        @Override
        public int pollWrite(Context cx, ByteBuffer from) throws IOException {
            return out.pollWrite(cx, from);
        }

        @Override
        public boolean pollFlush(Context cx) throws IOException {
            out.requireWriterOpen();
            return true;
        }

        @Override
        public boolean pollShutdown(Context cx) throws IOException {
            out.shutDown();
            return true;
        }

        @Override
        public void close() {
            in.closeReader();
            out.closeWriter();
        }

        @Override
        public String toString() {
            return "Duplex[in " + in + ", out " + out + "]";
        }
    }
}
