package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The sockets, driven by hand: one thread polls tasks and driver.
class TcpTest {

    private final HandRuntime runtime = new HandRuntime();

    @AfterEach
    void close() {
        runtime.close();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private record Pair(TcpListener listener, TcpStream client, TcpStream server) {}

    private Pair connected() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        var client = runtime.spawn(TcpStream.connect(listener.localAddress()));
        TcpStream server = runtime.run(listener.accept());
        return new Pair(listener, runtime.finish(client), server);
    }

    @Test
    void aByteGoesThereAndBack() throws Exception {
        Pair pair = connected();
        runtime.run(pair.client.writeAll(ByteBuffer.wrap(new byte[] {42})));
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(1);
        buffer.flip();
        assertThat(runtime.run(pair.server.write(buffer))).isEqualTo(1);
        ByteBuffer back = ByteBuffer.allocate(64);
        assertThat(runtime.run(pair.client.read(back))).isEqualTo(1);
        assertThat(back.get(0)).isEqualTo((byte) 42);
        assertThat(pair.server.remoteAddress()).isEqualTo(pair.client.localAddress());
        assertThat(pair.client.remoteAddress()).isEqualTo(pair.server.localAddress());
    }

    @Test
    void randomBytesAreEchoedByteByByte() throws Exception {
        Pair pair = connected();
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        var echo = runtime.spawn(new Echo(pair.server, ByteBuffer.allocateDirect(5000)));
        var writer = runtime.spawn(pair.client.writeAll(ByteBuffer.wrap(sent)));
        ByteBuffer received = ByteBuffer.allocate(sent.length);
        while (received.hasRemaining()) {
            assertThat(runtime.run(pair.client.read(received))).isPositive();
        }
        assertThat(writer.done).isTrue();
        assertThat(received.array()).isEqualTo(sent);
        pair.client.shutdownOutput();
        assertThat(runtime.run(pair.client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        runtime.finish(echo);
    }

    /// Echoes until the end; without an allocation for each request.
    static final class Echo implements Future<Void> {
        private final TcpStream stream;
        private final ByteBuffer buffer;
        private boolean writing;

        Echo(TcpStream stream, ByteBuffer buffer) {
            this.stream = stream;
            this.buffer = buffer;
        }

        @Override
        public Object poll(Context cx) throws IOException {
            while (true) {
                if (!writing) {
                    int n = stream.pollRead(cx, buffer);
                    if (n == TcpStream.NOT_READY) {
                        return Poll.PENDING;
                    }
                    if (n < 0) {
                        stream.close();
                        return null;
                    }
                    buffer.flip();
                    writing = true;
                }
                while (buffer.hasRemaining()) {
                    if (stream.pollWrite(cx, buffer) == TcpStream.NOT_READY) {
                        return Poll.PENDING;
                    }
                }
                buffer.clear();
                writing = false;
            }
        }
    }

    @Test
    void anEchoCostsOneSelectAndNoSecondRead() throws Exception {
        Pair pair = connected();
        try (Socket plain = new Socket()) {
            plain.connect(pair.listener.localAddress());
            TcpStream server = runtime.run(pair.listener.accept());
            runtime.spawn(new Echo(server, ByteBuffer.allocateDirect(4096)));
            runtime.step(0);
            int polls = runtime.polls;
            int wakes = runtime.wakes;
            for (int i = 0; i < 100; i++) {
                plain.getOutputStream().write(new byte[64]);
                runtime.step(-1);
                assertThat(plain.getInputStream().readNBytes(64)).hasSize(64);
            }
            assertThat(runtime.polls - polls).isEqualTo(100);
            assertThat(runtime.wakes - wakes).isEqualTo(100);
        }
    }

    @Test
    void closedListenersPortIsFreeAtOnce() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        for (int i = 0; i < 20; i++) {
            listener.close();
            listener = runtime.run(
                    TcpListener.bind(listener.localAddress(), ListenOptions.DEFAULT.withReuseAddress(false)));
        }
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void closingWakesTheReaderAndTheWriter() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        var writer = runtime.spawn(pair.client.writeAll(ByteBuffer.allocate(50_000_000)));
        runtime.step(0);
        assertThat(writer.done).isFalse();
        pair.client.close();
        runtime.runReady();
        assertThatThrownBy(reader::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining(pair.client.remoteAddress().toString())
                .hasMessageContaining("is closed");
        assertThatThrownBy(writer::result).isInstanceOf(ClosedChannelException.class);
        assertThat(pair.client.isOpen()).isFalse();
        assertThatThrownBy(() -> runtime.run(pair.client.read(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class);
        pair.client.close();
    }

    @Test
    void closingTheListenerWakesTheAcceptor() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        var acceptor = runtime.spawn(listener.accept());
        runtime.step(0);
        assertThat(acceptor.done).isFalse();
        listener.close();
        runtime.runReady();
        assertThatThrownBy(acceptor::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining(listener.localAddress().toString());
    }

    @Test
    void halfClosedStreamsStillReceive() throws Exception {
        Pair pair = connected();
        runtime.run(pair.client.writeAll(ByteBuffer.wrap(new byte[10])));
        pair.client.shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(10);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        runtime.run(pair.server.writeAll(ByteBuffer.wrap(new byte[20])));
        pair.server.close();
        buffer.clear();
        assertThat(runtime.run(pair.client.read(buffer))).isEqualTo(20);
        assertThat(runtime.run(pair.client.read(buffer))).isEqualTo(-1);
    }

    @Test
    void anUnreadEndOfStreamDoesNotKeepThePollerBusy() throws Exception {
        Pair pair = connected();
        pair.client.close();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        pair.listener.close();
        runtime.poller.poll(0);
        runtime.poller.poll(0);
        assertThat(runtime.poller.poll(2_000_000)).as("waits out its time").isZero();
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
    }

    @Test
    void shuttingTheInputDownWakesTheReader() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        pair.client.shutdownInput();
        assertThat(runtime.finish(reader)).isEqualTo(-1);
    }

    @Test
    void aResetIsASocketExceptionWithTheAddress() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.server.read(ByteBuffer.allocate(10)));
        runtime.step(0);
        pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.client.close();
        assertThatThrownBy(() -> runtime.finish(reader))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset")
                .hasMessageContaining(pair.server.remoteAddress().toString());
    }

    @Test
    void aRefusedConnectionSaysWhereTo() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        InetSocketAddress address = listener.localAddress();
        listener.close();
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(address)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(address.toString())
                .hasMessageContaining("refused");
        assertThat(runtime.poller.registered()).isZero();
    }

