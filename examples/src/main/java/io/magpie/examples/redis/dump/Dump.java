package io.magpie.examples.redis.dump;

import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes values.
public final class Dump {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Dump() {}

    /// What `DUMP` answers: the value, the version of the format, a checksum.
    ///
    /// @param value not to be changed meanwhile
    /// @return the bytes, which [Undump#value] reads
    public static byte[] of(Value value) {
        Dump dump = new Dump();
        dump.write(value);
        dump.number(Format.VERSION, Short.BYTES);
        dump.number(Format.checksum(dump.bytes.toByteArray(), dump.bytes.size()), Long.BYTES);
        return dump.bytes.toByteArray();
    }

    private void write(Value value) {
        switch (value) {
            case StringValue string -> {
                bytes.write(Format.STRING);
                string(string.bytes());
            }
            case ListValue list -> {
                begin(Format.LIST, list.size());
                for (int i = 0; i < list.size(); i++) {
                    string(list.get(i));
                }
            }
            case SetValue set -> {
                begin(Format.SET, set.size());
                set.forEach(this::string);
            }
            case HashValue hash -> {
                begin(Format.HASH, hash.size());
                hash.forEach((field, content) -> {
                    string(field);
                    string(content);
                });
            }
            case SortedSetValue set -> {
                begin(Format.SORTED_SET, set.size());
                set.forEach(member -> {
                    string(member.key());
                    number(Double.doubleToLongBits(member.score()), Double.BYTES);
                });
            }
        }
    }

    private void begin(int type, int size) {
        bytes.write(type);
        length(size);
    }

    private void string(byte[] string) {
        length(string.length);
        bytes.writeBytes(string);
    }

    private void length(int length) {
        if (length < 1 << 6) {
            bytes.write(length);
        } else if (length < 1 << 14) {
            bytes.write(Format.MEDIUM << 6 | length >> 8);
            bytes.write(length);
        } else {
            bytes.write(Format.LONG << 6);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        }
    }

    /// The low bytes of a number, the lowest first.
    private void number(long number, int count) {
        byte[] all = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        bytes.write(all, 0, count);
    }
}
