package io.magpie.examples.redis.dump;

import static io.magpie.examples.redis.dump.Undump.require;

import io.magpie.examples.redis.protocol.Decimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// The packed list of Redis 7: strings and numbers in one piece of memory, each followed by its own length, so that it can
/// be walked backwards.
final class Listpack {

    /// The whole length and the number of elements.
    private static final int HEADER = 6;

    private static final int END = 0xff;

    private Listpack() {}

    /// Shows the elements, numbers as their digits.
    static void forEach(byte[] packed, Consumer<byte[]> visitor) {
        ByteBuffer bytes = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        require(bytes.getInt() == packed.length);
        skip(bytes, HEADER - Integer.BYTES);
        while (true) {
            int start = bytes.position();
            int first = bytes.get() & 0xff;
            if (first == END) {
                require(!bytes.hasRemaining());
                return;
            }
            visitor.accept(element(first, bytes));
            skip(bytes, bytesOfLength(bytes.position() - start));
        }
    }

    private static byte[] element(int first, ByteBuffer bytes) {
        if (first < 0x80) {
            return Decimal.bytes(first);
        }
        if (first < 0xc0) {
            return string(bytes, first & 0x3f);
        }
        if (first < 0xe0) { // 13 bits with a sign
            return Decimal.bytes(((first & 0x1f) << 8 | (bytes.get() & 0xff)) << 19 >> 19);
        }
        if (first < 0xf0) {
            return string(bytes, (first & 0x0f) << 8 | (bytes.get() & 0xff));
        }
        return switch (first) {
            case 0xf0 -> string(bytes, bytes.getInt());
            case 0xf1 -> Decimal.bytes(bytes.getShort());
            case 0xf2 -> Decimal.bytes((bytes.getShort() & 0xffff) | bytes.get() << 16);
            case 0xf3 -> Decimal.bytes(bytes.getInt());
            case 0xf4 -> Decimal.bytes(bytes.getLong());
            default -> throw new Undump.BadFormatException();
        };
    }

    private static byte[] string(ByteBuffer bytes, int length) {
        require(length >= 0 && length <= bytes.remaining());
        byte[] string = new byte[length];
        bytes.get(string);
        return string;
    }

    /// How many bytes the length of an element takes, seven bits in each.
    private static int bytesOfLength(int length) {
        if (length <= 127) {
            return 1;
        }
        if (length < 16_383) {
            return 2;
        }
        if (length < 2_097_151) {
            return 3;
        }
        return length < 268_435_455 ? 4 : 5;
    }

    private static void skip(ByteBuffer bytes, int count) {
        require(count <= bytes.remaining());
        bytes.position(bytes.position() + count);
    }
}
