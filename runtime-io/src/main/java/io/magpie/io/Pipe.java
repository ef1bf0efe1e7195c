package io.magpie.io;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.magpie.future.Context;
import io.magpie.future.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// One direction of a [Duplex]: a ring of bytes between one reader and one writer, who may be on different threads.
final class Pipe {

    /*
     * Protocol. Everything is guarded by this object's lock, which is held for copying bytes and nothing else. Wakers are
     * called after it is released.
     *
     *   the reader waits   only while the ring is empty, neither end is closed and the writer was not shut down
     *   the writer waits   only while the ring is full and neither end is closed
     *
     * Who changes one of these conditions takes the waker that waits for it, in the same critical section: so no wake is
     * lost between a look and the wait.
     */

    private final int capacity;

    /// Made by the first write.
    @GuardedBy("this")
    private byte @Nullable [] ring;

    @GuardedBy("this")
    private int head;

    @GuardedBy("this")
    private int size;

    /// The writer will write no more.
    @GuardedBy("this")
    private boolean shutDown;

    @GuardedBy("this")
    private boolean writerClosed;

    @GuardedBy("this")
    private boolean readerClosed;

    @GuardedBy("this")
    private @Nullable Waker reader;

    @GuardedBy("this")
    private @Nullable Waker writer;

    Pipe(int capacity) {
        this.capacity = capacity;
    }

    int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!cx.proceed()) {
            return AsyncRead.NOT_READY;
        }
        int n;
        Waker woken = null;
        synchronized (this) {
            requireOpen(readerClosed);
            if (!into.hasRemaining()) {
                n = 0;
            } else if (size > 0) {
                n = take(into);
                woken = writer;
                writer = null;
            } else if (shutDown) {
                n = -1;
            } else {
                reader = cx.waker();
                n = AsyncRead.NOT_READY;
            }
        }
        return settled(cx, n, woken);
    }

    int pollWrite(Context cx, ByteBuffer from) throws IOException {
        if (!cx.proceed()) {
            return AsyncRead.NOT_READY;
        }
        int n;
        Waker woken = null;
        synchronized (this) {
            requireWritable();
            if (!from.hasRemaining()) {
                n = 0;
            } else if (size < capacity) {
                n = put(from);
                woken = reader;
                reader = null;
            } else {
                writer = cx.waker();
                n = AsyncRead.NOT_READY;
            }
        }
        return settled(cx, n, woken);
    }

    private static int settled(Context cx, int n, @Nullable Waker woken) {
        if (n == AsyncRead.NOT_READY) {
            cx.refund();
        }
        wake(woken);
        return n;
    }

    synchronized boolean pollReadable(Context cx) throws IOException {
        requireOpen(readerClosed);
        if (size > 0 || shutDown) {
            return true;
        }
        reader = cx.waker();
        return false;
    }

    synchronized void requireWriterOpen() throws IOException {
        requireOpen(writerClosed);
    }

    @GuardedBy("this")
    private void requireWritable() throws IOException {
        requireOpen(writerClosed);
        if (shutDown) {
            throw new IOException("broken pipe: this end was shut down, and writes no more");
        }
        if (readerClosed) {
            throw new IOException("broken pipe: the other end was closed");
        }
    }

    private static void requireOpen(boolean closed) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @GuardedBy("this")
    private int take(ByteBuffer into) {
        byte[] bytes = ring();
        int n = Math.min(size, into.remaining());
        int upToTheSeam = Math.min(n, capacity - head);
        into.put(bytes, head, upToTheSeam).put(bytes, 0, n - upToTheSeam);
        head = (head + n) % capacity;
        size -= n;
        return n;
    }

    @GuardedBy("this")
    private int put(ByteBuffer from) {
        byte[] bytes = ring();
        int n = Math.min(capacity - size, from.remaining());
        int tail = (head + size) % capacity;
        int upToTheSeam = Math.min(n, capacity - tail);
        from.get(bytes, tail, upToTheSeam).get(bytes, 0, n - upToTheSeam);
        size += n;
        return n;
    }

    @GuardedBy("this")
    private byte[] ring() {
        byte[] bytes = ring;
        if (bytes == null) {
            bytes = new byte[capacity];
            ring = bytes;
        }
        return bytes;
    }

    /// The writer says that this was all. Idempotent.
    void shutDown() throws IOException {
        Waker woken;
        synchronized (this) {
            requireOpen(writerClosed);
            shutDown = true;
            woken = reader;
            reader = null;
        }
        wake(woken);
    }

    /// The writer's end is closed: the reader finds the end behind what was written.
    void closeWriter() {
        Waker itself;
        Waker woken;
        synchronized (this) {
            writerClosed = true;
            shutDown = true;
            itself = writer;
            writer = null;
            woken = reader;
            reader = null;
        }
        wake(itself);
        wake(woken);
    }

    /// The reader's end is closed: what was not read is lost, and the writer fails.
    void closeReader() {
        Waker itself;
        Waker woken;
        synchronized (this) {
            readerClosed = true;
            size = 0;
            ring = null;
            itself = reader;
            reader = null;
            woken = writer;
            writer = null;
        }
        wake(itself);
        wake(woken);
    }

    private static void wake(@Nullable Waker waiting) {
        if (waiting != null) {
            waiting.wake();
        }
    }

    @Override
    public synchronized String toString() {
        return size + " of " + capacity + " bytes"
                + (readerClosed || writerClosed ? ", closed" : shutDown ? ", shut down" : "");
    }
}
