package io.magpie.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An unbounded FIFO with one producer and any number of consumers: linked segments whose slots are used once.
///
/// [#push] belongs to the owner, the thread that is the queue's only producer for ever; everything else may be
/// called by any thread. No operation waits for another thread: a taker that is descheduled between its claim and
/// its reads delays only what it claimed. Costs a reference per element, and a segment's header per `segmentSize`
/// elements.
///
/// JCTools has no unbounded queue with one producer and many consumers, hence this one.
///
/// @param <E> what it holds
public final class SegmentQueue<E> {

    /*
     * push:  slot, then (first slot of a new segment) the link to it, then `pushed`.
     * take:  read headSegment, head and pushed; CAS head past the slots wanted; only then read and empty them.
     *        Segment used up and linked on: CAS headSegment to the next, try again.
     *
     * A segment that was left unlinks itself: once the collector has made it old, its link would keep
     * every younger segment alive until the next collection of the old generation.
     */

    private static final VarHandle PUSHED;
    private static final VarHandle HEAD_SEGMENT;
    private static final VarHandle HEAD;
    private static final VarHandle NEXT;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            PUSHED = lookup.findVarHandle(SegmentQueue.class, "pushed", long.class);
            HEAD_SEGMENT = lookup.findVarHandle(SegmentQueue.class, "headSegment", Segment.class);
            HEAD = lookup.findVarHandle(Segment.class, "head", int.class);
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Slots of a segment: 2 KiB. A guess: big enough that linking costs nothing, small enough to rest empty.
    public static final int SEGMENT_SIZE = 512;

    private static final class Segment {
        /// The number of elements pushed before this segment's first.
        final long base;

        final @Nullable Object[] slots;

        /// Slots claimed, from the first on.
        @SuppressWarnings("unused") // through HEAD
        private int head;

        @SuppressWarnings("unused") // through NEXT
        private @Nullable Segment next;

        Segment(long base, int size) {
            this.base = base;
            this.slots = new Object[size];
        }

        int claimed() {
            return (int) HEAD.getVolatile(this);
        }

        boolean claim(int from, int to) {
            return HEAD.compareAndSet(this, from, to);
        }

        @Nullable
        Segment next() {
            return (Segment) NEXT.getVolatile(this);
        }
    }

    private final int segmentSize;

    /// The segment to take from, or one before it.
    @SuppressWarnings("unused") // through HEAD_SEGMENT
    private Segment headSegment;

    /// The segment to push to; the owner's.
    private Segment tailSegment;

    /// Elements ever pushed; written by the owner.
    private long pushed;

    /// An empty queue with segments of [#SEGMENT_SIZE].
    public SegmentQueue() {
        this(SEGMENT_SIZE);
    }

    /// An empty queue.
    ///
    /// @param segmentSize slots of a segment; 1 or more
    public SegmentQueue(int segmentSize) {
        if (segmentSize < 1) {
            throw new IllegalArgumentException("segmentSize is " + segmentSize + ": it must be 1 or more");
        }
        this.segmentSize = segmentSize;
        Segment first = new Segment(0, segmentSize);
        headSegment = first;
        tailSegment = first;
    }

    /// Appends an element. Owner only.
    public void push(E e) {
        Objects.requireNonNull(e, "e");
        long index = pushed;
        Segment segment = tailSegment;
        int slot = (int) (index - segment.base);
        if (slot < segmentSize) {
            segment.slots[slot] = e;
        } else {
            Segment linked = new Segment(index, segmentSize);
            linked.slots[0] = e;
            // Publishes the new segment; pairs with the read of `next` in claimUpTo. A taker that sees `pushed` beyond
            // a segment sees its link too, because the link comes first.
            NEXT.setRelease(segment, linked);
            tailSegment = linked;
        }
        // Publishes the slot; pairs with the read of `pushed` in claimable. Weaker or earlier, and a taker would read
        // an empty slot.
        PUSHED.setRelease(this, index + 1);
    }

    /// Takes the oldest element.
    ///
    /// @return null if the queue was empty
    public @Nullable E take() {
        while (true) {
            Segment segment = headSegment();
            int head = segment.claimed();
            if (head < claimable(segment)) {
                if (segment.claim(head, head + 1)) {
                    return remove(segment, head);
                }
            } else if (!leave(segment, head)) {
                return null;
            }
        }
    }

    /// Takes the oldest elements, in order, with one claim: no more than one segment holds.
    ///
    /// @param into where to; gets no more than it has room for
    /// @param max elements wanted
    /// @return elements taken; 0 only if the queue was empty, or nothing was wanted
    public int drain(Hand<E> into, int max) {
        int wanted = Math.min(max, into.room());
        if (wanted <= 0) {
            return 0;
        }
        while (true) {
            Segment segment = headSegment();
            int head = segment.claimed();
            int count = Math.min(wanted, claimable(segment) - head);
            if (count > 0) {
                if (segment.claim(head, head + count)) {
                    for (int i = head; i < head + count; i++) {
                        into.accept(remove(segment, i));
                    }
                    return count;
                }
            } else if (!leave(segment, head)) {
                return 0;
            }
        }
    }

    /// Whether nothing is left to claim.
    public boolean isEmpty() {
        return size() == 0;
    }

    /// Elements not yet claimed; a snapshot that is exact if nobody else is at work.
    public int size() {
        // Consumers first: whoever then finds both equal knows that the queue was empty when `pushed` was read.
        long taken = consumed();
        return (int) Math.min(Integer.MAX_VALUE, pushed() - taken);
    }

    /// Elements ever pushed.
    public long pushed() {
        return (long) PUSHED.getVolatile(this);
    }

    /// Elements ever claimed, or fewer.
    public long consumed() {
        Segment segment = headSegment();
        return segment.base + segment.claimed();
    }

    private Segment headSegment() {
        return (Segment) HEAD_SEGMENT.getVolatile(this);
    }

    /// How many slots of `segment` are written.
    private int claimable(Segment segment) {
        // A segment that is linked on is full: no need to touch the word that the owner writes with every push.
        return segment.next() != null ? segmentSize : (int) Math.min(segmentSize, pushed() - segment.base);
    }

    /// Goes on from a segment where nothing could be claimed. Returns false if the queue was empty.
    private boolean leave(Segment segment, int head) {
        if (head < segmentSize) {
            return false;
        }
        Segment next = segment.next();
        if (next == null) {
            // Not linked on yet: empty. Unlinked already by the taker that left it: look again.
            return headSegment() != segment;
        }
        if (HEAD_SEGMENT.compareAndSet(this, segment, next)) {
            // After the CAS, so that whoever finds no link finds headSegment moved.
            NEXT.setVolatile(segment, null);
        }
        return true;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // claimed after it was published: holds what push stored
    private E remove(Segment segment, int index) {
        E e = (E) segment.slots[index];
        segment.slots[index] = null;
        return e;
    }
}
