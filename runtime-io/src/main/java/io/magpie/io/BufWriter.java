package io.magpie.io;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A sink that holds small writes back until a buffer is full, or until [#flush]. It borrows the buffer while bytes are
/// in it: a writer that has flushed owns none.
///
/// A write at least as big as the buffer, while none is lent, goes to the sink directly. One that has no room behind what
/// the buffer holds goes out together with that, in one operation and without a copy, if the sink can
/// ([AsyncWrite#isVectored], as sockets do); else it fills the buffer first.
///
/// Used by one task at a time; [#close] too. Another task that wants to end a write closes the stream beneath.
///
/// ## Cancellation
///
/// What was taken stays in the buffer, in order. A dropped write has taken what the position of the caller's buffer says,
/// and a dropped flush is begun again; no byte is lost or doubled. Bytes that nobody flushes are lost at [#close].
public final class BufWriter implements AsyncWrite {

    private final AsyncWrite sink;

    /// Of one buffer of the pool, which it never outgrows.
    private final GrowableBuffer held;

    /// A writer with buffers of the shared pool.
    ///
    /// @param sink written to by this writer only, from now on, and closed with it
    public BufWriter(AsyncWrite sink) {
        this(sink, BufferPool.shared());
    }

    /// A writer with buffers of `pool`.
    ///
    /// @param sink written to by this writer only, from now on, and closed with it
    /// @param pool lends one buffer at a time
    public BufWriter(AsyncWrite sink, BufferPool pool) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.held = new GrowableBuffer(pool.bufferSize(), pool);
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        if (!from.hasRemaining()) {
            return 0;
        }
        while (true) {
            if (held.isEmpty() && from.remaining() >= held.limit()) {
                return sink.pollWrite(cx, from);
            }
            if (from.remaining() > held.room() && sink.isVectored()) {
                int n = (int) writeTogether(cx, new ByteBuffer[] {held.view(), from});
                if (n != 0) {
                    return n;
                }
            } else {
                int n = held.appendSome(from);
                if (n > 0) {
                    return n;
                }
                if (!held.pollWriteTo(cx, sink)) {
                    return AsyncRead.NOT_READY;
                }
            }
        }
    }

    /// Takes what has room in the buffer together; else writes as [#pollWrite(Context, ByteBuffer)] does.
    @Override
    public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        long offered = SocketStream.remaining(from, offset, length);
        if (offered > held.room() && !sink.isVectored()) {
            return AsyncWrite.super.pollWrite(cx, from, offset, length);
        }
        while (offered > held.room()) {
            if (held.isEmpty()) {
                return sink.pollWrite(cx, from, offset, length);
            }
            ByteBuffer[] all = new ByteBuffer[length + 1];
            all[0] = held.view();
            System.arraycopy(from, offset, all, 1, length);
            long n = writeTogether(cx, all);
            if (n != 0) {
                return n;
            }
        }
        for (int i = offset; i < offset + length; i++) {
            int _ = held.appendSome(from[i]); // there is room for all
        }
        return offered;
    }

    /// Writes in one operation what is held, which comes first, and the rest. Returns the bytes written of the rest: 0 if
    /// not even all that was held was taken.
    private long writeTogether(Context cx, ByteBuffer[] all) throws IOException {
        int before = held.size();
        long n = sink.pollWrite(cx, all, 0, all.length);
        held.release();
        return n == AsyncRead.NOT_READY ? n : Math.max(0, n - before);
    }

    /// As small parts are gathered here.
    ///
    /// @return true
    @Override
    public boolean isVectored() {
        return true;
    }

    @Override
    public boolean pollFlush(Context cx) throws IOException {
        return held.pollWriteTo(cx, sink) && sink.pollFlush(cx);
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        return held.pollWriteTo(cx, sink) && sink.pollShutdown(cx);
    }

    // ---- numbers

    /// The order of the bytes of numbers: big-endian unless set.
    ///
    /// @param order for what is written from now on
    /// @return this
    @CanIgnoreReturnValue
    public BufWriter order(ByteOrder order) {
        held.order(order);
        return this;
    }

    /// Writes one byte. Inert. Dropped, it has written nothing.
    ///
    /// @param value its lower 8 bits
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeByte(int value) {
        return number("writeByte", Byte.BYTES, () -> held.append((byte) value));
    }

    /// Writes two bytes, in [#order]. Inert. Dropped, it has written nothing.
    ///
    /// @param value its lower 16 bits
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeShort(int value) {
        return number("writeShort", Short.BYTES, () -> held.appendShort(value));
    }

    /// Writes four bytes, in [#order]. Inert. Dropped, it has written nothing.
    ///
    /// @param value the number
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeInt(int value) {
        return number("writeInt", Integer.BYTES, () -> held.appendInt(value));
    }

    /// Writes eight bytes, in [#order]. Inert. Dropped, it has written nothing.
    ///
    /// @param value the number
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeLong(long value) {
        return number("writeLong", Long.BYTES, () -> held.appendLong(value));
    }

    /// Writes four bytes, in [#order]. Inert. Dropped, it has written nothing.
    ///
    /// @param value the number
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeFloat(float value) {
        return number("writeFloat", Float.BYTES, () -> held.appendFloat(value));
    }

    /// Writes eight bytes, in [#order]. Inert. Dropped, it has written nothing.
    ///
    /// @param value the number
    /// @return a future that ends when the buffer has it; fails with an [IOException]
    public Future<@Nullable Void> writeDouble(double value) {
        return number("writeDouble", Double.BYTES, () -> held.appendDouble(value));
    }

    private Future<@Nullable Void> number(String verb, int size, Runnable appending) {
        return StreamFutures.of(this, verb, cx -> {
            if (held.room() < size && !held.pollWriteTo(cx, sink)) {
                return Poll.PENDING;
            }
            appending.run();
            return null;
        });
    }

    /// The bytes that were taken and that the sink has not got yet.
    ///
    /// @return 0 to the size of a buffer
    public int buffered() {
        return held.size();
    }

    /// Closes the sink, and gives the buffer back; what was not flushed is lost. Idempotent. By the task that writes.
    @Override
    public void close() {
        held.clear();
        sink.close();
    }

    @Override
    public String toString() {
        return "BufWriter[" + sink + "]";
    }
}
