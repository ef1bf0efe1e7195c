package io.magpie.examples.redis.store;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A hash table from byte strings to nodes that carry their own links. It doubles and halves, and moves a few buckets
/// with every change until that is done, so no single command pays for it. Until then a look-up may have to look twice;
/// so whoever has time for it moves more ([#moveSome]).
///
/// @param <N> the nodes: a key and whatever goes with it
final class ByteTable<N extends ByteTable.Node> {

    /// A key in a table. A node is in one table at most.
    static class Node {

        final byte[] key;
        final int hash;
        private @Nullable Node next;

        Node(byte[] key) {
            this.key = key;
            this.hash = ByteHash.of(key);
        }

        /// The key; not to be changed.
        public final byte[] key() {
            return key;
        }
    }

    private static final int LEAST_CAPACITY = 4;
    /// A table shrinks when this few of its buckets could be full: one in eight, as a guess.
    private static final int SPARSE = 8;
    /// Buckets moved with each change. Two: then a move ends before the next could be due.
    private static final int MOVES = 2;
    /// A random draw picks one of so many places in a bucket. At one node a bucket, one bucket in a million has more.
    private static final int PLACES = 8;

    private @Nullable Node[] buckets = new @Nullable Node[LEAST_CAPACITY];
    /// While the table is being resized: the buckets before, of which the first `moved` are empty.
    private @Nullable Node @Nullable [] before;

    private int moved;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    N find(byte[] key) {
        return find(key, ByteHash.of(key));
    }

    private @Nullable N find(byte[] key, int hash) {
        Node node = search(buckets[hash & buckets.length - 1], key, hash);
        @Nullable Node[] old = before;
        if (node == null && old != null) {
            node = search(old[hash & old.length - 1], key, hash);
        }
        return node == null ? null : typed(node);
    }

    private static @Nullable Node search(@Nullable Node first, byte[] key, int hash) {
        for (Node node = first; node != null; node = node.next) {
            if (node.hash == hash && (node.key == key || Arrays.equals(node.key, key))) {
                return node;
            }
        }
        return null;
    }

    /// Adds a node whose key is not here yet.
    void add(N node) {
        if (before != null) {
            move(MOVES);
        } else if (size >= buckets.length && buckets.length < 1 << 30) {
            resize(buckets.length * 2);
        }
        link(node);
        size++;
    }

    /// Removes and returns the node of a key, if there is one.
    @Nullable
    N remove(byte[] key) {
        int hash = ByteHash.of(key);
        Node node = unlink(buckets, key, hash);
        if (node == null && before != null) {
            node = unlink(before, key, hash);
        }
        if (node == null) {
            return null;
        }
        size--;
        if (before != null) {
            move(MOVES);
        } else if (size < buckets.length / SPARSE && buckets.length > LEAST_CAPACITY) {
            resize(buckets.length / 2);
        }
        return typed(node);
    }

    private static @Nullable Node unlink(@Nullable Node[] table, byte[] key, int hash) {
        int index = hash & table.length - 1;
        Node previous = null;
        for (Node node = table[index]; node != null; previous = node, node = node.next) {
            if (node.hash == hash && Arrays.equals(node.key, key)) {
                if (previous == null) {
                    table[index] = node.next;
                } else {
                    previous.next = node.next;
                }
                node.next = null;
                return node;
            }
        }
        return null;
    }

    private void link(Node node) {
        int index = node.hash & buckets.length - 1;
        node.next = buckets[index];
        buckets[index] = node;
    }

    private void resize(int capacity) {
        before = buckets;
        buckets = new @Nullable Node[capacity];
        moved = 0;
        move(MOVES);
    }

    /// Goes on with a resize that the changes so far have not completed.
    ///
    /// @param count the most buckets to move in this call
    /// @return whether there are more
    boolean moveSome(int count) {
        move(count);
        return isBeingResized();
    }

    /// Whether some nodes are still where they were before the table was resized.
    boolean isBeingResized() {
        return before != null;
    }

    private void move(int count) {
        @Nullable Node[] old = before;
        for (int i = 0; i < count && old != null; i++) {
            Node node = old[moved];
            old[moved] = null;
            while (node != null) {
                Node next = node.next;
                link(node);
                node = next;
            }
            moved++;
            if (moved == old.length) {
                old = null;
                before = null;
            }
        }
    }

    /// Shows every node; the table must not change meanwhile.
    void forEach(Consumer<? super N> visitor) {
        visitAll(buckets, visitor);
        if (before != null) {
            visitAll(before, visitor);
        }
    }

    private void visitAll(@Nullable Node[] table, Consumer<? super N> visitor) {
        for (int index = 0; index < table.length; index++) {
            visit(table, index, visitor);
        }
    }

    private void visit(@Nullable Node[] table, int index, Consumer<? super N> visitor) {
        for (Node node = table[index]; node != null; node = node.next) {
            N typed = typed(node);
            visitor.accept(typed);
        }
    }

    /// Shows the nodes of one bucket and says how to go on; the table must not change meanwhile.
    ///
    /// A walk begins with cursor 0 and ends when 0 comes back. Between the steps the table may change and resize as it
    /// likes: a node that is here all the time is shown at least once. The cursor counts buckets with its bits reversed,
    /// from the highest down: so the buckets that a bucket splits into, or merges with, lie on the same side of the
    /// cursor as itself. (This is the cursor of Redis's SCAN, by Pieter Noordhuis.)
    long scan(long cursor, Consumer<? super N> visitor) {
        @Nullable Node[] small = buckets;
        @Nullable Node[] large = before;
        if (large == null) {
            visit(small, (int) cursor & small.length - 1, visitor);
            return after(cursor, small.length);
        }
        if (small.length > large.length) {
            @Nullable Node[] swap = small;
            small = large;
            large = swap;
        }
        visit(small, (int) cursor & small.length - 1, visitor);
        long next = cursor;
        do { // every bucket of the larger table that this bucket of the smaller one splits into
            visit(large, (int) next & large.length - 1, visitor);
            next = after(next, large.length);
        } while ((next & (small.length - 1 ^ large.length - 1)) != 0);
        return next;
    }

    private static long after(long cursor, int capacity) {
        long ignoredBitsSet = cursor | -(long) capacity;
        return Long.reverse(Long.reverse(ignoredBitsSet) + 1);
    }

    /// A node drawn at random, each as likely as any other; null if there is none.
    @Nullable
    N random(RandomGenerator random) {
        if (size == 0) {
            return null;
        }
        int mask = buckets.length - 1;
        int all = buckets.length + (before == null ? 0 : before.length);
        while (true) {
            int index = (int) (((random.nextInt() & 0xffff_ffffL) * all) >>> 32);
            Node node = index <= mask ? buckets[index] : bucketBefore(index - buckets.length);
            if (node != null) {
                for (int place = random.nextInt() & PLACES - 1; place > 0 && node != null; place--) {
                    node = node.next;
                }
                if (node != null) {
                    return typed(node);
                }
            }
        }
    }

    private @Nullable Node bucketBefore(int index) {
        @Nullable Node[] old = before;
        return old == null ? null : old[index];
    }

    /// An estimate of the memory of the buckets, in bytes.
    long memory() {
        return 4L * (buckets.length + (before == null ? 0 : before.length));
    }

    @SuppressWarnings("unchecked") // only nodes given to add are here
    private N typed(Node node) {
        return (N) node;
    }
}
