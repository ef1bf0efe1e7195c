package io.magpie.io.codec;

import static io.magpie.Async.pollFn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.AsyncWrite;
import io.magpie.io.BufferPool;
import io.magpie.io.GrowableBuffer;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes frames to a stream.
///
/// Frames are encoded into a buffer, which is borrowed while bytes are in it, and written when there are enough of them
/// (the *boundary*) or on [#flush]. So many small frames cost one write, and a peer that does not read makes its writer
/// wait instead of its memory grow: beyond the boundary there is one frame at most.
///
/// Used by one task at a time; [#close] too. Another task that wants to end a write closes the stream beneath.
///
/// @param <T> the frames
public final class FramedWriter<T> implements AutoCloseable {

    /// As Tokio's.
    private static final int DEFAULT_BOUNDARY = 8 * 1024;

    private final AsyncWrite sink;
    private final Encoder<? super T> encoder;
    private final GrowableBuffer bytes;
    private final int boundary;

    /// Frames into `sink`, written when there are 8 KiB of them, with buffers of the shared pool.
    ///
    /// @param sink written to by this writer only, from now on, and closed with it
    /// @param encoder used by this writer only
    public FramedWriter(AsyncWrite sink, Encoder<? super T> encoder) {
        this(sink, encoder, DEFAULT_BOUNDARY, BufferPool.shared());
    }

    /// Frames into `sink`.
    ///
    /// @param sink written to by this writer only, from now on, and closed with it
    /// @param encoder used by this writer only
    /// @param boundary the bytes that may be held back; 0 or more. While there are so many or more, no frame is taken
    /// @param pool lends one buffer at a time
    /// @throws IllegalArgumentException if `boundary` is negative
    public FramedWriter(AsyncWrite sink, Encoder<? super T> encoder, int boundary, BufferPool pool) {
        if (boundary < 0) {
            throw new IllegalArgumentException("boundary: " + boundary + " (expected 0 or more bytes)");
        }
        this.sink = Objects.requireNonNull(sink, "sink");
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.boundary = boundary;
        this.bytes = new GrowableBuffer(Integer.MAX_VALUE, pool);
    }

    /// Takes a frame, to be written later. Waits while there are bytes beyond the boundary, and writes them meanwhile.
    /// Inert. Dropped, it has not taken the frame.
    ///
    /// @param frame encoded in the poll that ends the future
    /// @return a future that ends when the frame was taken; fails with what the encoder throws, or with the [IOException]
    ///     of the sink; then the frame was not taken
    public Future<@Nullable Void> feed(T frame) {
        Objects.requireNonNull(frame, "frame");
        return pollFn(cx -> take(cx, frame) ? null : Poll.PENDING);
    }

    /// Takes a frame, and flushes. Inert. Dropped while it waits, it may have taken the frame or not: [#buffered] tells
    /// whether anything is to be flushed still. Where that matters, [#feed], then [#flush].
    ///
    /// @param frame encoded when the bytes before it are not beyond the boundary
    /// @return a future that ends when everything was handed on; fails with what the encoder throws, or with the
    ///     [IOException] of the sink
    public Future<@Nullable Void> send(T frame) {
        Objects.requireNonNull(frame, "frame");
        boolean[] taken = {false};
        return pollFn(cx -> {
            taken[0] = taken[0] || take(cx, frame);
            return taken[0] && pollFlush(cx) ? null : Poll.PENDING;
        });
    }

    /// Hands on everything that was taken. Inert. Dropped, it has handed on a part; flush again.
    ///
    /// @return a future that ends when that is done; fails with the [IOException] of the sink
    public Future<@Nullable Void> flush() {
        return pollFn(cx -> pollFlush(cx) ? null : Poll.PENDING);
    }

    /// Flushes, then ends the stream: the reader at the other side finds the end. Inert. Dropped, it may be begun again.
    ///
    /// @return a future that ends when that is done; fails with the [IOException] of the sink
    public Future<@Nullable Void> shutdown() {
        return pollFn(cx -> bytes.pollWriteTo(cx, sink) && sink.pollShutdown(cx) ? null : Poll.PENDING);
    }

    private boolean pollFlush(Context cx) throws IOException {
        return bytes.pollWriteTo(cx, sink) && sink.pollFlush(cx);
    }

    private boolean take(Context cx, T frame) throws IOException {
        if (!bytes.isEmpty() && bytes.size() >= boundary && !bytes.pollWriteTo(cx, sink)) {
            return false;
        }
        int before = bytes.size();
        boolean encoded = false;
        try {
            encoder.encode(frame, bytes.order(ByteOrder.BIG_ENDIAN));
            encoded = true;
            return true;
        } finally {
            if (!encoded) {
                bytes.truncate(before);
            }
        }
    }

    /// Bytes that were encoded and not written yet.
    ///
    /// @return 0 or more
    public int buffered() {
        return bytes.size();
    }

    /// Closes the sink; what was not flushed is lost. Idempotent. By the task that writes.
    @Override
    public void close() {
        bytes.clear();
        sink.close();
    }

    @Override
    public String toString() {
        return "FramedWriter[" + sink + ", " + encoder + "]";
    }
}
