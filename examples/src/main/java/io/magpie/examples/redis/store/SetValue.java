package io.magpie.examples.redis.store;

import io.magpie.examples.redis.protocol.Decimal;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A set: while it is small and all members are whole numbers a sorted array of them, then a hash table.
public final class SetValue implements Value {

    /// The memory of a member in the table beside its bytes: a node, an array's header, a place in a bucket.
    private static final int MEMBER_MEMORY = 48;

    private final Encodings encodings;
    /// The members in order, `count` of them, unless there is a table.
    private long[] numbers = new long[4];

    private int count;
    private @Nullable ByteTable<ByteTable.Node> table;
    private long bytes;

    /// An empty set.
    public SetValue(Encodings encodings) {
        this.encodings = encodings;
    }

    /// The number of members.
    public int size() {
        return table == null ? count : table.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    /// Whether this is a member.
    public boolean contains(byte[] member) {
        if (table != null) {
            return table.find(member) != null;
        }
        return Decimal.isLong(member) && place(Decimal.parse(member)) >= 0;
    }

    /// Adds a member; false if it was here.
    public boolean add(byte[] member) {
        if (table == null) {
            if (Decimal.isLong(member) && count < encodings.setMaxIntsetEntries) {
                return addNumber(Decimal.parse(member));
            }
            if (contains(member)) {
                return false;
            }
            toTable();
        }
        return addToTable(member);
    }

    private boolean addNumber(long number) {
        int place = place(number);
        if (place >= 0) {
            return false;
        }
        int gap = -place - 1;
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        System.arraycopy(numbers, gap, numbers, gap + 1, count - gap);
        numbers[gap] = number;
        count++;
        return true;
    }

    private boolean addToTable(byte[] member) {
        ByteTable<ByteTable.Node> members = table;
        if (members == null) {
            throw new AssertionError("no table");
        }
        if (members.find(member) != null) {
            return false;
        }
        members.add(new ByteTable.Node(member));
        bytes += member.length;
        return true;
    }

    private void toTable() {
        table = new ByteTable<>();
        for (int i = 0; i < count; i++) {
            addToTable(Decimal.bytes(numbers[i]));
        }
        count = 0;
        numbers = new long[0];
    }

    private int place(long number) {
        return Arrays.binarySearch(numbers, 0, count, number);
    }

    /// Removes a member; false if it was not here.
    public boolean remove(byte[] member) {
        if (table != null) {
            if (table.remove(member) == null) {
                return false;
            }
            bytes -= member.length;
            return true;
        }
        int place = Decimal.isLong(member) ? place(Decimal.parse(member)) : -1;
        if (place < 0) {
            return false;
        }
        System.arraycopy(numbers, place + 1, numbers, place, count - place - 1);
        count--;
        return true;
    }

    /// A member drawn at random, each as likely as any other; the set must not be empty.
    public byte[] random(RandomGenerator random) {
        if (table == null) {
            return Decimal.bytes(numbers[random.nextInt(count)]);
        }
        ByteTable.Node node = table.random(random);
        if (node == null) {
            throw new AssertionError("nothing to draw from");
        }
        return node.key;
    }

    /// Shows all members; the set must not change meanwhile.
    public void forEach(Consumer<byte[]> visitor) {
        if (table != null) {
            table.forEach(node -> visitor.accept(node.key));
            return;
        }
        for (int i = 0; i < count; i++) {
            visitor.accept(Decimal.bytes(numbers[i]));
        }
    }

    /// Shows some members and returns the cursor to go on with, as [Database#scan] does; a small set shows all.
    public long scan(long cursor, Consumer<byte[]> visitor) {
        if (table != null) {
            return table.scan(cursor, node -> visitor.accept(node.key));
        }
        forEach(visitor);
        return 0;
    }

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public String encoding() {
        return table == null ? "intset" : "hashtable";
    }

    @Override
    public long memory() {
        return 64 + (table == null ? 8L * numbers.length : bytes + (long) MEMBER_MEMORY * table.size());
    }

    @Override
    public Value copy() {
        SetValue copy = new SetValue(encodings);
        if (table != null) {
            copy.toTable();
        }
        forEach(copy::add);
        return copy;
    }
}
