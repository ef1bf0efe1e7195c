package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Bytes in order, appended at the end and taken from the front, up to a limit: the cursor of operations that read a line
/// or a whole stream, and what frames are encoded into.
///
/// An empty one owns nothing. One that is given a pool borrows its first buffer there, goes over to the heap when it
/// outgrows that, and gives the buffer back when it is empty: [#clear] it before it is abandoned. One without a pool begins
/// small, on the heap, and is simply garbage in the end.
///
/// Its owner is one task at a time, or one thread.
public final class GrowableBuffer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// The longest array that every JVM has.
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    /// Bytes of the first array of a buffer without a pool, if no more are needed: a short line. A guess.
    private static final int FIRST_CAPACITY = 64;

    private final int limit;
    private final @Nullable BufferPool pool;

    /// Bytes from its position to its limit; behind that, room. Null while there are none. Of the pool's size iff it was
    /// lent by the pool.
    private @Nullable ByteBuffer bytes;

    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    /// A buffer without bytes, and without a pool.
    ///
    /// @param limit bytes it may hold; 0 or more
    /// @throws IllegalArgumentException if `limit` is negative
    public GrowableBuffer(int limit) {
        this(null, limit);
    }

    /// A buffer without bytes.
    ///
    /// @param limit bytes it may hold; 0 or more
    /// @param pool lends the first buffer
    /// @throws IllegalArgumentException if `limit` is negative
    public GrowableBuffer(int limit, BufferPool pool) {
        this(Objects.requireNonNull(pool, "pool"), limit);
    }

    private GrowableBuffer(@Nullable BufferPool pool, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected 0 or more bytes)");
        }
        this.limit = limit;
        this.pool = pool;
    }

    /// How many bytes are in it.
    ///
    /// @return 0 to [#limit]
    public int size() {
        return bytes == null ? 0 : bytes.remaining();
    }

    /// Whether there are none.
    ///
    /// @return true if [#size] is 0
    public boolean isEmpty() {
        return size() == 0;
    }

    /// How many bytes it may hold.
    ///
    /// @return as given to the constructor
    public int limit() {
        return limit;
    }

    /// How many bytes may be appended.
    ///
    /// @return 0 or more
    public int room() {
        return Math.max(0, limit - size());
    }

    /// The order of the bytes of numbers that are appended: big-endian unless set.
    ///
    /// @param order for what is appended from now on
    /// @return this
    @CanIgnoreReturnValue
    public GrowableBuffer order(ByteOrder order) {
        this.order = Objects.requireNonNull(order, "order");
        return this;
    }

    // ---- at the end

    /// Appends one byte.
    ///
    /// @param value the byte
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer append(byte value) {
        ByteBuffer into = reserve(Byte.BYTES);
        into.put(into.limit() - Byte.BYTES, value);
        return this;
    }

    /// Appends bytes.
    ///
    /// @param values the bytes; copied
    /// @return this
    /// @throws IllegalStateException if there is no room for all; then none was appended
    @CanIgnoreReturnValue
    public GrowableBuffer append(byte[] values) {
        return append(values, 0, values.length);
    }

    /// Appends bytes.
    ///
    /// @param values the bytes; copied
    /// @param offset index of the first
    /// @param length how many
    /// @return this
    /// @throws IllegalStateException if there is no room for all; then none was appended
    /// @throws IndexOutOfBoundsException if `offset` and `length` lie outside of `values`
    @CanIgnoreReturnValue
    public GrowableBuffer append(byte[] values, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, values.length);
        if (length > 0) {
            ByteBuffer into = reserve(length);
            into.put(into.limit() - length, values, offset, length);
        }
        return this;
    }

    /// Appends what remains of `values`.
    ///
    /// @param values copied; its position moves on to its limit
    /// @return this
    /// @throws IllegalStateException if there is no room for all; then none was appended
    @CanIgnoreReturnValue
    public GrowableBuffer append(ByteBuffer values) {
        int n = values.remaining();
        if (n > 0) {
            ByteBuffer into = reserve(n);
            into.put(into.limit() - n, values, values.position(), n);
            values.position(values.limit());
        }
        return this;
    }

    /// Appends text in UTF-8.
    ///
    /// @param text what to append
    /// @return this
    /// @throws IllegalStateException if there is no room for all; then none was appended
    @CanIgnoreReturnValue
    public GrowableBuffer append(String text) {
        return append(text.getBytes(UTF_8));
    }

    /// Appends two bytes in [#order].
    ///
    /// @param value its lower 16 bits
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer appendShort(int value) {
        ByteBuffer into = reserve(Short.BYTES);
        into.order(order).putShort(into.limit() - Short.BYTES, (short) value);
        return this;
    }

    /// Appends four bytes in [#order].
    ///
    /// @param value the number
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer appendInt(int value) {
        ByteBuffer into = reserve(Integer.BYTES);
        into.order(order).putInt(into.limit() - Integer.BYTES, value);
        return this;
    }

    /// Appends eight bytes in [#order].
    ///
    /// @param value the number
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer appendLong(long value) {
        ByteBuffer into = reserve(Long.BYTES);
        into.order(order).putLong(into.limit() - Long.BYTES, value);
        return this;
    }

    /// Appends four bytes in [#order].
    ///
    /// @param value the number
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer appendFloat(float value) {
        return appendInt(Float.floatToRawIntBits(value));
    }

    /// Appends eight bytes in [#order].
    ///
    /// @param value the number
    /// @return this
    /// @throws IllegalStateException if there is no room
    @CanIgnoreReturnValue
    public GrowableBuffer appendDouble(double value) {
        return appendLong(Double.doubleToRawLongBits(value));
    }

    /// Appends what there is room for. Returns how much.
    int appendSome(ByteBuffer values) {
        int n = Math.min(values.remaining(), room());
        append(values.slice(values.position(), n));
        values.position(values.position() + n);
        return n;
    }

    /// Makes `n` bytes at the end part of this buffer, whatever is in them.
    private ByteBuffer reserve(int n) {
        if (n > room()) {
            throw new IllegalStateException("no room for " + n + " bytes: " + this);
        }
        ByteBuffer into = withRoom(n);
        into.limit(into.limit() + n);
        return into;
    }

    /// The buffer, with `n` bytes between its limit and its capacity at least.
    private ByteBuffer withRoom(int n) {
        ByteBuffer old = bytes;
        if (old == null) {
            ByteBuffer first = begin(n).limit(0);
            bytes = first;
            return first;
        }
        if (old.capacity() - old.limit() >= n) {
            return old;
        }
        if (old.capacity() - old.remaining() >= n) {
            return old.compact().flip();
        }
        return grow(old, n);
    }

    private ByteBuffer begin(int n) {
        BufferPool lender = pool;
        if (lender != null && n <= lender.bufferSize()) {
            return lender.lend();
        }
        return ByteBuffer.allocate(Math.max(n, Math.min(FIRST_CAPACITY, limit)));
    }

    /// The buffer, with room. What is in it is moved to the front if the room behind it is small, so that a read is not.
    private ByteBuffer withRoomToRead() {
        ByteBuffer old = bytes;
        if (old != null && old.position() > 0 && old.capacity() - old.limit() < old.capacity() / 2) {
            return old.compact().flip();
        }
        return withRoom(1);
    }

    private ByteBuffer grow(ByteBuffer old, int n) {
        long needed = (long) old.remaining() + n;
        long doubled = Math.min(2L * old.capacity(), limit);
        int capacity = (int) Math.min(MAX_CAPACITY, Math.max(needed, doubled));
        ByteBuffer grown = ByteBuffer.allocate(capacity).put(old).flip();
        giveBack(old);
        bytes = grown;
        return grown;
    }

    private void giveBack(ByteBuffer old) {
        BufferPool lender = pool;
        if (lender != null && old.capacity() == lender.bufferSize()) {
            lender.giveBack(old);
        }
    }

    /// Takes bytes away from the end.
    ///
    /// @param size how many to keep; 0 to [#size]
    /// @throws IllegalArgumentException if there are fewer
    public void truncate(int size) {
        if (size < 0 || size > size()) {
            throw new IllegalArgumentException("size: " + size + " (expected 0 to " + size() + ", what there is)");
        }
        ByteBuffer kept = bytes;
        if (kept != null) {
            kept.limit(kept.position() + size);
            release();
        }
    }

    // ---- from the front

    /// The bytes, to be looked at or taken: they lie between its position and its limit, and what its position is moved
    /// past is taken. Valid until the next call of another method, which should be [#release].
    ///
    /// @return the buffer itself; its limit and its bytes are not to be changed
    public ByteBuffer view() {
        return bytes == null ? NOTHING : bytes;
    }

    /// Ends what [#view] began: if all was taken, the memory goes back to where it was lent from.
    public void release() {
        ByteBuffer old = bytes;
        if (old != null && !old.hasRemaining()) {
            bytes = null;
            giveBack(old);
        }
    }

    /// Takes all bytes away.
    public void clear() {
        ByteBuffer old = bytes;
        if (old != null) {
            bytes = null;
            giveBack(old);
        }
    }

    /// A copy of the bytes; none is taken.
    ///
    /// @return a new array
    public byte[] toByteArray() {
        byte[] copy = new byte[size()];
        ByteBuffer from = view();
        from.get(from.position(), copy);
        return copy;
    }

    /// The bytes as text; none is taken. What is malformed is replaced.
    ///
    /// @param charset of the bytes
    /// @return the text
    public String toString(Charset charset) {
        return new String(toByteArray(), charset);
    }

    // ---- from and to streams

    /// Appends what is there of `source`, for futures written by hand: as [#readFrom].
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param source what to read
    /// @return bytes appended, 0 iff there is no room; -1 at the end; [AsyncRead#NOT_READY]
    /// @throws IOException if the source failed or is closed
    public int pollReadFrom(Context cx, AsyncRead source) throws IOException {
        int room = room();
        return room == 0 ? 0 : readSome(cx, source, room);
    }

    /// Reads `most` bytes at most, whatever the limit.
    int readSome(Context cx, AsyncRead source, long most) throws IOException {
        if (bytes == null && !source.pollReadable(cx)) {
            return AsyncRead.NOT_READY;
        }
        ByteBuffer into = withRoomToRead();
        int from = into.position();
        int end = into.limit();
        into.limit((int) Math.min(into.capacity(), end + most)).position(end);
        try {
            return source.pollRead(cx, into);
        } finally {
            into.flip().position(from);
            release();
        }
    }

    /// Hands all bytes to `sink`, for futures written by hand: as [#writeTo].
    ///
    /// @param cx of the current poll; takes one operation of its budget for each write
    /// @param sink what to write to
    /// @return true if there are none left; false if the waker of `cx` will be woken
    /// @throws IOException if the sink failed, is shut down or closed
    public boolean pollWriteTo(Context cx, AsyncWrite sink) throws IOException {
        ByteBuffer from = bytes;
        if (from == null) {
            return true;
        }
        while (from.hasRemaining()) {
            if (sink.pollWrite(cx, from) == AsyncRead.NOT_READY) {
                return false;
            }
        }
        release();
        return true;
    }

    /// Appends what is there of `source`, and waits if nothing is; without a buffer, if this one is empty. Inert. Dropped,
    /// it has taken nothing.
    ///
    /// @param source what to read
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff there is no room; fails with
    ///     an [IOException]
    public Future<Integer> readFrom(AsyncRead source) {
        Objects.requireNonNull(source, "source");
        return StreamFutures.of(source, "readFrom", cx -> {
            int n = pollReadFrom(cx, source);
            return n == AsyncRead.NOT_READY ? Poll.PENDING : (Object) n;
        });
    }

    /// Hands all bytes to `sink`. Inert. Dropped or failed midway, the bytes that were not written are in this buffer
    /// still; write again.
    ///
    /// @param sink what to write to; it is not flushed
    /// @return a future that ends when none are left; fails with an [IOException]
    public Future<@Nullable Void> writeTo(AsyncWrite sink) {
        Objects.requireNonNull(sink, "sink");
        return StreamFutures.of(sink, "writeTo", cx -> pollWriteTo(cx, sink) ? null : Poll.PENDING);
    }

    @Override
    public String toString() {
        return "GrowableBuffer[" + size() + " of " + limit + " bytes]";
    }
}
