package io.magpie.examples.redis.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Answers on their way to a client: a growing byte string in RESP2 or RESP3. Not thread-safe.
///
/// What RESP2 has no type for becomes what Redis sends instead: a map is an array of twice the length, a set and a push
/// are arrays, a boolean is an integer, a double is a bulk string.
public final class Reply {

    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] PONG = ascii("+PONG\r\n");
    private static final byte[] NULL = ascii("_\r\n");
    private static final byte[] NULL_BULK = ascii("$-1\r\n");
    private static final byte[] NULL_ARRAY = ascii("*-1\r\n");
    private static final byte[] EMPTY_ARRAY = ascii("*0\r\n");
    private static final byte[] TRUE = ascii("#t\r\n");
    private static final byte[] FALSE = ascii("#f\r\n");

    /// The least room that an answer which is not a string needs: type, sign, 19 digits, two line ends.
    private static final int HEADER = 32;

    private final int firstCapacity;
    private final int mostKept;
    private byte[] bytes;
    private int length;
    private boolean resp3;

    /// An empty reply in RESP2.
    ///
    /// @param firstCapacity bytes it takes before it grows; [#clear] goes back to it
    public Reply(int firstCapacity) {
        this(firstCapacity, firstCapacity);
    }

    /// An empty reply in RESP2 that is used again and again.
    ///
    /// @param firstCapacity bytes it takes before it grows
    /// @param mostKept the capacity that [#clear] keeps, if it has grown so far and no further
    public Reply(int firstCapacity, int mostKept) {
        this.mostKept = Math.max(HEADER, mostKept);
        this.firstCapacity = Math.max(HEADER, firstCapacity);
        this.bytes = new byte[this.firstCapacity];
    }

    /// Whether answers are written in RESP3.
    public boolean isResp3() {
        return resp3;
    }

    /// Chooses RESP3 (true) or RESP2 for what is written from now on.
    public void useResp3(boolean yes) {
        resp3 = yes;
    }

    // What is here

    /// The number of bytes here.
    public int length() {
        return length;
    }

    /// Forgets all bytes, and the array that held them if it had grown too far.
    public void clear() {
        length = 0;
        if (bytes.length > mostKept) {
            bytes = new byte[firstCapacity];
        }
    }

    /// Forgets the bytes after the first `newLength`: takes back an answer begun.
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /// A view of all bytes here. It must not be used after the next write or [#clear].
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /// A copy of all bytes here.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /// Copies bytes from `from` on into `target` as far as both reach; returns how many.
    public int copyTo(int from, ByteBuffer target) {
        int count = Math.min(length - from, target.remaining());
        target.put(bytes, from, count);
        return count;
    }

    // Types that both versions have

    /// `+OK`.
    public void ok() {
        raw(OK);
    }

    /// `+QUEUED`.
    public void queued() {
        raw(QUEUED);
    }

    /// `+PONG`.
    public void pong() {
        raw(PONG);
    }

    /// A simple string: ASCII without line ends.
    public void simple(String text) {
        line((byte) '+', text);
    }

    /// An error; `message` begins with its code, as in `ERR no such key`. Line ends in it become blanks.
    public void error(String message) {
        line((byte) '-', message.replace('\r', ' ').replace('\n', ' '));
    }

    /// An integer.
    public void integer(long value) {
        header((byte) ':', value);
    }

    /// A bulk string.
    public void bulk(byte[] string) {
        bulk(string, 0, string.length);
    }

    /// The bytes `[from, from + count)` as a bulk string.
    public void bulk(byte[] string, int from, int count) {
        room((long) count + HEADER);
        byte[] target = bytes;
        int at = putHeader(target, length, (byte) '$', count);
        System.arraycopy(string, from, target, at, count);
        at += count;
        target[at] = '\r';
        target[at + 1] = '\n';
        length = at + 2;
    }

    /// A bulk string of ASCII characters.
    public void bulk(String text) {
        bulk(ascii(text));
    }

    /// The digits of a number as a bulk string.
    public void bulk(long value) {
        int digits = Decimal.length(value);
        room(2 * HEADER);
        header((byte) '$', digits);
        int start = Decimal.writeBackwards(value, bytes, length + digits);
        assert start == length;
        length += digits;
        endLine();
    }

    /// The header of an array; its `size` elements follow.
    public void array(int size) {
        header((byte) '*', size);
    }

    /// `*0`.
    public void emptyArray() {
        raw(EMPTY_ARRAY);
    }

    /// Bytes that are an answer already.
    public void raw(byte[] encoded) {
        raw(encoded, 0, encoded.length);
    }

    /// The bytes `[from, from + count)`, which are an answer already.
    public void raw(byte[] encoded, int from, int count) {
        room(count);
        System.arraycopy(encoded, from, bytes, length, count);
        length += count;
    }

    // Types that RESP3 has, and what RESP2 gets

    /// The absence of a string: `$-1` in RESP2.
    public void nullBulk() {
        raw(resp3 ? NULL : NULL_BULK);
    }

    /// The absence of an array: `*-1` in RESP2.
    public void nullArray() {
        raw(resp3 ? NULL : NULL_ARRAY);
    }

    /// The header of a map; `pairs` times a key and a value follow.
    public void map(int pairs) {
        if (resp3) {
            header((byte) '%', pairs);
        } else {
            header((byte) '*', 2L * pairs);
        }
    }

    /// The header of a set; its `size` elements follow.
    public void set(int size) {
        header(resp3 ? (byte) '~' : (byte) '*', size);
    }

    /// The header of a message nobody asked for; its `size` elements follow.
    public void push(int size) {
        header(resp3 ? (byte) '>' : (byte) '*', size);
    }

    /// A floating-point number, 17 digits at most.
    public void real(double value) {
        String text = Real.format(value);
        if (resp3) {
            line((byte) ',', text);
        } else {
            bulk(text);
        }
    }

    /// A boolean: 1 or 0 in RESP2.
    public void bool(boolean value) {
        if (resp3) {
            raw(value ? TRUE : FALSE);
        } else {
            integer(value ? 1 : 0);
        }
    }

    /// A whole number of any size, given as its digits.
    public void bigNumber(String digits) {
        if (resp3) {
            line((byte) '(', digits);
        } else {
            bulk(digits);
        }
    }

    /// Text for people; `format` is three letters, `txt` or `mkd`.
    public void verbatim(String format, byte[] text) {
        if (!resp3) {
            bulk(text);
            return;
        }
        header((byte) '=', text.length + 4L);
        raw(ascii(format));
        raw(new byte[] {':'});
        raw(text);
        room(2);
        endLine();
    }

    // Writing

    private void line(byte type, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        room(characters.length + 3L);
        bytes[length++] = type;
        System.arraycopy(characters, 0, bytes, length, characters.length);
        length += characters.length;
        endLine();
    }

    private void header(byte type, long number) {
        room(HEADER);
        length = putHeader(bytes, length, type, number);
    }

    /// Writes a header at `from`; returns where it ends.
    private static int putHeader(byte[] target, int from, byte type, long number) {
        int at = from;
        target[at++] = type;
        if (number >= 0 && number < 10) {
            target[at++] = (byte) ('0' + number);
        } else if (number >= 0 && number < 100) {
            int both = (int) number;
            target[at++] = (byte) ('0' + both / 10);
            target[at++] = (byte) ('0' + both % 10);
        } else {
            int end = at + Decimal.length(number);
            Decimal.writeBackwards(number, target, end);
            at = end;
        }
        target[at++] = '\r';
        target[at++] = '\n';
        return at;
    }

    private void endLine() {
        bytes[length] = '\r';
        bytes[length + 1] = '\n';
        length += 2;
    }

    private void room(long more) {
        if (bytes.length - length < more) {
            grow(more);
        }
    }

    private void grow(long more) {
        long needed = length + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a reply of " + needed + " bytes; the most is 2 GiB");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
