package io.magpie.examples.redis.protocol;

/// Whole numbers as digits, in the one form that Redis accepts: no sign but `-`, no leading zero, no blank, within 64
/// bits.
public final class Decimal {

    /// The most characters such a number has.
    public static final int MAX_LENGTH = 20;

    private Decimal() {}

    /// Whether the bytes are a number of this form.
    public static boolean isLong(byte[] bytes) {
        return isLong(bytes, 0, bytes.length);
    }

    /// Whether the bytes `[from, end)` are a number of this form.
    public static boolean isLong(byte[] bytes, int from, int end) {
        return parse(bytes, from, end) != 0 || (end - from == 1 && bytes[from] == '0');
    }

    /// The number that the bytes are; 0 also if they are none (see [#isLong(byte[])]).
    public static long parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /// The number that the bytes `[from, end)` are; 0 also if they are none (see [#isLong(byte[], int, int)]).
    public static long parse(byte[] bytes, int from, int end) {
        int length = end - from;
        if (length <= 0 || length > MAX_LENGTH) {
            return 0;
        }
        boolean negative = bytes[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == end || bytes[at] < '1' || bytes[at] > '9') {
            return 0;
        }
        long value = 0; // kept negative: Long.MIN_VALUE has no positive twin
        while (at < end) {
            int digit = bytes[at++] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                return 0;
            }
            value = value * 10 - digit;
            if (value > 0) {
                return 0;
            }
        }
        if (negative) {
            return value;
        }
        return value == Long.MIN_VALUE ? 0 : -value;
    }

    /// The number of characters of `value`.
    public static int length(long value) {
        int sign = value < 0 ? 1 : 0;
        long left = value < 0 ? value : -value;
        int digits = 1;
        while (left <= -10) {
            left /= 10;
            digits++;
        }
        return sign + digits;
    }

    /// Writes `value` into `target` so that it ends before `end`; returns where it begins.
    public static int writeBackwards(long value, byte[] target, int end) {
        long left = value < 0 ? value : -value;
        int at = end;
        do {
            target[--at] = (byte) ('0' - left % 10);
            left /= 10;
        } while (left != 0);
        if (value < 0) {
            target[--at] = '-';
        }
        return at;
    }

    /// The characters of `value`.
    public static byte[] bytes(long value) {
        int length = length(value);
        byte[] bytes = new byte[length];
        int start = writeBackwards(value, bytes, length);
        assert start == 0;
        return bytes;
    }
}