    @Test
    void anAddressInUseSaysWhich() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        assertThatThrownBy(() -> runtime.run(TcpListener.bind(listener.localAddress())))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(listener.localAddress().toString());
    }

    @Test
    void anUnresolvedAddressSaysSo() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(nowhere)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @Test
    void withoutADriverTheErrorSaysWhatToAdd() {
        Context bare = Context.of(() -> {});
        assertThatThrownBy(() -> TcpListener.bind(anyPort()).poll(bare))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add runtime-io");
        assertThatThrownBy(() -> TcpStream.connect(anyPort()).poll(bare)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecondReaderIsToldSo() throws Exception {
        Pair pair = connected();
        var first = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThatThrownBy(() -> runtime.run(pair.client.readable()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already waits to read");
        first.drop();
        var next = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThat(next.done).isFalse();
        runtime.run(pair.server.writeAll(ByteBuffer.allocate(1)));
        assertThat(runtime.finish(next)).isEqualTo(1);
    }

    @Test
    void oneFutureMayMoveToAnotherTask() throws Exception {
        Pair pair = connected();
        Future<Integer> read = pair.client.read(ByteBuffer.allocate(1));
        assertThat(read.poll(runtime.context(() -> {
                    throw new AssertionError("woke the previous task");
                })))
                .isSameAs(Poll.PENDING);
        var moved = runtime.spawn(read);
        runtime.runReady();
        runtime.run(pair.server.writeAll(ByteBuffer.allocate(1)));
        assertThat(runtime.finish(moved)).isEqualTo(1);
    }

    @Test
    void readableNeedsNoBuffer() throws Exception {
        Pair pair = connected();
        ByteBuffer lent = ByteBuffer.allocateDirect(10);
        assertThat(pair.server.tryRead(lent)).isZero();
        var readable = runtime.spawn(pair.server.readable());
        runtime.step(0);
        assertThat(readable.done).isFalse();
        runtime.run(pair.client.writeAll(ByteBuffer.allocate(3)));
        runtime.finish(readable);
        assertThat(pair.server.tryRead(lent)).isEqualTo(3);
        assertThat(pair.server.pollReadable(runtime.context(() -> {})))
                .as("a short read says that nothing is left")
                .isFalse();
        assertThat(pair.server.tryRead(lent)).isZero();
    }

    @Test
    void droppedReadsAndWritesLoseNothing() throws Exception {
        Pair pair = connected();
        Random random = new Random(11);
        byte[] sent = new byte[400_000];
        random.nextBytes(sent);
        ByteBuffer out = ByteBuffer.wrap(sent);
        ByteBuffer in = ByteBuffer.allocate(sent.length);
        while (in.hasRemaining()) {
            var write = out.hasRemaining()
                    ? runtime.spawn(pair.client.writeAll(out.slice(out.position(), out.remaining())))
                    : null;
            ByteBuffer writing = ByteBuffer.wrap(sent, out.position(), out.remaining());
            if (write != null) {
                write.drop(); // never polled
                write = null;
                var real = runtime.spawn(pair.client.writeAll(writing));
                runtime.runReady();
                real.drop();
                out.position(writing.position());
            }
            ByteBuffer room = in.slice(in.position(), Math.min(in.remaining(), 1 + random.nextInt(10_000)));
            var read = runtime.spawn(pair.server.read(room));
            int steps = random.nextInt(3);
            for (int i = 0; i < steps; i++) {
                runtime.step(0);
            }
            read.drop();
            in.position(in.position() + room.position());
        }
        assertThat(in.array()).isEqualTo(sent);
    }

    @Test
    void aDroppedConnectClosesItsSocket() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        Future<TcpStream> connect = TcpStream.connect(listener.localAddress());
        Context cx = runtime.context(() -> {});
        assertThat(connect.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(runtime.poller.registered()).isEqualTo(2);
        assertThat(connect.drop(cx)).isSameAs(Poll.CANCELLED);
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void wavesOfConnectionsLeaveNothingBehind() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        for (int wave = 0; wave < 10; wave++) {
            List<TcpStream> open = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var client = runtime.spawn(TcpStream.connect(listener.localAddress()));
                open.add(runtime.run(listener.accept()));
                open.add(runtime.finish(client));
            }
            assertThat(runtime.poller.registered()).isEqualTo(201);
            assertThat(runtime.poller.open()).hasSize(201).anyMatch(line -> line.contains("TcpListener"));
            open.forEach(TcpStream::close);
            assertThat(runtime.poller.registered()).isEqualTo(1);
        }
    }

    @Test
    void shutdownFailsWhatWaitsAndFreesPorts() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.server.read(ByteBuffer.allocate(1)));
        var acceptor = runtime.spawn(pair.listener.accept());
        runtime.step(0);
        runtime.poller.close();
        runtime.runReady();
        assertThatThrownBy(reader::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("the runtime was shut down");
        assertThatThrownBy(acceptor::result).hasMessageContaining("the runtime was shut down");
        assertThatThrownBy(() -> pair.client.tryRead(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        pair.client.close();
        try (var successor = new HandRuntime()) {
            InetSocketAddress address = pair.listener.localAddress();
            successor.run(TcpListener.bind(address)).close();
        }
        Future<TcpListener> late = TcpListener.bind(anyPort());
        assertThatThrownBy(() -> late.poll(runtime.context(() -> {})))
                .hasMessageContaining("the runtime was shut down");
    }

    @Test
    void readingTakesOneOperationOfTheBudgetAndWaitingNone() throws Exception {
        Pair pair = connected();
        Context cx = runtime.context(() -> {});
        int before = cx.budget().remaining();
        assertThat(pair.server.pollRead(cx, ByteBuffer.allocate(1))).isEqualTo(TcpStream.NOT_READY);
        Future<Integer> read = pair.server.read(ByteBuffer.allocate(1));
        assertThat(read.poll(cx)).isSameAs(Poll.PENDING);
        read.drop(cx);
        assertThat(cx.budget().remaining()).isEqualTo(before);
        assertThat(pair.server.pollWrite(cx, ByteBuffer.allocate(1))).isEqualTo(1);
        assertThat(cx.budget().remaining()).isEqualTo(before - 1);
        while (!cx.budget().isSpent()) {
            cx.proceed();
        }
        assertThat(pair.server.pollWrite(cx, ByteBuffer.allocate(1))).isEqualTo(TcpStream.NOT_READY);
    }

    @Test
    void finishedFuturesRefuseToBePolled() throws Exception {
        Pair pair = connected();
        Future<Integer> write = pair.client.write(ByteBuffer.allocate(1));
        runtime.run(write);
        assertThatThrownBy(() -> runtime.run(write)).isInstanceOf(IllegalStateException.class);
    }
}
