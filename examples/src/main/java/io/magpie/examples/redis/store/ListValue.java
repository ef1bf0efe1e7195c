package io.magpie.examples.redis.store;

import java.util.Arrays;

/// A list: a ring of byte strings, so that both ends and any index are reached in one step. What is inserted or removed
/// in the middle moves the shorter side.
public final class ListValue implements Value {

    private static final int FIRST_CAPACITY = 8;
    private static final byte[] FREE = {};
    /// The memory of an element beside its bytes: an array's header and its place in the ring.
    private static final int ELEMENT_MEMORY = 24;

    private byte[][] ring = empty(FIRST_CAPACITY);
    private int head;
    private int size;
    private long bytes;

    /// An empty list.
    public ListValue() {}

    private static byte[][] empty(int capacity) {
        byte[][] ring = new byte[capacity][];
        Arrays.fill(ring, FREE);
        return ring;
    }

    /// The number of elements.
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    private int slot(int index) {
        return head + index & ring.length - 1;
    }

    /// The element at `index`, from 0 to size - 1.
    public byte[] get(int index) {
        return ring[slot(index)];
    }

    /// Puts another element at `index`.
    public void set(int index, byte[] element) {
        int slot = slot(index);
        bytes += element.length - ring[slot].length;
        ring[slot] = element;
    }

    /// Adds an element before the first.
    public void addFirst(byte[] element) {
        growIfFull();
        head = head - 1 & ring.length - 1;
        put(0, element);
    }

    /// Adds an element after the last.
    public void addLast(byte[] element) {
        growIfFull();
        put(size, element);
    }

    private void put(int index, byte[] element) {
        ring[slot(index)] = element;
        size++;
        bytes += element.length;
    }

    /// Takes the first element of a list that is not empty.
    public byte[] removeFirst() {
        byte[] element = clear(0);
        head = slot(1);
        size--;
        shrinkIfSparse();
        return element;
    }

    /// Takes the last element of a list that is not empty.
    public byte[] removeLast() {
        byte[] element = clear(size - 1);
        size--;
        shrinkIfSparse();
        return element;
    }

    private byte[] clear(int index) {
        int slot = slot(index);
        byte[] element = ring[slot];
        ring[slot] = FREE;
        bytes -= element.length;
        return element;
    }

    /// Puts an element before the one at `index`, which is from 0 to size.
    public void insert(int index, byte[] element) {
        growIfFull();
        if (index < size / 2) {
            head = head - 1 & ring.length - 1;
            for (int i = 0; i < index; i++) {
                ring[slot(i)] = ring[slot(i + 1)];
            }
        } else {
            for (int i = size; i > index; i--) {
                ring[slot(i)] = ring[slot(i - 1)];
            }
        }
        put(index, element);
    }

    /// Keeps the elements `[from, to)` only.
    public void trim(int from, int to) {
        for (int i = 0; i < from; i++) {
            clear(i);
        }
        for (int i = to; i < size; i++) {
            clear(i);
        }
        head = slot(from);
        size = to - from;
        shrinkIfSparse();
    }

    /// Removes elements that equal `element`.
    ///
    /// @param most how many: the first ones; if negative, so many of the last; 0 for all
    /// @return how many were removed
    public int remove(byte[] element, long most) {
        long left = most == 0 ? Long.MAX_VALUE : Math.abs(most);
        boolean backwards = most < 0;
        int kept = 0;
        int all = size;
        for (int i = 0; i < all; i++) {
            byte[] next = get(backwards ? all - 1 - i : i);
            if (left > 0 && Arrays.equals(next, element)) {
                left--;
                bytes -= next.length;
            } else {
                ring[slot(backwards ? all - 1 - kept : kept)] = next;
                kept++;
            }
        }
        for (int i = kept; i < all; i++) {
            ring[slot(backwards ? all - 1 - i : i)] = FREE;
        }
        if (backwards) {
            head = slot(all - kept);
        }
        size = kept;
        shrinkIfSparse();
        return all - kept;
    }

    private void growIfFull() {
        if (size == ring.length) {
            resize(2 * ring.length);
        }
    }

    private void shrinkIfSparse() {
        if (size < ring.length / 4 && ring.length > FIRST_CAPACITY) {
            resize(ring.length / 2);
        }
    }

    private void resize(int capacity) {
        byte[][] renewed = empty(capacity);
        for (int i = 0; i < size; i++) {
            renewed[i] = get(i);
        }
        ring = renewed;
        head = 0;
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public String encoding() {
        return "quicklist";
    }

    @Override
    public long memory() {
        return 64 + bytes + (long) ELEMENT_MEMORY * size;
    }

    @Override
    public Value copy() {
        ListValue copy = new ListValue();
        for (int i = 0; i < size; i++) {
            copy.addLast(get(i));
        }
        return copy;
    }
}
