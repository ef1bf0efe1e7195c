package io.magpie.io;

import io.magpie.future.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/// A stream that does what a test wrote down: which bytes arrive at once, where a reader or writer has to wait once, how
/// much a write may take, and what fails. After the script, the input has ended and the output takes everything.
public final class ScriptedStream implements AsyncStream {

    private sealed interface Step {}

    private record Arrives(ByteBuffer bytes) implements Step {}

    private record Takes(int most) implements Step {}

    private record Waits() implements Step {}

    private record Fails(IOException failure) implements Step {}

    private final Queue<Step> input = new ArrayDeque<>();
    private final Queue<Step> output = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private int reads;
    private int flushes;
    private int flushesToWaitFor;
    private boolean shutDown;
    private boolean closed;

    /// `text` arrives at once: one read sees all of it, if it has room.
    public ScriptedStream arrives(String text) {
        return arrives(text.getBytes(StandardCharsets.UTF_8));
    }

    public ScriptedStream arrives(byte[] bytes) {
        input.add(new Arrives(ByteBuffer.wrap(bytes.clone())));
        return this;
    }

    /// The reader has to wait once, and is woken.
    public ScriptedStream waits() {
        input.add(new Waits());
        return this;
    }

    public ScriptedStream fails(IOException failure) {
        input.add(new Fails(failure));
        return this;
    }

    /// One write takes `most` bytes at most.
    public ScriptedStream takes(int most) {
        output.add(new Takes(most));
        return this;
    }

    /// The writer has to wait once, and is woken.
    public ScriptedStream blocks() {
        output.add(new Waits());
        return this;
    }

    public ScriptedStream refuses(IOException failure) {
        output.add(new Fails(failure));
        return this;
    }

    /// The next `times` flushes and shutdowns have to wait.
    public ScriptedStream flushesAfter(int times) {
        flushesToWaitFor = times;
        return this;
    }

    /// Splits `bytes` at the ones of `cuts`, which has a bit for each place between two bytes; the reader waits before
    /// each part.
    public static ScriptedStream chunked(byte[] bytes, long cuts) {
        ScriptedStream stream = new ScriptedStream();
        int from = 0;
        for (int i = 1; i <= bytes.length; i++) {
            if (i == bytes.length || (cuts >>> i - 1 & 1) != 0) {
                stream.waits().arrives(Arrays.copyOfRange(bytes, from, i));
                from = i;
            }
        }
        return stream.waits();
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        requireOpen();
        reads++;
        if (!into.hasRemaining()) {
            return 0;
        }
        if (!cx.proceed()) {
            return NOT_READY;
        }
        return switch (input.peek()) {
            case null -> -1;
            case Waits _ -> {
                input.remove();
                cx.refund();
                cx.waker().wake();
                yield NOT_READY;
            }
            case Fails(var failure) -> {
                input.remove();
                throw failure;
            }
            case Arrives(var bytes) -> {
                int n = Math.min(bytes.remaining(), into.remaining());
                into.put(bytes.slice().limit(n));
                bytes.position(bytes.position() + n);
                if (!bytes.hasRemaining()) {
                    input.remove();
                }
                yield n;
            }
            case Takes _ -> throw new AssertionError("an output step among the input");
        };
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        requireOpen();
        if (input.peek() instanceof Waits) {
            input.remove();
            cx.waker().wake();
            return false;
        }
        return true;
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        requireOpen();
        if (shutDown) {
            throw new IOException("written to after the shutdown");
        }
        if (!from.hasRemaining()) {
            return 0;
        }
        if (!cx.proceed()) {
            return NOT_READY;
        }
        return switch (output.poll()) {
            case null -> take(from, from.remaining());
            case Waits _ -> {
                cx.refund();
                cx.waker().wake();
                yield NOT_READY;
            }
            case Fails(var failure) -> throw failure;
            case Takes(int most) -> take(from, Math.min(most, from.remaining()));
            case Arrives _ -> throw new AssertionError("an input step among the output");
        };
    }

    private int take(ByteBuffer from, int n) {
        for (int i = 0; i < n; i++) {
            written.write(from.get());
        }
        return n;
    }

    @Override
    public boolean pollFlush(Context cx) throws IOException {
        requireOpen();
        if (flushesToWaitFor > 0) {
            flushesToWaitFor--;
            cx.waker().wake();
            return false;
        }
        flushes++;
        return true;
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        if (!pollFlush(cx)) {
            return false;
        }
        shutDown = true;
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    public byte[] written() {
        return written.toByteArray();
    }

    public String writtenText() {
        return written.toString(StandardCharsets.UTF_8);
    }

    public int reads() {
        return reads;
    }

    public int flushes() {
        return flushes;
    }

    public boolean isShutDown() {
        return shutDown;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return "script";
    }

    /// Every way of cutting `length` bytes, as bits for [#chunked].
    public static List<Long> cuttings(int length) {
        List<Long> all = new ArrayList<>();
        for (long cuts = 0; cuts < 1L << Math.max(0, length - 1); cuts++) {
            all.add(cuts);
        }
        return all;
    }
}
