package io.magpie.internal.queue;

import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// Tasks that yielded, first in, first out: a ring, and an unbounded overflow behind it.
///
/// The owner is the only producer, for ever. Everything but [#push] may be called by any thread.
///
/// @param <E> what it holds
final class YieldQueue<E> {

    private final SpmcVarHandleArrayQueue<E> ring;
    private final SegmentQueue<E> overflow;

    /// The owner's memory of `overflow`: false means empty, true means look.
    private boolean overflowed;

    YieldQueue(int ringCapacity, int segmentSize) {
        ring = new SpmcVarHandleArrayQueue<>(ringCapacity);
        overflow = new SegmentQueue<>(segmentSize);
    }

    /// Appends an element. Owner only.
    void push(E e) {
        if (overflowed && overflow.isEmpty()) {
            overflowed = false;
        }
        // Once something is in the overflow, pushes go behind it.
        if (overflowed || !ring.relaxedOffer(e)) {
            overflow.push(e);
            overflowed = true;
        }
    }

    /// Takes the oldest element; null if there is none.
    @Nullable
    E take() {
        E e = ring.poll();
        return e != null ? e : overflow.take();
    }

    /// Takes the oldest elements with one claim; returns how many.
    int drain(Hand<E> into, int max) {
        int wanted = Math.min(max, into.room());
        int count = wanted <= 0 ? 0 : ring.drain(into, wanted);
        return count != 0 ? count : overflow.drain(into, wanted);
    }

    /// Elements; a snapshot.
    int size() {
        return ring.size() + overflow.size();
    }

    /// Elements ever appended.
    long pushed() {
        return ring.currentProducerIndex() + overflow.pushed();
    }

    /// Elements ever taken.
    long taken() {
        return ring.currentConsumerIndex() + overflow.consumed();
    }
}
