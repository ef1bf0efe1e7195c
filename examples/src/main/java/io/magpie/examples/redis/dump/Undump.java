package io.magpie.examples.redis.dump;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Encodings;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads values that [Dump] or a Redis has written. Whatever the bytes are, it takes no more memory than a small multiple
/// of them, or than they say a compressed string has, and that is bounded.
public final class Undump {

    /// The longest string there is, as Redis has it: 512 MB.
    private static final long LONGEST_STRING = 512 << 20;

    private final ByteBuffer bytes;
    private final Encodings encodings;

    private Undump(ByteBuffer bytes, Encodings encodings) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.encodings = encodings;
    }

    /// Whether the version is known and the checksum is right.
    ///
    /// @param dump what `RESTORE` was given
    /// @return false if it was damaged, or is of a newer Redis
    public static boolean isSound(byte[] dump) {
        int end = dump.length - Format.FOOTER;
        if (end < 0) {
            return false;
        }
        ByteBuffer footer = ByteBuffer.wrap(dump).order(ByteOrder.LITTLE_ENDIAN).position(end);
        int version = footer.getShort() & 0xffff;
        return version <= Format.VERSION && footer.getLong() == Format.checksum(dump, dump.length - Long.BYTES);
    }

    /// The value.
    ///
    /// @param dump what is sound
    /// @param encodings of the database that the value is for
    /// @return null if there is none in it that this server knows, or an empty one
    public static @Nullable Value value(byte[] dump, Encodings encodings) {
        try {
            Undump undump = new Undump(ByteBuffer.wrap(dump, 0, dump.length - Format.FOOTER), encodings);
            Value value = undump.read();
            return value == null || value.isEmpty() || undump.bytes.hasRemaining() ? null : value;
        } catch (BufferUnderflowException | BadFormatException e) {
            return null;
        }
    }

    private @Nullable Value read() {
        return switch (bytes.get()) {
            case Format.STRING -> new StringValue(string());
            case Format.LIST -> list(this::strings);
            case Format.SET -> set(this::strings);
            case Format.HASH -> hash(this::pairs);
            case Format.SORTED_SET -> sortedSet();
            case Format.LIST_OF_NODES -> list(this::nodes);
            case Format.SET_OF_NUMBERS -> set(this::numbers);
            case Format.HASH_PACKED -> hash(this::packed);
            case Format.SORTED_SET_PACKED -> sortedSetOfTexts();
            default -> null;
        };
    }

    // The values, whatever form their parts have

    /// Shows the parts, one after the other, to whom it is given.
    private interface Parts extends Consumer<Consumer<byte[]>> {}

    private static Value list(Parts elements) {
        ListValue list = new ListValue();
        elements.accept(list::addLast);
        return list;
    }

    private Value set(Parts members) {
        SetValue set = new SetValue(encodings);
        members.accept(member -> require(set.add(member)));
        return set;
    }

    private Value hash(Parts fieldsAndValues) {
        HashValue hash = new HashValue(encodings);
        fieldsAndValues.accept(new InPairs((field, value) -> require(hash.put(field, value))));
        return hash;
    }

    private Value sortedSet() {
        SortedSetValue set = new SortedSetValue(encodings);
        for (long left = length(); left > 0; left--) {
            add(set, string(), bytes.getDouble());
        }
        return set;
    }

    private Value sortedSetOfTexts() {
        SortedSetValue set = new SortedSetValue(encodings);
        packed(new InPairs((member, score) -> add(set, member, number(score))));
        return set;
    }

    private static void add(SortedSetValue set, byte[] member, double score) {
        require(!Double.isNaN(score) && set.find(member) == null);
        set.add(member, score);
    }

    /// A score among texts: digits, or what C calls infinity.
    private static double number(byte[] text) {
        if (Decimal.isLong(text)) {
            return Decimal.parse(text);
        }
        String number = new String(text, StandardCharsets.US_ASCII);
        return switch (number) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                require(number.matches("-?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?"));
                yield Double.parseDouble(number);
            }
        };
    }

    // The parts, one string after the other

    private void strings(Consumer<byte[]> visitor) {
        strings(length(), visitor);
    }

    private void pairs(Consumer<byte[]> visitor) {
        strings(2 * length(), visitor);
    }

    private void strings(long count, Consumer<byte[]> visitor) {
        for (long left = count; left > 0; left--) {
            visitor.accept(string());
        }
    }

    // The parts, packed into one string

    private void nodes(Consumer<byte[]> visitor) {
        for (long left = length(); left > 0; left--) {
            long container = length();
            require(container == 1 || container == 2);
            if (container == 1) {
                visitor.accept(string()); // an element so long that it stands alone
            } else {
                packed(visitor);
            }
        }
    }

    private void packed(Consumer<byte[]> visitor) {
        Listpack.forEach(string(), visitor);
    }

    private void numbers(Consumer<byte[]> visitor) {
        ByteBuffer numbers = ByteBuffer.wrap(string()).order(ByteOrder.LITTLE_ENDIAN);
        int width = numbers.getInt();
        int count = numbers.getInt();
        require(count >= 0 && numbers.remaining() == (long) count * width);
        for (int i = 0; i < count; i++) {
            long number = switch (width) {
                case Short.BYTES -> numbers.getShort();
                case Integer.BYTES -> numbers.getInt();
                case Long.BYTES -> numbers.getLong();
                default -> throw new BadFormatException();
            };
            visitor.accept(Decimal.bytes(number));
        }
    }

    // Strings

    private long length() {
        int first = bytes.get() & 0xff;
        long length = switch (first >> 6) {
            case Format.SHORT -> first;
            case Format.MEDIUM -> (first & 0x3f) << 8 | (bytes.get() & 0xff);
            case Format.LONG ->
                first == Format.LONG_64
                        ? Long.reverseBytes(bytes.getLong())
                        : Integer.reverseBytes(bytes.getInt()) & 0xffff_ffffL;
            default -> -1;
        };
        require(length >= 0 && length <= bytes.remaining() * 256L); // of compressed bytes there may be more
        return length;
    }

    private byte[] string() {
        require(bytes.hasRemaining());
        int first = bytes.get(bytes.position()) & 0xff;
        if (first >> 6 != Format.SPECIAL) {
            return bytes(length());
        }
        bytes.get();
        return switch (first & 0x3f) {
            case Format.INT_8 -> Decimal.bytes(bytes.get());
            case Format.INT_16 -> Decimal.bytes(bytes.getShort());
            case Format.INT_32 -> Decimal.bytes(bytes.getInt());
            case Format.COMPRESSED -> {
                long compressed = length();
                long original = length();
                require(original <= LONGEST_STRING);
                yield decompressed(bytes(compressed), (int) original);
            }
            default -> throw new BadFormatException();
        };
    }

    private byte[] bytes(long count) {
        require(count <= bytes.remaining());
        byte[] part = new byte[(int) count];
        bytes.get(part);
        return part;
    }

    /// LZF: runs of bytes, and references to what came before.
    private static byte[] decompressed(byte[] compressed, int length) {
        ByteBuffer input = ByteBuffer.wrap(compressed);
        byte[] output = new byte[length];
        int at = 0;
        while (input.hasRemaining()) {
            int control = input.get() & 0xff;
            if (control < 1 << 5) {
                require(control + 1 <= length - at);
                input.get(output, at, control + 1);
                at += control + 1;
            } else {
                int run = (control >> 5) + 2;
                if (run == 9) {
                    run += input.get() & 0xff;
                }
                int from = at - ((control & 0x1f) << 8) - (input.get() & 0xff) - 1;
                require(from >= 0 && run <= length - at);
                for (int i = 0; i < run; i++) {
                    output[at++] = output[from++]; // one by one: they may overlap
                }
            }
        }
        require(at == length);
        return output;
    }

    static void require(boolean sound) {
        if (!sound) {
            throw new BadFormatException();
        }
    }

    /// The bytes make no sense.
    static final class BadFormatException extends RuntimeException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        BadFormatException() {
            super(null, null, false, false);
        }
    }
}
