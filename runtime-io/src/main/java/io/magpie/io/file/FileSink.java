package io.magpie.io.file;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.io.AsyncRead;
import io.magpie.io.AsyncWrite;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Writes a file from a cursor on: [AsyncFile#sink]. Each write is one job on the pool, of at most 256 KiB, so write
/// through a buffer if you write little at a time. A write that has ended has reached the operating system.
///
/// For one task at a time. A dropped write has not moved the cursor, but its job runs on. The next write waits for it.
/// If that writes the same bytes, as a write does that is begun again, it takes the result of the job; other bytes are
/// written over the job's. (A file opened with `APPEND` cannot be written over: there the job's bytes stay.) What a job
/// that was left throws, the next operation throws.
public final class FileSink implements AsyncWrite {

    private final AsyncFile file;
    private long position;

    /// The job under way, or one that a dropped write has left.
    private @Nullable JoinHandle<Integer> running;

    /// What [#running] writes, or has written without anybody taking its result.
    private @Nullable ByteBuffer chunk;

    private boolean shutDown;
    private boolean closed;

    FileSink(AsyncFile file, long position) {
        this.file = file;
        this.position = position;
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        requireOpen();
        if (shutDown) {
            throw new FileClosedException(this + " was shut down", new ClosedChannelException());
        }
        if (!from.hasRemaining()) {
            return 0;
        }
        while (true) {
            if (!pollFlush(cx)) {
                return AsyncRead.NOT_READY;
            }
            if (chunk != null) {
                int n = taken(chunk.flip(), from);
                Chunks.giveBack(chunk);
                chunk = null;
                if (n > 0) {
                    return n;
                }
            }
            begin(from);
        }
    }

    private void begin(ByteBuffer from) {
        ByteBuffer borrowed = Chunks.borrow(from.remaining());
        borrowed.put(from.slice(from.position(), borrowed.remaining())).flip();
        long at = position;
        chunk = borrowed;
        running = Async.spawnBlocking(() -> file.writeNow(borrowed, at));
    }

    /// Takes from `from` what was written, if it begins with that. Else a dropped write was not begun again.
    private int taken(ByteBuffer written, ByteBuffer from) {
        int n = written.remaining();
        if (from.remaining() < n || !from.slice(from.position(), n).equals(written)) {
            return 0;
        }
        from.position(from.position() + n);
        position += n;
        return n;
    }

    /// Waits for the write that a dropped one has left; nothing else is held back.
    ///
    /// @param cx of the current poll
    /// @return true if no write is under way
    /// @throws IOException if the write failed, or this sink is closed
    @Override
    public boolean pollFlush(Context cx) throws IOException {
        requireOpen();
        if (running != null) {
            JoinHandle<Integer> job = running;
            ByteBuffer writing = chunk;
            running = null; // also after a failure
            chunk = null;
            int written = Jobs.poll(job, cx);
            chunk = writing;
            if (written == AsyncRead.NOT_READY) {
                running = job;
                return false;
            }
        }
        return true;
    }

    /// Flushes, and takes no more. The file stays open: [AsyncFile#finish] closes it.
    ///
    /// @param cx of the current poll
    /// @return true when it is done; false if the waker of `cx` is to be woken later
    /// @throws IOException if a write failed, or this sink is closed
    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        shutDown = true;
        return pollFlush(cx);
    }

    /// Where the next write begins.
    ///
    /// @return bytes from the beginning of the file
    public long position() {
        return position;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new FileClosedException(this + " was closed", new ClosedChannelException());
        }
    }

    /// Writes no more. The file stays open; a write that was left runs on.
    @Override
    public void close() {
        closed = true;
        running = null;
        chunk = null;
    }

    @Override
    public String toString() {
        return "FileSink[" + file.path() + " at " + position + "]";
    }
}
