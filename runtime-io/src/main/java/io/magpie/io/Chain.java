package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Two streams, one behind the other: what [AsyncRead#chain] makes.
final class Chain implements AsyncRead {

    private final AsyncRead first;
    private final AsyncRead second;

    private boolean firstEnded;

    Chain(AsyncRead first, AsyncRead second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!firstEnded) {
            int n = first.pollRead(cx, into);
            if (n != -1) {
                return n;
            }
            firstEnded = true;
        }
        return second.pollRead(cx, into);
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        return firstEnded ? second.pollReadable(cx) : first.pollReadable(cx);
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }

    @Override
    public String toString() {
        return "Chain[" + first + ", " + second + "]";
    }
}
