package io.magpie.io;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.io.internal.ScheduledIo;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// The races of the halves of a stream.
public final class HalvesStress {

    private HalvesStress() {}

    /// A socket on which nothing ever comes.
    private static final class SilentSocket extends ScheduledIo implements StreamSocket {
        private final AtomicInteger closes = new AtomicInteger();

        SilentSocket() {
            super(0);
        }

        @Override
        protected void arm(int bits) {}

        @Override
        public ScheduledIo io() {
            return this;
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public int read(ByteBuffer into) {
            return 0;
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            return 0;
        }

        @Override
        public int write(ByteBuffer from) {
            return 0;
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            return 0;
        }

        @Override
        public void shutdownInput() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("here", 0);
        }

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("there", 0);
        }

        @Override
        public String peer() {
            return "there";
        }

        @Override
        public <T> void setOption(SocketOption<T> option, T value) {}

        @Override
        public <T> @Nullable T option(SocketOption<T> option) {
            return null;
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public IOException closedReason() {
            return new IOException("closed");
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The second close closes the stream.")
    @Outcome(expect = FORBIDDEN, desc = "It stays open, or is closed twice.")
    @State
    public static class CloseVsClose {
        private final SilentSocket socket = new SilentSocket();
        private final Halves<TcpStream> halves = new TcpStream(socket).split();

        @Actor
        public void reader() {
            halves.reader().close();
        }

        @Actor
        public void writer() {
            halves.writer().close();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = socket.closes.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The read found the half closed.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It did, and is woken once too often.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The read waits, and is woken.")
    @Outcome(expect = FORBIDDEN, desc = "The read waits on a closed half for ever.")
    @State
    public static class PollVsClose {
        private final Halves<TcpStream> halves = new TcpStream(new SilentSocket()).split();
        private final AtomicInteger woken = new AtomicInteger();
        private final Waker waker = woken::incrementAndGet;
        private final ByteBuffer into = ByteBuffer.allocate(1);

        @Actor
        public void task(II_Result r) {
            try {
                int n = halves.reader().pollRead(Context.of(waker), into);
                r.r1 = n == AsyncRead.NOT_READY ? 0 : 2;
            } catch (IOException _) {
                r.r1 = 1;
            }
        }

        @Actor
        public void closer() {
            halves.reader().close();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = woken.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The read found the half closed.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It did, and is woken once too often.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The read waits, and is woken.")
    @Outcome(expect = FORBIDDEN, desc = "The read waits on a closed half for ever.")
    @State
    public static class ReadVsClose {
        private final Halves<TcpStream> halves = new TcpStream(new SilentSocket()).split();
        private final AtomicInteger woken = new AtomicInteger();
        private final Waker waker = woken::incrementAndGet;
        private final Future<Integer> read = halves.reader().read(ByteBuffer.allocate(1));

        @Actor
        public void task(II_Result r) {
            try {
                r.r1 = read.poll(Context.of(waker)) == Poll.PENDING ? 0 : 2;
            } catch (Exception _) {
                r.r1 = 1;
            }
        }

        @Actor
        public void closer() {
            halves.reader().close();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = woken.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Joined first: the close does nothing.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Closed first: not joined.")
    @Outcome(expect = FORBIDDEN, desc = "The stream of one open half is closed.")
    @State
    public static class ReuniteVsClose {
        private final SilentSocket socket = new SilentSocket();
        private final Halves<TcpStream> halves = new TcpStream(socket).split();

        @Actor
        public void owner(II_Result r) {
            try {
                TcpStream joined = halves.reader().reunite(halves.writer());
                r.r1 = joined.isOpen() ? 1 : 2;
            } catch (IllegalStateException _) {
                r.r1 = 0;
            }
        }

        @Actor
        public void closer() {
            halves.writer().close();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = socket.closes.get();
        }
    }
}
