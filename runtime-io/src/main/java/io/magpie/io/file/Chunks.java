package io.magpie.io.file;

import io.magpie.io.BufferPool;
import java.nio.ByteBuffer;

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

    /// Buffers of each size: 2 MiB and 128 KiB. A guess.
    private static final int COUNT = 8;

    private static final BufferPool LARGE = new BufferPool(SIZE, COUNT);
    private static final BufferPool SMALL = new BufferPool(SMALL_SIZE, COUNT);

    private Chunks() {}

    /// An empty buffer for so many bytes, or for [#SIZE] if that is less; its limit says which.
    static ByteBuffer borrow(int bytes) {
        ByteBuffer chunk = (bytes <= SMALL_SIZE ? SMALL : LARGE).lend();
        return chunk.limit(Math.min(bytes, chunk.capacity()));
    }

    /// Takes back a buffer that nobody uses any more.
    static void giveBack(ByteBuffer chunk) {
        (chunk.capacity() == SMALL_SIZE ? SMALL : LARGE).giveBack(chunk);
    }

    /// Moves what fits from one buffer to another. Returns how much.
    static int move(ByteBuffer from, ByteBuffer to) {
        int n = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), n));
        from.position(from.position() + n);
        return n;
    }
}
