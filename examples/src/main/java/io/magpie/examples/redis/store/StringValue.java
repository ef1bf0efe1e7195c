package io.magpie.examples.redis.store;

import io.magpie.examples.redis.protocol.Decimal;
import java.util.Arrays;

/// A byte string, or the whole number whose digits it is.
public final class StringValue implements Value {

    /// Longer strings are `raw` to Redis, shorter ones `embstr`.
    private static final int EMBEDDED = 44;

    private static final byte[] NONE = {};

    /// The string is `bytes[0, length)`, or the digits of `number` if `isNumber`.
    private byte[] bytes;
    private int length;
    private long number;
    private boolean isNumber;
    /// Computed as a text: never called `int`, even if it looks like one.
    private boolean computed;
    /// Changed in place once: never called `embstr` or `int`.
    private boolean edited;

    /// A string.
    public StringValue(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /// The digits of a number.
    public StringValue(long number) {
        this.bytes = NONE;
        this.number = number;
        this.isNumber = true;
    }

    /// Becomes another string.
    public void set(byte[] newBytes) {
        bytes = newBytes;
        length = newBytes.length;
        isNumber = false;
        computed = false;
        edited = false;
    }

    /// Becomes a string that was computed: Redis no longer takes it for a whole number, whatever it looks like.
    public void setComputed(byte[] newBytes) {
        set(newBytes);
        computed = true;
    }

    /// Becomes the digits of a number.
    public void set(long newNumber) {
        bytes = NONE;
        length = 0;
        number = newNumber;
        isNumber = true;
        computed = false;
        edited = false;
    }

    /// Whether this is kept as a number: [#number] is it.
    public boolean isNumber() {
        return isNumber;
    }

    /// The number, if this is kept as one.
    public long number() {
        return number;
    }

    /// The number of bytes.
    public int length() {
        return isNumber ? Decimal.length(number) : length;
    }

    /// The bytes; an array of its own only if it must be. Not to be changed.
    public byte[] bytes() {
        if (isNumber) {
            return Decimal.bytes(number);
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /// The array whose first [#length] bytes are this string, if it is not kept as a number.
    public byte[] array() {
        return bytes;
    }

    /// Writes `patch` at `offset`; zeros fill the gap if that is beyond the end.
    public void write(int offset, byte[] patch) {
        int needed = Math.max(length(), Math.addExact(offset, patch.length));
        if (!edited || needed > bytes.length) {
            // Never into the array it came in: that one may be an argument still in use. Room for more from the second
            // time on. What lies beyond the length is zero.
            byte[] old = isNumber ? Decimal.bytes(number) : bytes;
            bytes = Arrays.copyOf(old, edited ? (int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L) : needed);
            isNumber = false;
            edited = true;
        }
        System.arraycopy(patch, 0, bytes, offset, patch.length);
        length = needed;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public String encoding() {
        if (isNumber || (!computed && !edited && Decimal.isLong(bytes, 0, length))) {
            return "int";
        }
        return edited || length > EMBEDDED ? "raw" : "embstr";
    }

    @Override
    public long memory() {
        return 40L + (isNumber ? 0 : 16L + bytes.length);
    }

    @Override
    public Value copy() {
        StringValue copy = isNumber ? new StringValue(number) : new StringValue(bytes());
        copy.computed = computed;
        if (edited) {
            copy.write(0, NONE);
        }
        return copy;
    }
}
