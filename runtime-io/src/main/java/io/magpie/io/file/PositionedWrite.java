package io.magpie.io.file;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A write at a position. The first poll copies the caller's bytes to a chunk, from which the thread of the pool writes.
final class PositionedWrite implements Future<Integer> {

    private final AsyncFile file;
    private final ByteBuffer from;
    private final long position;

    private @Nullable ByteBuffer chunk;
    private @Nullable Job<Integer> job;

    PositionedWrite(AsyncFile file, ByteBuffer from, long position) {
        this.file = file;
        this.from = from;
        this.position = position;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        if (job == null) {
            if (!from.hasRemaining()) {
                return 0;
            }
            ByteBuffer borrowed = Chunks.borrow(from.remaining());
            borrowed.put(from.slice(from.position(), borrowed.remaining())).flip();
            chunk = borrowed;
            job = Job.change(toString(), () -> file.writeNow(borrowed, position));
        }
        return ended(job.poll(cx));
    }

    /// Waits for the write: what comes next must find it done.
    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        return job == null ? Poll.CANCELLED : ended(job.drop(cx));
    }

    private @Nullable Object ended(@Nullable Object answer) {
        if (answer instanceof Integer n) {
            from.position(from.position() + n);
            if (chunk != null) {
                Chunks.giveBack(chunk);
                chunk = null;
            }
        }
        return answer;
    }

    @Override
    public String toString() {
        return file + ".write at " + position;
    }
}
