package io.magpie.io.codec;

import static io.magpie.Async.pollFn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.AsyncRead;
import io.magpie.io.BufferPool;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.TooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The frames of a stream, one after the other.
///
/// It holds what was read of the next frames, in a buffer that it borrows while bytes are in it; a frame that is bigger
/// goes over to the heap.
///
/// Used by one task at a time; [#close] too. Another task that wants to end a read closes the stream beneath.
///
/// ## After a failure
///
/// A failure ends the frames: [#next] gives null from then on. Whoever knows that it can go on, because the failure was of
/// one frame only, calls [#resume] first: an over-long line is left behind, and the next read. Resumed after a failure
/// that takes nothing, such as a wrong length, it fails again.
///
/// @param <T> the frames
public final class FramedReader<T> implements AutoCloseable {

    private final AsyncRead source;
    private final Decoder<? extends T> decoder;
    private final GrowableBuffer bytes;

    /// Whether the decoder has seen all the bytes, and asked for more.
    private boolean starved = true;

    /// Whether no more bytes will come.
    private boolean sourceEnded;

    private boolean failed;

    /// Frames of `source`, with buffers of the shared pool.
    ///
    /// @param source read by this reader only, from now on, and closed with it
    /// @param decoder used by this reader only
    public FramedReader(AsyncRead source, Decoder<? extends T> decoder) {
        this(source, decoder, BufferPool.shared());
    }

    /// Frames of `source`, with buffers of `pool`.
    ///
    /// @param source read by this reader only, from now on, and closed with it
    /// @param decoder used by this reader only
    /// @param pool lends one buffer at a time; a read takes as many bytes as a buffer has
    public FramedReader(AsyncRead source, Decoder<? extends T> decoder, BufferPool pool) {
        this(source, decoder, new GrowableBuffer(Integer.MAX_VALUE, pool));
    }

    private FramedReader(AsyncRead source, Decoder<? extends T> decoder, GrowableBuffer bytes) {
        this.source = Objects.requireNonNull(source, "source");
        this.decoder = Objects.requireNonNull(decoder, "decoder");
        this.bytes = bytes;
    }

    /// The next frame. Inert. Dropped, it has taken none; what was read of it is held here.
    ///
    /// @return a future of the frame; of null at the end, for ever, and after a failure. Fails with what the decoder
    ///     throws, an [java.io.EOFException] if the stream ended within a frame, or the [IOException] of the source
    public Future<@Nullable T> next() {
        return pollFn(this::poll);
    }

    private @Nullable Object poll(Context cx) throws IOException {
        if (failed) {
            return null;
        }
        boolean sound = false;
        try {
            Object answer = advance(cx);
            sound = true;
            return answer;
        } finally {
            failed = !sound;
        }
    }

    private @Nullable Object advance(Context cx) throws IOException {
        while (true) {
            if (!starved) {
                T frame = decode();
                if (frame != null || sourceEnded) {
                    return frame;
                }
                starved = true;
            }
            int n = bytes.pollReadFrom(cx, source);
            if (n == AsyncRead.NOT_READY) {
                return Poll.PENDING;
            }
            if (n == 0) {
                throw new TooLongException("a frame is longer than 2 GiB: its decoder sets no limit", bytes.limit());
            }
            sourceEnded = n < 0;
            starved = false;
        }
    }

    private @Nullable T decode() throws IOException {
        ByteBuffer here = bytes.view();
        try {
            return sourceEnded ? decoder.decodeEnd(here) : decoder.decode(here);
        } finally {
            bytes.release();
        }
    }

    /// Goes on after a failure: the next [#next] decodes what is left, and reads on.
    public void resume() {
        failed = false;
    }

    /// Bytes that were read and not decoded yet.
    ///
    /// @return 0 or more
    public int buffered() {
        return bytes.size();
    }

    /// The rest of the stream, with another decoder: for a protocol that changes its frames midway. The bytes that were
    /// read and not decoded are its first. This reader is not used any more.
    ///
    /// @param next decodes what follows the last frame
    /// @param <U> the frames from here on
    /// @return the reader of the rest
    public <U> FramedReader<U> with(Decoder<? extends U> next) {
        FramedReader<U> rest = new FramedReader<>(source, next, bytes);
        rest.starved = bytes.isEmpty() && !sourceEnded;
        rest.sourceEnded = sourceEnded;
        return rest;
    }

    /// Closes the source; what was not decoded is lost. Idempotent. By the task that reads.
    @Override
    public void close() {
        bytes.clear();
        source.close();
    }

    @Override
    public String toString() {
        return "FramedReader[" + source + ", " + decoder + "]";
    }
}
