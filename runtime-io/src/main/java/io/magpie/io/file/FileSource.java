package io.magpie.io.file;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.io.AsyncRead;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Reads a file from a cursor on: [AsyncFile#source]. Each read is one job on the pool, of at most 256 KiB, so read
/// through a buffer if you want little at a time.
///
/// For one task at a time. A dropped read has not moved the cursor: the job runs on, and the next read gets its bytes. The
/// end is no end for ever: once the file has grown, the next read finds more.
public final class FileSource implements AsyncRead {

    private final AsyncFile file;
    private long position;

    /// The job under way, or one that a dropped read has left.
    private @Nullable JoinHandle<Integer> running;

    /// What [#running] fills; or, from position to limit, what was read and not delivered.
    private @Nullable ByteBuffer chunk;

    private boolean closed;

    FileSource(AsyncFile file, long position) {
        this.file = file;
        this.position = position;
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        requireOpen();
        if (!into.hasRemaining()) {
            return 0;
        }
        if (running == null && chunk == null) {
            ByteBuffer borrowed = Chunks.borrow(into.remaining());
            long from = position;
            chunk = borrowed;
            running = Async.spawnBlocking(() -> file.readNow(borrowed, from));
        }
        if (running != null) {
            JoinHandle<Integer> job = running;
            ByteBuffer filled = chunk;
            running = null; // also after a failure
            chunk = null;
            int n = Jobs.poll(job, cx);
            chunk = filled;
            if (n == NOT_READY) {
                running = job;
                return NOT_READY;
            }
            if (n < 0) {
                release();
                return n;
            }
            requireChunk().flip();
        }
        int n = Chunks.move(requireChunk(), into);
        position += n;
        if (!requireChunk().hasRemaining()) {
            release();
        }
        return n;
    }

    private ByteBuffer requireChunk() {
        if (chunk == null) {
            throw new AssertionError("a read without a chunk at " + position + " of " + file);
        }
        return chunk;
    }

    private void release() {
        Chunks.giveBack(requireChunk());
        chunk = null;
    }

    /// Where the next read begins.
    ///
    /// @return bytes from the beginning of the file
    public long position() {
        return position;
    }

    /// Moves the cursor; forgets what a dropped read has left.
    ///
    /// @param to bytes from the beginning of the file; 0 or more
    /// @throws IllegalArgumentException if `to` is negative
    public void seek(long to) {
        if (to < 0) {
            throw new IllegalArgumentException("position is " + to + ": a file begins at 0");
        }
        running = null; // goes on by itself, with its chunk
        chunk = null;
        position = to;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new FileClosedException(this + " was closed", new ClosedChannelException());
        }
    }

    /// Reads no more. The file stays open.
    @Override
    public void close() {
        closed = true;
        running = null;
        chunk = null;
    }

    @Override
    public String toString() {
        return "FileSource[" + file.path() + " at " + position + "]";
    }
}
