package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The first bytes of a stream, as a stream that ends behind them: what [AsyncRead#take] makes. The stream beneath goes on
/// where this one ends.
sealed class Take implements AsyncRead permits BufTake {

    private final AsyncRead source;

    /// How many bytes are left.
    private long left;

    Take(AsyncRead source, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected 0 or more bytes)");
        }
        this.source = source;
        this.left = limit;
    }

    final long left() {
        return left;
    }

    final void count(int n) {
        left -= n;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (left == 0) {
            return into.hasRemaining() ? -1 : 0;
        }
        int limit = into.limit();
        into.limit(into.position() + (int) Math.min(into.remaining(), left));
        try {
            int n = source.pollRead(cx, into);
            if (n > 0) {
                count(n);
            }
            return n;
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        return left == 0 || source.pollReadable(cx);
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "Take[" + left + " more bytes of " + source + "]";
    }
}
