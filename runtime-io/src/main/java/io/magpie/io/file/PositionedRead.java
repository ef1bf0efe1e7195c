package io.magpie.io.file;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A read at a position. The thread of the pool fills a chunk, which the poll that ends copies to the caller.
final class PositionedRead implements Future<Integer> {

    private final AsyncFile file;
    private final ByteBuffer into;
    private final long position;

    private @Nullable ByteBuffer chunk;
    private @Nullable Job<Integer> job;

    PositionedRead(AsyncFile file, ByteBuffer into, long position) {
        this.file = file;
        this.into = into;
        this.position = position;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        if (job == null) {
            if (!into.hasRemaining()) {
                return 0;
            }
            ByteBuffer borrowed = Chunks.borrow(into.remaining());
            chunk = borrowed;
            job = Job.question(toString(), () -> file.readNow(borrowed, position));
        }
        Object answer = job.poll(cx);
        if (answer != Poll.PENDING && chunk != null) {
            int unused = Chunks.move(chunk.flip(), into);
            Chunks.giveBack(chunk);
            chunk = null;
        }
        return answer;
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        chunk = null; // the job may use it still
        return job == null ? Poll.CANCELLED : job.drop(cx);
    }

    @Override
    public String toString() {
        return file + ".read at " + position;
    }
}
