package io.magpie.io;

import io.magpie.future.Context;
import java.nio.ByteBuffer;

/// Takes everything, and keeps nothing.
final class Sink implements AsyncWrite {

    @Override
    public int pollWrite(Context cx, ByteBuffer from) {
        if (!cx.proceed()) {
            return AsyncRead.NOT_READY;
        }
        int n = from.remaining();
        from.position(from.limit());
        return n;
    }

    @Override
    public boolean pollShutdown(Context cx) {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "Sink";
    }
}
