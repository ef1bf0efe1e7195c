package io.magpie.io;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A source with a buffer, which it borrows while bytes are in it: a reader that waits for the first byte owns none.
///
/// It reads as much as the buffer takes, so that many small reads cost one of the source's. A read at least as big as the
/// buffer, while none is lent, goes to the source directly.
///
/// Used by one task at a time; [#close] too. Another task that wants to end a read closes the stream beneath.
///
/// ## Cancellation
///
/// What was read and not taken stays in the buffer. So no method loses a byte when its future is dropped, and the next
/// one goes on there: a dropped `readInt` has taken nothing.
public final class BufReader implements AsyncBufRead {

    private final AsyncRead source;

    /// Of one buffer of the pool, which it never outgrows.
    private final GrowableBuffer held;

    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    /// A reader with buffers of the shared pool.
    ///
    /// @param source read by this reader only, from now on, and closed with it
    public BufReader(AsyncRead source) {
        this(source, BufferPool.shared());
    }

    /// A reader with buffers of `pool`.
    ///
    /// @param source read by this reader only, from now on, and closed with it
    /// @param pool lends one buffer at a time
    public BufReader(AsyncRead source, BufferPool pool) {
        this.source = Objects.requireNonNull(source, "source");
        this.held = new GrowableBuffer(pool.bufferSize(), pool);
    }

    @Override
    public @Nullable ByteBuffer pollFill(Context cx) throws IOException {
        return pollFill(cx, 1);
    }

    /// As [#pollFill(Context)], for what cannot be taken in parts.
    ///
    /// @param cx of the current poll; takes one operation of its budget for each read of the source
    /// @param atLeast 1 to the size of the pool's buffers
    /// @return `atLeast` bytes or more; fewer at the end; null if they are not there yet
    /// @throws IOException if the source failed or is closed
    /// @throws IllegalArgumentException if no buffer of the pool has so many bytes
    public @Nullable ByteBuffer pollFill(Context cx, int atLeast) throws IOException {
        if (atLeast < 1 || atLeast > held.limit()) {
            throw new IllegalArgumentException(
                    "atLeast: " + atLeast + " (expected 1 to " + held.limit() + ", the size of a buffer of the pool)");
        }
        while (held.size() < atLeast) {
            int n = held.pollReadFrom(cx, source);
            if (n == NOT_READY) {
                return null;
            }
            if (n < 0) {
                break;
            }
        }
        return held.view();
    }

    @Override
    public void release() {
        held.release();
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (held.isEmpty() && into.remaining() >= held.limit()) {
            return source.pollRead(cx, into);
        }
        ByteBuffer here = pollFill(cx);
        if (here == null) {
            return NOT_READY;
        }
        if (!here.hasRemaining()) {
            return -1;
        }
        int n = Transfer.move(here, into);
        release();
        return n;
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        return !held.isEmpty() || source.pollReadable(cx);
    }

    // ---- numbers

    /// The order of the bytes of numbers: big-endian unless set.
    ///
    /// @param order for what is read from now on
    /// @return this
    @CanIgnoreReturnValue
    public BufReader order(ByteOrder order) {
        this.order = Objects.requireNonNull(order, "order");
        return this;
    }

    /// Reads one byte, signed. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Byte> readByte() {
        return number("readByte", Byte.BYTES, ByteBuffer::get);
    }

    /// Reads one byte, 0 to 255. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Integer> readUnsignedByte() {
        return number("readUnsignedByte", Byte.BYTES, from -> Byte.toUnsignedInt(from.get()));
    }

    /// Reads two bytes, signed, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Short> readShort() {
        return number("readShort", Short.BYTES, ByteBuffer::getShort);
    }

    /// Reads two bytes, 0 to 65,535, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Integer> readUnsignedShort() {
        return number("readUnsignedShort", Short.BYTES, from -> Short.toUnsignedInt(from.getShort()));
    }

    /// Reads four bytes, signed, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Integer> readInt() {
        return number("readInt", Integer.BYTES, ByteBuffer::getInt);
    }

    /// Reads four bytes, 0 to 2³²-1, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Long> readUnsignedInt() {
        return number("readUnsignedInt", Integer.BYTES, from -> Integer.toUnsignedLong(from.getInt()));
    }

    /// Reads eight bytes, signed, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Long> readLong() {
        return number("readLong", Long.BYTES, ByteBuffer::getLong);
    }

    /// Reads four bytes, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Float> readFloat() {
        return number("readFloat", Float.BYTES, ByteBuffer::getFloat);
    }

    /// Reads eight bytes, in [#order]. Inert. Dropped, it has taken nothing.
    ///
    /// @return a future of the number; fails with an [EOFException] if the stream ends before or within it, or with another
    ///     [IOException]
    public Future<Double> readDouble() {
        return number("readDouble", Double.BYTES, ByteBuffer::getDouble);
    }

    private <T> Future<T> number(String verb, int size, Function<ByteBuffer, T> taking) {
        return StreamFutures.of(this, verb, cx -> {
            ByteBuffer here = pollFill(cx, size);
            if (here == null) {
                return Poll.PENDING;
            }
            if (here.remaining() < size) {
                throw new EOFException(
                        source + " ended after " + here.remaining() + " of the " + size + " bytes of a number");
            }
            T value = taking.apply(here.order(order));
            release();
            return value;
        });
    }

    /// The bytes that were read from the source and not taken yet.
    ///
    /// @return 0 to the size of a buffer
    public int buffered() {
        return held.size();
    }

    /// Closes the source, and gives the buffer back; what is in it is lost. Idempotent. By the task that reads.
    @Override
    public void close() {
        discard();
        source.close();
    }

    /// Gives the buffer back; what is in it is lost.
    void discard() {
        held.clear();
    }

    @Override
    public String toString() {
        return "BufReader[" + source + "]";
    }
}
