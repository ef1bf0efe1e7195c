package io.magpie.io;

import io.magpie.future.Context;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream that has ended.
final class Empty implements AsyncBufRead {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Override
    public int pollRead(Context cx, ByteBuffer into) {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        return into.hasRemaining() ? -1 : 0;
    }

    @Override
    public @Nullable ByteBuffer pollFill(Context cx) {
        return cx.proceed() ? NOTHING : null;
    }

    @Override
    public void release() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "Empty";
    }
}
