package io.magpie.io.tls;

import io.magpie.future.Context;
import io.magpie.future.Waker;
import io.magpie.io.AsyncStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// One end of a connection in memory, as unkind as a stream may be: it takes and gives random portions, is not ready
/// without reason, keeps one waker for each direction, and insists on one reader and one writer at a time.
final class MemoryStream implements AsyncStream {

    private final String name;
    private final Pipe in;
    private final Pipe out;
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();

    private MemoryStream(String name, Pipe in, Pipe out) {
        this.name = name;
        this.in = in;
        this.out = out;
    }

    record Pair(MemoryStream left, MemoryStream right) {}

    /// Two ends of one connection, with room for `capacity` bytes each way. A seed of 0 makes it kind.
    static Pair pair(int capacity, long seed) {
        Pipe there = new Pipe(capacity, seed);
        Pipe back = new Pipe(capacity, seed == 0 ? 0 : ~seed);
        return new Pair(new MemoryStream("left", back, there), new MemoryStream("right", there, back));
    }

    /// Changes the next byte that is written.
    void corruptNextByte() {
        synchronized (out) {
            out.corrupt = true;
        }
    }

    /// Ends the stream as a peer does that knows nothing of TLS.
    void cutOff() {
        synchronized (out) {
            out.end();
        }
    }

    /// Takes nothing any more until [#resume].
    void stall() {
        synchronized (out) {
            out.stalled = true;
        }
    }

    void resume() {
        synchronized (out) {
            out.stalled = false;
            out.wakeWriter();
        }
    }

    boolean isClosed() {
        synchronized (out) {
            return out.writerClosed;
        }
    }

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        alone(reading, "reads");
        try {
            synchronized (in) {
                int n = in.read(cx.waker(), into);
                if (n == NOT_READY) {
                    cx.refund();
                }
                return n;
            }
        } finally {
            reading.decrementAndGet();
        }
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        synchronized (in) {
            return in.readable(cx.waker());
        }
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        alone(writing, "writes");
        try {
            synchronized (out) {
                int n = out.write(cx.waker(), from);
                if (n == NOT_READY) {
                    cx.refund();
                }
                return n;
            }
        } finally {
            writing.decrementAndGet();
        }
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        synchronized (out) {
            if (out.writerClosed) {
                throw new ClosedChannelException();
            }
            out.end();
            return true;
        }
    }

    private void alone(AtomicInteger users, String doing) {
        if (users.getAndIncrement() != 0) {
            throw new AssertionError("two tasks at once: each " + doing + " " + this);
        }
    }

    @Override
    public void close() {
        synchronized (out) {
            out.writerClosed = true;
            out.end();
        }
        synchronized (in) {
            in.readerClosed = true;
            in.wakeReader();
            in.wakeWriter();
        }
    }

    @Override
    public String toString() {
        return "memory:" + name;
    }

    /// One direction. Guarded by its monitor.
    private static final class Pipe {
        private final byte[] ring;
        private final Random random;
        private final boolean kind;
        private int head;
        private int size;
        private boolean ended;
        private boolean writerClosed;
        private boolean readerClosed;
        private boolean corrupt;
        private boolean stalled;
        private Waker reader;
        private Waker writer;

        Pipe(int capacity, long seed) {
            this.ring = new byte[capacity];
            this.kind = seed == 0;
            this.random = new Random(seed);
        }

        private boolean moody(Waker waker) {
            if (!kind && random.nextInt(4) == 0) {
                waker.wake();
                return true;
            }
            return false;
        }

        private int portion(int most) {
            return kind || most < 2 ? most : 1 + random.nextInt(random.nextBoolean() ? Math.min(most, 40) : most);
        }

        boolean readable(Waker waker) throws IOException {
            if (readerClosed) {
                throw new ClosedChannelException();
            }
            if (size == 0 && !ended) {
                reader = waker;
                return false;
            }
            return true;
        }

        int read(Waker waker, ByteBuffer into) throws IOException {
            if (!readable(waker) || moody(waker)) {
                return NOT_READY;
            }
            if (size == 0) {
                return -1;
            }
            int n = portion(Math.min(size, into.remaining()));
            for (int i = 0; i < n; i++) {
                into.put(ring[(head + i) % ring.length]);
            }
            head = (head + n) % ring.length;
            size -= n;
            wakeWriter();
            return n;
        }

        int write(Waker waker, ByteBuffer from) throws IOException {
            if (writerClosed || ended) {
                throw new ClosedChannelException();
            }
            if (readerClosed) {
                throw new IOException("broken pipe");
            }
            if (stalled || (size == ring.length && from.hasRemaining())) {
                writer = waker;
                return NOT_READY;
            }
            if (moody(waker)) {
                return NOT_READY;
            }
            int n = portion(Math.min(ring.length - size, from.remaining()));
            for (int i = 0; i < n; i++) {
                byte b = from.get();
                if (corrupt) {
                    corrupt = false;
                    b ^= 0x55;
                }
                ring[(head + size + i) % ring.length] = b;
            }
            size += n;
            wakeReader();
            return n;
        }

        void end() {
            ended = true;
            wakeReader();
            wakeWriter();
        }

        void wakeReader() {
            Waker waiting = reader;
            reader = null;
            if (waiting != null) {
                waiting.wake();
            }
        }

        void wakeWriter() {
            Waker waiting = writer;
            writer = null;
            if (waiting != null) {
                waiting.wake();
            }
        }
    }
}
