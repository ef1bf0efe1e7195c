package io.magpie.io.codec;

import io.magpie.future.Future;
import io.magpie.io.AsyncStream;
import org.jspecify.annotations.Nullable;

/// A stream of frames, both ways: a [FramedReader] and a [FramedWriter] of one stream.
///
/// One task may read while another writes: they take [#reader] and [#writer].
///
/// @param <I> the frames that are read
/// @param <O> the frames that are written
public final class Framed<I, O> implements AutoCloseable {

    private final AsyncStream stream;
    private final FramedReader<I> reader;
    private final FramedWriter<O> writer;

    /// Frames over `stream`, with buffers of the shared pool.
    ///
    /// @param stream used by this object only, from now on, and closed with it
    /// @param codec used by this object only
    public Framed(AsyncStream stream, Codec<? extends I, ? super O> codec) {
        this(stream, codec, codec);
    }

    /// Frames over `stream`, with buffers of the shared pool.
    ///
    /// @param stream used by this object only, from now on, and closed with it
    /// @param decoder used by this object only
    /// @param encoder used by this object only
    public Framed(AsyncStream stream, Decoder<? extends I> decoder, Encoder<? super O> encoder) {
        this(stream, new FramedReader<>(stream, decoder), new FramedWriter<>(stream, encoder));
    }

    /// Puts the two directions of a stream together.
    ///
    /// @param stream closed with this object
    /// @param reader reads from `stream`
    /// @param writer writes to `stream`
    public Framed(AsyncStream stream, FramedReader<I> reader, FramedWriter<O> writer) {
        this.stream = stream;
        this.reader = reader;
        this.writer = writer;
    }

    /// The frames that are read.
    ///
    /// @return for one task at a time
    public FramedReader<I> reader() {
        return reader;
    }

    /// Writes frames.
    ///
    /// @return for one task at a time
    public FramedWriter<O> writer() {
        return writer;
    }

    /// The next frame: see [FramedReader#next].
    ///
    /// @return a future of the frame; of null at the end
    public Future<@Nullable I> next() {
        return reader.next();
    }

    /// Takes a frame, to be written later: see [FramedWriter#feed].
    ///
    /// @param frame what to write
    /// @return a future that ends when the frame was taken
    public Future<@Nullable Void> feed(O frame) {
        return writer.feed(frame);
    }

    /// Takes a frame, and flushes: see [FramedWriter#send].
    ///
    /// @param frame what to write
    /// @return a future that ends when everything was handed on
    public Future<@Nullable Void> send(O frame) {
        return writer.send(frame);
    }

    /// Hands on everything that was taken: see [FramedWriter#flush].
    ///
    /// @return a future that ends when that is done
    public Future<@Nullable Void> flush() {
        return writer.flush();
    }

    /// Flushes, then ends the stream: see [FramedWriter#shutdown].
    ///
    /// @return a future that ends when that is done
    public Future<@Nullable Void> shutdown() {
        return writer.shutdown();
    }

    /// Goes on reading after a failure: see [FramedReader#resume].
    public void resume() {
        reader.resume();
    }

    /// Closes the stream; what was not flushed, or not decoded, is lost. Idempotent. When nobody reads or writes.
    @Override
    public void close() {
        reader.close();
        writer.close();
        stream.close();
    }

    @Override
    public String toString() {
        return "Framed[" + stream + "]";
    }
}
