package io.magpie.examples.redis.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The entries that go away some day, the next one first: a binary heap whose entries know their places, so that each
/// can be moved or taken out in logarithmic time.
final class ExpiryQueue {

    private @Nullable Entry[] heap = new @Nullable Entry[16];
    private int size;

    int size() {
        return size;
    }

    /// The entry that goes away first; null if none does.
    @Nullable
    Entry first() {
        return size == 0 ? null : heap[0];
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        size++;
        siftUp(entry, size - 1);
    }

    void remove(Entry entry) {
        int hole = entry.queueIndex;
        entry.queueIndex = -1;
        size--;
        Entry last = at(size);
        heap[size] = null;
        if (last != entry) {
            last.queueIndex = hole;
            heap[hole] = last;
            moved(last);
        }
        if (heap.length > 16 && size < heap.length / 8) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /// The expiry of `entry`, which is here, has changed.
    void moved(Entry entry) {
        siftUp(entry, entry.queueIndex);
        siftDown(entry, entry.queueIndex);
    }

    void clear() {
        heap = new @Nullable Entry[16];
        size = 0;
    }

    private void siftUp(Entry entry, int from) {
        int index = from;
        while (index > 0) {
            Entry parent = at((index - 1) / 2);
            if (parent.expiry <= entry.expiry) {
                break;
            }
            place(parent, index);
            index = (index - 1) / 2;
        }
        place(entry, index);
    }

    private void siftDown(Entry entry, int from) {
        int index = from;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).expiry < at(child).expiry) {
                child++;
            }
            if (at(child).expiry >= entry.expiry) {
                break;
            }
            place(at(child), index);
            index = child;
        }
        place(entry, index);
    }

    private void place(Entry entry, int index) {
        heap[index] = entry;
        entry.queueIndex = index;
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        if (entry == null) {
            throw new AssertionError("no entry at " + index + " of " + size);
        }
        return entry;
    }
}
