package io.magpie.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// An unbounded queue from many producers to one consumer, made of linked segments whose slots are used once each.
///
/// A push is one read-modify-write and never waits for another push. The protocol is in the fifth one of the package's
/// documentation.
///
/// Source: the block list of Tokio's mpsc channel.
///
/// @param <E> the elements
final class SegmentQueue<E> {

    /// In `tail`: no more unreserved pushes.
    private static final long CLOSED = 1;

    private static final long ONE = 2;

    /// Looks at a claimed slot before the consumer gives its processor away. A guess: the producer is two instructions
    /// away, if it runs.
    private static final int SPINS = 64;

    private static final VarHandle TAIL;
    private static final VarHandle HEAD;
    private static final VarHandle TAIL_SEGMENT;
    private static final VarHandle HEAD_SEGMENT;
    private static final VarHandle NEXT;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(SegmentQueue.class, "tail", long.class);
            HEAD = lookup.findVarHandle(SegmentQueue.class, "head", long.class);
            TAIL_SEGMENT = lookup.findVarHandle(SegmentQueue.class, "tailSegment", Segment.class);
            HEAD_SEGMENT = lookup.findVarHandle(SegmentQueue.class, "headSegment", Segment.class);
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A run of slots.
    private static final class Segment {
        final long first; // the index of the first slot
        final Object[] slots;

        /// Null until needed; CUT once the consumer has left this segment.
        @SuppressWarnings("unused") // through NEXT
        private @Nullable Segment next;

        Segment(long first, int size) {
            this.first = first;
            this.slots = new Object[size];
        }
    }

    /// In place of the `next` of a consumed segment, so that dead segments do not keep young ones alive.
    private static final Segment CUT = new Segment(0, 0);

    private final int segmentSize;

    /// The index of the next slot to be claimed, times two; and CLOSED.
    @SuppressWarnings("unused") // through TAIL
    private long tail;

    /// A hint where to start looking for a slot: never behind any slot that will be claimed.
    @SuppressWarnings("unused") // through TAIL_SEGMENT
    private Segment tailSegment;

    /// The index of the next slot to be read. Written by the consumer.
    @SuppressWarnings("unused") // through HEAD
    private long head;

    /// The segment of the next slot to be read, or the one before. Written by the consumer.
    @SuppressWarnings("unused") // through HEAD_SEGMENT
    private Segment headSegment;

    SegmentQueue(int segmentSize) {
        this.segmentSize = segmentSize;
        this.headSegment = new Segment(0, segmentSize);
        this.tailSegment = headSegment;
    }

    /// Appends `element`, even if this queue is closed.
    void push(E element) {
        Segment hint = tailSegment(); // before the claim: see the protocol
        long claimed = ((long) TAIL.getAndAdd(this, ONE)) / ONE;
        write(claimed, hint, element);
    }

    /// Appends `element`, unless this queue is closed; returns whether it did.
    boolean pushUnlessClosed(E element) {
        Segment hint = tailSegment();
        while (true) {
            long seen = tail();
            if ((seen & CLOSED) != 0) {
                return false;
            }
            if (TAIL.compareAndSet(this, seen, seen + ONE)) {
                write(seen / ONE, hint, element);
                return true;
            }
        }
    }

    /// Refuses [#pushUnlessClosed] from now on. Returns false if that had happened before.
    boolean close() {
        return ((long) TAIL.getAndBitwiseOr(this, CLOSED) & CLOSED) == 0;
    }

    /// Whether this queue is closed and all that was pushed was popped.
    boolean isClosedAndEmpty() {
        return tail() == (head() * ONE | CLOSED);
    }

    /// The first element, taken out; null if there is none, or if its producer is about to write it: see [#isEmpty].
    /// For
    /// the consumer.
    @SuppressWarnings("unchecked") // only E are pushed
    @Nullable
    E pop() {
        long index = head();
        Segment segment = headSegment();
        if (index == segment.first + segmentSize) {
            Segment next = (Segment) NEXT.getVolatile(segment);
            if (next == null) {
                return null;
            }
            // Published before the cut: who walks into the cut starts again from here.
            HEAD_SEGMENT.setVolatile(this, next);
            NEXT.setVolatile(segment, CUT);
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

    /// As [#pop], but when a producer is about to write the first element, waits for it a moment. For the consumer.
    @Nullable
    E popClaimed() {
        E element = pop();
        for (int i = 0; element == null && i < SPINS && !isEmpty(); i++) {
            Thread.onSpinWait();
            element = pop();
        }
        return element;
    }

    /// Whether nothing was pushed that was not popped. Exact for the consumer; volatile: see the protocol.
    boolean isEmpty() {
        return tail() / ONE == head();
    }

    /// The number of elements, counting those whose push is under way.
    int size() {
        while (true) {
            long before = head();
            long end = tail() / ONE;
            if (before == head()) {
                return (int) Math.min(end - before, Integer.MAX_VALUE);
            }
        }
    }

    private void write(long index, Segment hint, E element) {
        Segment segment = hint;
        while (index >= segment.first + segmentSize) {
            segment = next(segment);
        }
        if (segment != hint) {
            // Index is claimed in this segment, so the hint may move here; a lost race leaves it a little behind.
            moveHint(hint, segment);
        }
        // Publishes the element; pairs with pop.
        SLOT.setRelease(segment.slots, (int) (index - segment.first), element);
    }

    private Segment next(Segment segment) {
        Segment next = (Segment) NEXT.getVolatile(segment);
        if (next == null) {
            Segment made = new Segment(segment.first + segmentSize, segmentSize);
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

    private long tail() {
        return (long) TAIL.getVolatile(this);
    }

    private long head() {
        return (long) HEAD.getVolatile(this);
    }

    private Segment tailSegment() {
        return (Segment) TAIL_SEGMENT.getVolatile(this);
    }

    private Segment headSegment() {
        return (Segment) HEAD_SEGMENT.getVolatile(this);
    }
}
