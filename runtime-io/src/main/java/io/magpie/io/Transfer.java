package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One direction of a copy: from a source to its end, into a sink. A buffer is lent while bytes are in it.
final class Transfer {

    /// What to do with the sink when the source has ended.
    enum AtEnd {
        FLUSH,
        SHUTDOWN
    }

    private final AsyncBufRead source;

    /// The source, if its buffer is this copy's own.
    private final @Nullable BufReader own;

    private final AsyncWrite sink;
    private final AtEnd atEnd;

    private long count;
    private boolean unflushed;
    private boolean ended;
    private boolean done;

    Transfer(AsyncRead source, AsyncWrite sink, AtEnd atEnd) {
        this.own = source instanceof AsyncBufRead ? null : new BufReader(source);
        this.source = own == null ? (AsyncBufRead) source : own;
        this.sink = sink;
        this.atEnd = atEnd;
    }

    /// Moves what fits from one buffer to the other; their positions move on. Returns how much.
    static int move(ByteBuffer from, ByteBuffer into) {
        int n = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), n);
        into.position(into.position() + n);
        from.position(from.position() + n);
        return n;
    }

    /// Copies what can be copied now. Returns true when the source has ended, and the sink has everything and was told.
    boolean poll(Context cx) throws IOException {
        while (!ended) {
            ByteBuffer bytes = source.pollFill(cx);
            if (bytes == null) {
                flushMeanwhile(cx);
                return false;
            }
            if (!bytes.hasRemaining()) {
                ended = true;
            } else if (!write(cx, bytes)) {
                return false;
            }
        }
        if (!done) {
            done = atEnd == AtEnd.FLUSH ? sink.pollFlush(cx) : sink.pollShutdown(cx);
        }
        return done;
    }

    private boolean write(Context cx, ByteBuffer bytes) throws IOException {
        try {
            int n = sink.pollWrite(cx, bytes);
            if (n == AsyncRead.NOT_READY) {
                return false;
            }
            count += n;
            unflushed = true;
            return true;
        } finally {
            source.release();
        }
    }

    /// While the source has nothing, nothing is held back from the other side.
    private void flushMeanwhile(Context cx) throws IOException {
        if (unflushed && sink.pollFlush(cx)) {
            unflushed = false;
        }
    }

    /// Bytes that the sink has taken.
    long count() {
        return count;
    }

    /// Gives a buffer of this copy's own back. Bytes in a buffer of the caller's stay there.
    void giveUp() {
        if (own != null) {
            own.discard();
        }
    }
}
