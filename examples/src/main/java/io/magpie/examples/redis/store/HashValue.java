package io.magpie.examples.redis.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A hash: fields with values. While it is small a list in the order of arrival, then a hash table.
public final class HashValue implements Value {

    /// The memory of a field beside its bytes: a node, two arrays' headers, a place in a bucket.
    private static final int FIELD_MEMORY = 68;

    private static final class Field extends ByteTable.Node {

        byte[] value;

        Field(byte[] name, byte[] value) {
            super(name);
            this.value = value;
        }
    }

    private final Encodings encodings;
    private @Nullable List<Field> list = new ArrayList<>(4);
    private final ByteTable<Field> table = new ByteTable<>();
    private long bytes;

    /// An empty hash.
    public HashValue(Encodings encodings) {
        this.encodings = encodings;
    }

    /// The number of fields.
    public int size() {
        return list == null ? table.size() : list.size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    /// The value of a field; null if it is not here.
    public byte @Nullable [] get(byte[] name) {
        Field field = find(name);
        return field == null ? null : field.value;
    }

    private @Nullable Field find(byte[] name) {
        if (list == null) {
            return table.find(name);
        }
        for (Field field : list) {
            if (Arrays.equals(field.key, name)) {
                return field;
            }
        }
        return null;
    }

    /// Gives a field a value; true if the field is new.
    public boolean put(byte[] name, byte[] value) {
        if (list != null && Math.max(name.length, value.length) > encodings.hashMaxListpackValue) {
            toTable(list);
        }
        Field field = find(name);
        if (field != null) {
            bytes += value.length - field.value.length;
            field.value = value;
            return false;
        }
        if (list != null && list.size() >= encodings.hashMaxListpackEntries) {
            toTable(list);
        }
        Field added = new Field(name, value);
        if (list == null) {
            table.add(added);
        } else {
            list.add(added);
        }
        bytes += name.length + value.length;
        return true;
    }

    private void toTable(List<Field> fields) {
        fields.forEach(table::add);
        list = null;
    }

    /// Removes a field; false if it was not here.
    public boolean remove(byte[] name) {
        Field field = list == null ? table.remove(name) : find(name);
        if (field == null) {
            return false;
        }
        if (list != null) {
            list.remove(field);
        }
        bytes -= field.key.length + field.value.length;
        return true;
    }

    /// Shows a field drawn at random, each as likely as any other; the hash must not be empty.
    public void random(RandomGenerator random, BiConsumer<byte[], byte[]> visitor) {
        Field field = list == null ? table.random(random) : list.get(random.nextInt(list.size()));
        if (field == null) {
            throw new AssertionError("nothing to draw from");
        }
        visitor.accept(field.key, field.value);
    }

    /// Shows all fields and values; the hash must not change meanwhile.
    public void forEach(BiConsumer<byte[], byte[]> visitor) {
        if (list == null) {
            table.forEach(field -> visitor.accept(field.key, field.value));
        } else {
            list.forEach(field -> visitor.accept(field.key, field.value));
        }
    }

    /// Shows some fields and returns the cursor to go on with, as [Database#scan] does; a small hash shows all.
    public long scan(long cursor, BiConsumer<byte[], byte[]> visitor) {
        if (list == null) {
            return table.scan(cursor, field -> visitor.accept(field.key, field.value));
        }
        forEach(visitor);
        return 0;
    }

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public String encoding() {
        return list == null ? "hashtable" : "listpack";
    }

    @Override
    public long memory() {
        return 96 + bytes + (long) FIELD_MEMORY * size();
    }

    @Override
    public Value copy() {
        HashValue copy = new HashValue(encodings);
        forEach(copy::put);
        if (list == null && copy.list != null) {
            copy.toTable(copy.list);
        }
        return copy;
    }
}
