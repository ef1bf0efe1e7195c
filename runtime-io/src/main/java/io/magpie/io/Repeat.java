package io.magpie.io;

import io.magpie.future.Context;
import java.nio.ByteBuffer;

/// One byte, again and again.
final class Repeat implements AsyncRead {

    private final byte value;

    Repeat(byte value) {
        this.value = value;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        int n = into.remaining();
        while (into.hasRemaining()) {
            into.put(value);
        }
        return n;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "Repeat[" + value + "]";
    }
}
