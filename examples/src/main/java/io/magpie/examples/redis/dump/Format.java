package io.magpie.examples.redis.dump;

/// The numbers of the format, which `DUMP` and `RESTORE` share.
final class Format {

    /// What is written, and the newest that is read.
    static final int VERSION = 10;

    /// Two bytes of version, eight of checksum, at the end.
    static final int FOOTER = 10;

    // Types. Written are those of the first line.
    static final int STRING = 0, LIST = 1, SET = 2, HASH = 4, SORTED_SET = 5;
    static final int SET_OF_NUMBERS = 11, HASH_PACKED = 16, SORTED_SET_PACKED = 17, LIST_OF_NODES = 18;

    // The first two bits of a length, and what may stand in its place.
    static final int SHORT = 0, MEDIUM = 1, LONG = 2, SPECIAL = 3;
    static final int LONG_64 = 0x81;
    static final int INT_8 = 0, INT_16 = 1, INT_32 = 2, COMPRESSED = 3;

    /// CRC-64 in the variant of Jones, bits reflected: the polynomial, reversed.
    private static final long POLYNOMIAL = Long.reverse(0xad93_d235_94c9_35a9L);

    private static final long[] CRC_OF_BYTE = new long[256];

    static {
        for (int index = 0; index < 256; index++) {
            long crc = index;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            CRC_OF_BYTE[index] = crc;
        }
    }

    private Format() {}

    /// The checksum of the first `length` bytes.
    static long checksum(byte[] bytes, int length) {
        long crc = 0;
        for (int i = 0; i < length; i++) {
            crc = CRC_OF_BYTE[(int) (crc ^ bytes[i]) & 0xff] ^ crc >>> 8;
        }
        return crc;
    }
}
