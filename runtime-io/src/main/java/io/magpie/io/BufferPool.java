package io.magpie.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Buffers that are lent while bytes are in them, so that streams which wait own none.
///
/// A pool has `count` direct buffers at most, makes each when it is first needed, and keeps them. Who asks while
/// all of them are lent gets a new buffer on the heap, which the garbage collector takes back. So [#lend] neither waits
/// nor fails: a pool that made its users wait for each other's buffers could make a proxy wait for itself.
///
/// Lending and giving back may be done by any thread, and are lock-free.
public final class BufferPool {

    /*
     * Protocol. A direct buffer of the pool is idle or lent.
     *
     *   make   made++ by CAS, only below count                              (the buffer is lent)
     *   lend   idle → lent: CAS of a stripe's top from a node to the node beneath
     *   give   lent → idle: CAS of a stripe's top to a new node over the old top
     *   lose   made-- when the collector has found that a lent buffer was abandoned, and somebody needs one
     *
     * idle + lent + lost ≤ made ≤ count at any time, so that a stripe needs no limit of its own. A node is made for each time a
     * buffer is given, and never used again: as long as a thread holds one, no other can have its identity, so the CAS of
     * `lend` cannot mistake another top for it (no ABA).
     *
     * Stripes keep threads apart, and give a thread the buffer that is still in its cache. A buffer may be given by
     * another thread than it was lent to; so whoever finds its own stripe empty looks at the others before it makes one.
     * It may miss a buffer that is given meanwhile; then it gets a new one, which is allowed.
     *
     * All accesses to tops are volatile. Giving must release the bytes and the position to whoever lends next; lending
     * must release too, since it publishes the node beneath, which a third thread may have written.
     */

    /// The bytes of a buffer: a record of TLS, or some dozens of pipelined requests. A guess; the echo benchmarks use it.
    private static final int SHARED_BUFFER_SIZE = 16 * 1024;

    /// Direct buffers of the shared pool for each processor: half a megabyte. A guess.
    private static final int SHARED_COUNT_EACH = 32;

    private static final BufferPool SHARED = new BufferPool(
            SHARED_BUFFER_SIZE, SHARED_COUNT_EACH * Runtime.getRuntime().availableProcessors());

    /// References between two tops: 128 bytes, two cache lines, with compressed pointers.
    private static final int STRIDE = 32;

    private static final VarHandle TOPS = MethodHandles.arrayElementVarHandle(Idle[].class);
    private static final VarHandle MADE;

