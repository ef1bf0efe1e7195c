package io.magpie.io.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Buffers of one record, lent to streams while bytes are in them. A few are kept, the rest is left to the collector;
/// so one that never comes back is no loss.
///
/// Heap buffers: the ciphers of the JDK work on arrays, and copy a direct buffer piece by piece. For a record of 16,000
/// bytes to wrap and unwrap took 6 µs with these, and 10 to 11 µs with direct ones.
final class RecordPool {

    /// What the engine of the JDK asks for at most: a record of 16 KiB and what TLS adds to it. Larger buffers are not
    /// pooled.
    static final int SIZE = 17 * 1024;

    /// Two for each of a few dozen connections that are decrypting and encrypting at one moment; 1 MiB at most. A guess.
    private static final int KEPT = 64;

    /// Slots looked at before a buffer is made or left to the collector. A guess.
    private static final int LOOKS = 4;

    private static final AtomicReferenceArray<ByteBuffer> KEPT_BUFFERS = new AtomicReferenceArray<>(KEPT);

    private RecordPool() {}

    /// An empty buffer with room for `size` bytes or more.
    static ByteBuffer borrow(int size) {
        if (size > SIZE) {
            return ByteBuffer.allocate(size);
        }
        int first = firstSlot();
        for (int i = 0; i < LOOKS; i++) {
            // A plain look first: an empty slot costs no write.
            int slot = first + i & KEPT - 1;
            ByteBuffer kept = KEPT_BUFFERS.getPlain(slot);
            if (kept != null && KEPT_BUFFERS.compareAndSet(slot, kept, null)) {
                return kept.clear();
            }
        }
        return ByteBuffer.allocate(SIZE);
    }

    /// Takes back a buffer that nobody uses any more; ignores one of another size.
    static void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() != SIZE) {
            return;
        }
        int first = firstSlot();
        for (int i = 0; i < LOOKS; i++) {
            int slot = first + i & KEPT - 1;
            if (KEPT_BUFFERS.getPlain(slot) == null && KEPT_BUFFERS.compareAndSet(slot, null, buffer)) {
                return;
            }
        }
    }

    /// Where this thread begins to look, so that workers rarely meet.
    private static int firstSlot() {
        return (int) (Thread.currentThread().threadId() * LOOKS);
    }
}
