package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A [Take] that lets its reader look into the buffer beneath.
final class BufTake extends Take implements AsyncBufRead {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final AsyncBufRead source;

    /// The source's buffer, from [#pollFill] to [#release].
    private @Nullable ByteBuffer beneath;

    /// What the reader was shown: that buffer, or a view of its first bytes. Its position tells what was taken.
    private ByteBuffer shown = NOTHING;

    /// Whether it was a view.
    private boolean cut;

    /// Where the position of `shown` was.
    private int from;

    BufTake(AsyncBufRead source, long limit) {
        super(source, limit);
        this.source = source;
    }

    @Override
    public @Nullable ByteBuffer pollFill(Context cx) throws IOException {
        release();
        if (left() == 0) {
            return NOTHING;
        }
        ByteBuffer here = source.pollFill(cx);
        if (here == null || !here.hasRemaining()) {
            return here;
        }
        beneath = here;
        cut = here.remaining() > left();
        shown = cut ? here.slice(here.position(), (int) left()) : here;
        from = shown.position();
        return shown;
    }

    @Override
    public void release() {
        ByteBuffer here = beneath;
        if (here != null) {
            int taken = shown.position() - from;
            if (cut) {
                here.position(here.position() + taken);
            }
            count(taken);
            beneath = null;
            source.release();
        }
    }
}