    static {
        try {
            MADE = MethodHandles.lookup().findVarHandle(BufferPool.class, "made", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// An idle buffer, over the one that was given before it.
    private record Idle(ByteBuffer buffer, @Nullable Idle beneath) {}

    private final int bufferSize;
    private final int count;
    private final int stripes;

    /// Every stripe's top at a multiple of [#STRIDE]; null if the stripe is empty.
    private final @Nullable Idle[] tops;

    @SuppressWarnings("UnusedVariable") // MADE
    private int made;

    /// For each buffer that was made: tells when it is garbage.
    private final Set<Reference<ByteBuffer>> watched = ConcurrentHashMap.newKeySet();

    private final ReferenceQueue<ByteBuffer> lost = new ReferenceQueue<>();

    /// A pool without buffers yet.
    ///
    /// @param bufferSize bytes of each buffer; 8 or more, room for a `long`
    /// @param count direct buffers at most; 0 to lend from the heap only
    /// @throws IllegalArgumentException if `bufferSize` is less than 8, or `count` negative
    public BufferPool(int bufferSize, int count) {
        this(bufferSize, count, Runtime.getRuntime().availableProcessors());
    }

    BufferPool(int bufferSize, int count, int threads) {
        if (bufferSize < Long.BYTES) {
            throw new IllegalArgumentException("bufferSize: " + bufferSize + " (expected 8 or more: room for a long)");
        }
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " (expected 0 or more)");
        }
        this.bufferSize = bufferSize;
        this.count = count;
        this.stripes = Integer.highestOneBit(Math.max(1, Math.min(threads, count)));
        this.tops = new Idle[stripes * STRIDE];
    }

    /// The pool of streams that were not given one of their own: 16 KiB a buffer, 32 for each processor.
    ///
    /// @return always the same
    public static BufferPool shared() {
        return SHARED;
    }

    /// Bytes of each buffer.
    ///
    /// @return 8 or more
    public int bufferSize() {
        return bufferSize;
    }

    /// Lends a buffer, to be given back by [#giveBack]. One that is not is garbage; the pool may replace it once the
    /// collector has found it.
    ///
    /// @return empty: position 0, limit [#bufferSize], big-endian; with anything in it
    public ByteBuffer lend() {
        int own = stripe();
        for (int i = 0; i < stripes; i++) {
            ByteBuffer idle = take((own + i & stripes - 1) * STRIDE);
            if (idle != null) {
                return idle.clear();
            }
        }
        return mayMakeOne() ? make() : ByteBuffer.allocate(bufferSize);
    }

    private ByteBuffer make() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferSize);
        watched.add(new WeakReference<>(buffer, lost));
        return buffer;
    }

    /// Takes a buffer back that was lent by this pool. Whoever gives it must not touch it any more: the next to whom it
    /// is lent would find its bytes changed.
    ///
    /// @param buffer lent by [#lend], and given back once
    /// @throws IllegalArgumentException if it has another size, and so is not this pool's
    public void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() != bufferSize) {
            throw new IllegalArgumentException(
                    "a buffer of " + buffer.capacity() + " bytes was given back to a pool of buffers of " + bufferSize);
        }
        if (!buffer.isDirect()) {
            return;
        }
        assert !isIdle(buffer) : "given back twice";
        int at = stripe() * STRIDE;
        var clean = buffer.clear().order(ByteOrder.BIG_ENDIAN);
        Idle top;
        do {
            top = (Idle) TOPS.getVolatile(tops, at);
        } while (!TOPS.compareAndSet(tops, at, top, new Idle(clean, top)));
    }

    private @Nullable ByteBuffer take(int at) {
        while (true) {
            Idle top = (Idle) TOPS.getVolatile(tops, at);
            if (top == null) {
                return null;
            }
            if (TOPS.compareAndSet(tops, at, top, top.beneath)) {
                return top.buffer;
            }
        }
    }

    private boolean mayMakeOne() {
        while (true) {
            int before = (int) MADE.getVolatile(this);
            if (before < count) {
                if (MADE.compareAndSet(this, before, before + 1)) {
                    return true;
                }
            } else if (!forgetOne()) {
                return false;
            }
        }
    }

    /// Whether a buffer was abandoned, and so another may be made.
    private boolean forgetOne() {
        Reference<?> gone = lost.poll();
        if (gone == null) {
            return false;
        }
        watched.remove(gone);
        int _ = (int) MADE.getAndAdd(this, -1);
        return true;
    }

    private int stripe() {
        return (int) Thread.currentThread().threadId() & stripes - 1;
    }

    /// Whether `buffer` waits to be lent; a snapshot.
    @SuppressWarnings("ReferenceEquality") // this one, not one with equal bytes
    private boolean isIdle(ByteBuffer buffer) {
        for (int i = 0; i < stripes; i++) {
            for (Idle idle = (Idle) TOPS.getVolatile(tops, i * STRIDE); idle != null; idle = idle.beneath) {
                if (idle.buffer == buffer) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Direct buffers that wait to be lent; a snapshot, for tests and reports.
    ///
    /// @return 0 or more
    public int idle() {
        int idle = 0;
        for (int i = 0; i < stripes; i++) {
            for (Idle each = (Idle) TOPS.getVolatile(tops, i * STRIDE); each != null; each = each.beneath) {
                idle++;
            }
        }
        return idle;
    }

    /// Direct buffers that this pool has made and not lost; a snapshot, for tests and reports.
    ///
    /// @return 0 to `count`
    public int made() {
        return (int) MADE.getVolatile(this);
    }

    @Override
    public String toString() {
        return "BufferPool[" + bufferSize + " bytes, " + idle() + " of " + made() + " idle]";
    }
}
