package io.magpie.io.file;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The buffers that threads of the pool read into and write from, lent for one operation. Direct: the JDK would copy a heap
/// buffer into one of its own, and keep that for the thread.
///
/// A buffer that is not given back, since its operation was dropped, is left to the collector.
final class Chunks {

    /// The most that one operation moves. Large enough that the hop to the pool, some ten microseconds, is little beside
    /// it. A guess.
    static final int SIZE = 256 * 1024;

    /// Small operations take small buffers: a log line need not clear a cache. A guess.
    static final int SMALL_SIZE = 16 * 1024;

    /// Buffers kept of each size: 2 MiB and 128 KiB. A guess.
    private static final int KEPT = 8;

    private static final AtomicReferenceArray<ByteBuffer> LARGE = new AtomicReferenceArray<>(KEPT);
    private static final AtomicReferenceArray<ByteBuffer> SMALL = new AtomicReferenceArray<>(KEPT);

    private Chunks() {}

    /// An empty buffer for so many bytes, or for [#SIZE] if that is less; its limit says which.
    static ByteBuffer borrow(int bytes) {
        boolean small = bytes <= SMALL_SIZE;
        AtomicReferenceArray<ByteBuffer> kept = small ? SMALL : LARGE;
        ByteBuffer chunk = null;
        for (int i = 0; i < KEPT && chunk == null; i++) {
            if (kept.getPlain(i) != null) { // an empty place costs no write
                chunk = kept.getAndSet(i, null);
            }
        }
        if (chunk == null) {
            chunk = ByteBuffer.allocateDirect(small ? SMALL_SIZE : SIZE);
        }
        return chunk.clear().limit(Math.min(bytes, chunk.capacity()));
    }

    /// Takes back a buffer that nobody uses any more.
    static void giveBack(ByteBuffer chunk) {
        AtomicReferenceArray<ByteBuffer> kept = chunk.capacity() == SMALL_SIZE ? SMALL : LARGE;
        for (int i = 0; i < KEPT; i++) {
            if (kept.getPlain(i) == null && kept.compareAndSet(i, null, chunk)) {
                return;
            }
        }
    }

    /// Moves what fits from one buffer to another. Returns how much.
    static int move(ByteBuffer from, ByteBuffer to) {
        int n = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), n));
        from.position(from.position() + n);
        return n;
    }
}
