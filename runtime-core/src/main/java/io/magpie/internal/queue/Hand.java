package io.magpie.internal.queue;

import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/// What a taker holds between a queue and its own: a batch of fixed capacity, used by one thread.
///
/// It is filled inside JCTools' `drain`, where a throw would lose the rest of the batch, so [#accept] only stores.
/// Never held across user code.
///
/// @param <E> what the queues hold
public final class Hand<E> implements MessagePassingQueue.Consumer<E> {

    private final @Nullable Object[] items;
    private int size;

    /// An empty hand.
    ///
    /// @param capacity elements it can hold; 1 or more
    public Hand(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + ": it must be 1 or more");
        }
        items = new Object[capacity];
    }

    /// Elements it can hold.
    public int capacity() {
        return items.length;
    }

    /// Elements it holds.
    public int size() {
        return size;
    }

    /// Elements that still fit.
    public int room() {
        return items.length - size;
    }

    /// Adds an element; the caller saw to it that there is room.
    @Override
    public void accept(E e) {
        items[size++] = e;
    }

    /// The element at `index`; the hand keeps it until [#clear].
    ///
    /// @param index 0 or more, less than [#size]
    @SuppressWarnings({"unchecked", "NullAway"}) // below `size` is what accept() stored
    public E at(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("no element " + index + " among " + size);
        }
        return (E) items[index];
    }

    /// Forgets the elements.
    public void clear() {
        for (int i = 0; i < size; i++) {
            items[i] = null;
        }
        size = 0;
    }
}
