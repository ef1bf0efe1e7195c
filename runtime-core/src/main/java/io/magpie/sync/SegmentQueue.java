package io.magpie.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The slots of a [Channel]: linked segments whose slots are used once each.
///
/// A slot is claimed elsewhere: an index belongs to one producer, who writes there and never waits for another. The
/// protocol is the fifth one in the package's documentation.
///
/// Source: the block list of Tokio's mpsc channel.
///
/// @param <E> the elements
final class SegmentQueue<E> {

    private static final VarHandle HEAD;
    private static final VarHandle TAIL_SEGMENT;
    private static final VarHandle HEAD_SEGMENT;
    private static final VarHandle NEXT;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(SegmentQueue.class, "head", long.class);
            TAIL_SEGMENT = lookup.findVarHandle(SegmentQueue.class, "tailSegment", Segment.class);
            HEAD_SEGMENT = lookup.findVarHandle(SegmentQueue.class, "headSegment", Segment.class);
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A run of slots.
    static final class Segment {
        final long first; // the index of the first slot
        final Object[] slots;

        /// Null until needed; CUT once the consumer has left this segment.
        @SuppressWarnings("unused") // through NEXT
        private @Nullable Segment next;

        Segment(long first, int size) {
            this.first = first;
            this.slots = new Object[size];
        }

        /// The index of the first slot of the next one.
        long end() {
            return first + slots.length;
        }
    }

    /// In place of the `next` of a consumed segment, so that dead segments do not keep young ones alive.
    private static final Segment CUT = new Segment(0, 0);

    /// Each segment has so many times as many slots as the one before, as long as it is not greater than the greatest.
    private static final int GROWTH = 4;

    private final int greatestSegment;

    /// A hint where to start looking for a slot: never behind any slot that will be claimed.
    @SuppressWarnings("unused") // through TAIL_SEGMENT
    private Segment tailSegment;

    /// The index of the next slot to be read. Written by the consumer.
    @SuppressWarnings("unused") // through HEAD
    private long head;

    /// The segment of the next slot to be read, or the one before. Written by the consumer.
    @SuppressWarnings("unused") // through HEAD_SEGMENT
    private Segment headSegment;

    /// A queue whose segments have from `firstSegment` to `greatestSegment` slots: a queue through which little goes takes
    /// little memory.
    SegmentQueue(int firstSegment, int greatestSegment) {
        this.greatestSegment = greatestSegment;
        this.headSegment = new Segment(0, firstSegment);
        this.tailSegment = headSegment;
    }

    /// Where the caller, who is about to claim an index, may start to look for its slot: to be asked *before* the claim.
    Segment hint() {
        return (Segment) TAIL_SEGMENT.getVolatile(this);
    }

    /// The index of the next slot to be read.
    long head() {
        return (long) HEAD.getVolatile(this);
    }

    /// Writes `element` into the slot at `index`, which the caller has claimed after it got `hint`.
    void write(long index, Segment hint, E element) {
        Segment segment = hint;
        while (index >= segment.end()) {
            segment = next(segment);
        }
        if (segment != hint) {
            // Index is claimed in this segment, so the hint may move here; a lost race leaves it a little behind.
            moveHint(hint, segment);
        }
        // Publishes the element; pairs with pop.
        SLOT.setRelease(segment.slots, (int) (index - segment.first), element);
    }

    /// The first element, taken out; null if it was not written yet. For the consumer.
    @SuppressWarnings("unchecked") // only E are written
    @Nullable
    E pop() {
        long index = head();
        Segment segment = headSegment();
        if (index == segment.end()) {
            Segment next = (Segment) NEXT.getVolatile(segment);
            if (next == null) {
                return null;
            }
            // Before the cut, which publishes it: who walks into the cut (`next`, below) starts again from here.
            // Weaker, and he could find the segment that was cut, and go round until this thread goes on.
            HEAD_SEGMENT.setOpaque(this, next);
            NEXT.setRelease(segment, CUT);
            segment = next;
        }
        int slot = (int) (index - segment.first);
        // Acquires what the producer wrote before; pairs with write. Weaker, and a message could arrive half-made.
        Object element = SLOT.getAcquire(segment.slots, slot);
        if (element != null) {
            SLOT.set(segment.slots, slot, (Object) null); // the consumer's now: nobody else looks at it again
            HEAD.setRelease(this, index + 1);
        }
        return (E) element;
    }

    /// The segment behind `segment`; if that one was left by the consumer, the segment where the consumer is.
    Segment next(Segment segment) {
        Segment next = (Segment) NEXT.getVolatile(segment);
        if (next == null) {
            Segment made = new Segment(segment.end(), Math.min(GROWTH * segment.slots.length, greatestSegment));
            next = (Segment) NEXT.compareAndExchange(segment, (Segment) null, made);
            if (next == null) {
                return made;
            }
        }
        return next == CUT ? headSegment() : next;
    }

    private void moveHint(Segment hint, Segment segment) {
        Segment seen = hint;
        while (seen.first < segment.first) {
            Segment found = (Segment) TAIL_SEGMENT.compareAndExchange(this, seen, segment);
            if (found == seen) {
                return;
            }
            seen = found;
        }
    }

    private Segment headSegment() {
        return (Segment) HEAD_SEGMENT.getVolatile(this);
    }
}
