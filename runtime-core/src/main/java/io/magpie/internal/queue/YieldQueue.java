package io.magpie.internal.queue;

import org.jspecify.annotations.Nullable;

/// Tasks that yielded, first in, first out: a ring, and an unbounded overflow behind it.
///
/// The owner is the only producer, for ever. [#take], [#drain] and [#size] may be called by any thread.
///
/// @param <E> what it holds
final class YieldQueue<E> {

    private final RenewableRing<E> ring;
    private final SegmentQueue<E> overflow;

    /// The owner's memory of `overflow`: false means empty, true means look.
    private boolean overflowed;

    YieldQueue(int ringCapacity, int segmentSize) {
        ring = new RenewableRing<>(ringCapacity);
        overflow = new SegmentQueue<>(segmentSize);
    }

    /// Appends an element. Owner only.
    void push(E e) {
        if (overflowed && overflow.isEmpty()) {
            overflowed = false;
        }
        // Once something is in the overflow, pushes go behind it.
        if (overflowed || !ring.offer(e)) {
            overflow.push(e);
            overflowed = true;
        }
    }

    /// Replaces what elements are stored in. Owner only.
    void renew() {
        ring.renew();
    }

    /// Takes the oldest element; null if there is none. Owner only.
    @Nullable
    E poll() {
        E e = ring.poll();
        return e != null || !overflowed ? e : overflow.take();
    }

    /// Takes the oldest element; null if there is none.
    @Nullable
    E take() {
        E e = ring.take();
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

    /// Elements ever appended. Owner only.
    long pushed() {
        return ring.pushed() + overflow.pushed();
    }

    /// Elements ever taken. Owner only.
    long taken() {
        return ring.taken() + overflow.consumed();
    }
}
