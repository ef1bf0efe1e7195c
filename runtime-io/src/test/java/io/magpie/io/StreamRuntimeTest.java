package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams of each kind on the real runtimes.
class StreamRuntimeTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private static void rebind(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        try (ServerSocketChannel socket =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open()) {
            if (!unix) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            }
            socket.bind(address);
        }
        if (address instanceof UnixDomainSocketAddress path) {
            Files.delete(path.getPath());
        }
    }

    /// Accepts, and echoes on each connection in a task of its own.
    private record EchoServer(AsyncRuntime runtime, SocketListener<?> listener, Queue<JoinHandle<Void>> echoes)
            implements Future<Void> {
        @Override
        public Object poll(Context cx) throws IOException {
            SocketStream accepted;
            while ((accepted = listener.pollAccept(cx)) != null) {
                echoes.add(runtime.spawn(new StreamTest.Echo(accepted, ByteBuffer.allocate(1000))));
            }
            return Poll.PENDING;
        }
    }

    /// Sends random bytes while it receives them, in random portions, dropping its reads and writes at random.
    private static final class RandomClient implements Future<Void> {
        private final StreamKind kind;
        private final SocketAddress address;
        private final Random random;
        private final ByteBuffer out;
        private final ByteBuffer in;
        private Future<? extends SocketStream> connecting;
        private SocketStream stream;
        private Future<Integer> read;
        private Future<Void> write;
        private ByteBuffer reading;
        private ByteBuffer writing;

        RandomClient(StreamKind kind, SocketAddress address, int seed, int bytes) {
            this.kind = kind;
            this.address = address;
            this.random = new Random(seed);
            byte[] sent = new byte[bytes];
            random.nextBytes(sent);
            this.out = ByteBuffer.wrap(sent);
            this.in = ByteBuffer.allocate(bytes);
        }

        @Override
        public Object poll(Context cx) throws Exception {
            if (stream == null) {
                if (connecting == null) {
                    connecting = kind.connect(address);
                }
                Object connected = connecting.poll(cx);
                if (connected == Poll.PENDING) {
                    return connected;
                }
                stream = (SocketStream) connected;
            }
            boolean wrote = write(cx);
            boolean got = read(cx);
            if (!in.hasRemaining()) {
                stream.close();
                assertThat(in.array()).isEqualTo(out.array());
                return null;
            }
            if (wrote || got) {
                cx.waker().wake();
            }
            return Poll.PENDING;
        }

        private boolean write(Context cx) throws Exception {
            if (!out.hasRemaining() && write == null) {
                return false;
            }
            if (write == null) {
                writing = out.slice(out.position(), Math.min(out.remaining(), 1 + random.nextInt(100_000)));
                write = stream.writeAll(writing);
            }
            boolean pending = write.poll(cx) == Poll.PENDING;
            boolean dropped = pending && random.nextInt(3) == 0;
            if (dropped) {
                write.drop(cx);
            }
            if (!pending || dropped) {
                write = null;
                out.position(out.position() + writing.position());
            }
            return write == null;
        }

        private boolean read(Context cx) throws Exception {
            if (read == null) {
                reading = in.slice(in.position(), Math.min(in.remaining(), 1 + random.nextInt(10_000)));
                read = stream.read(reading);
            }
            boolean pending = read.poll(cx) == Poll.PENDING;
            boolean dropped = pending && random.nextInt(10) == 0;
            if (dropped) {
                read.drop(cx);
            }
            if (!pending || dropped) {
                read = null;
                in.position(in.position() + reading.position());
            }
            return read == null;
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void randomBytesAreEchoedWhateverIsDropped(StreamKind kind, Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            runtime.spawn(new EchoServer(runtime, listener, new ConcurrentLinkedQueue<>()));
            List<JoinHandle<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(runtime.spawn(new RandomClient(kind, listener.localAddress(), i, 100_000 * SCALE)));
            }
            for (JoinHandle<Void> client : clients) {
                runtime.blockOn(client);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void wavesOfConnectionsLeaveNothingBehind(StreamKind kind, Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            Queue<JoinHandle<Void>> echoes = new ConcurrentLinkedQueue<>();
            var server = runtime.spawn(new EchoServer(runtime, listener, echoes));
            for (int wave = 0; wave < 3 * SCALE; wave++) {
                List<JoinHandle<Void>> clients = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    clients.add(runtime.spawn(new RandomClient(kind, listener.localAddress(), i, 100)));
                }
                for (JoinHandle<Void> client : clients) {
                    runtime.blockOn(client);
                }
            }
            server.abort("enough");
            assertThatThrownBy(() -> runtime.blockOn(server)).isNotNull();
            listener.close();
            for (JoinHandle<Void> echo : echoes) {
                runtime.blockOn(echo);
            }
            assertThat(runtime.shutdown(Duration.ofSeconds(20)).sockets()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void aPortIsFreeWhenCloseReturnsOnAnIdleRuntime(StreamKind kind, Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            for (int i = 0; i < 20; i++) {
                SocketListener<?> listener = runtime.blockOn(kind.listen());
                listener.close();
                rebind(listener.localAddress());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void closingWakesATaskThatReads(StreamKind kind, Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> server = runtime.blockOn(kind.listen());
            SocketStream stream = runtime.blockOn(kind.connect(server.localAddress()));
            CountDownLatch waits = new CountDownLatch(1);
            Future<Integer> read = stream.read(ByteBuffer.allocate(1));
            JoinHandle<Integer> reader = runtime.spawn(cx -> {
                Object answer = read.poll(cx);
                waits.countDown();
                return answer;
            });
            Thread closer = Thread.ofPlatform().start(() -> {
                try {
                    waits.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                stream.close();
            });
            assertThatThrownBy(() -> runtime.blockOn(reader)).isInstanceOf(ClosedChannelException.class);
            closer.join();
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void shuttingDownNamesOpenSocketsAndFreesPorts(StreamKind kind, Flavour flavour) throws Exception {
        SocketAddress address;
        SocketChannel client;
        SocketStream server;
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            address = listener.localAddress();
            client = SocketChannel.open(address);
            server = runtime.blockOn(listener.accept());
            runtime.spawn(server.read(ByteBuffer.allocate(1)));
            runtime.spawn(listener.accept());
            assertThat(runtime.shutdown(Duration.ofSeconds(20)).sockets())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("Listener[" + address))
                    .anyMatch(line -> line.equals(server.toString()));
        }
        assertThat(client.read(ByteBuffer.allocate(1))).as("the end").isEqualTo(-1);
        assertThatThrownBy(() -> server.tryWrite(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("the runtime was shut down");
        server.close();
        client.close();
        try (AsyncRuntime next = flavour.start()) {
            next.blockOn(kind.listen(address, ListenOptions.DEFAULT)).close();
        }
    }

    @Test
    void socketsAreServed_whileTheOnlyWorkerBlocksInPlace() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            TcpListener listener =
                    runtime.blockOn(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            Queue<JoinHandle<Void>> echoes = new ConcurrentLinkedQueue<>();
            JoinHandle<Void> server = runtime.spawn(new EchoServer(runtime, listener, echoes));
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch letGo = new CountDownLatch(1);
            JoinHandle<String> blocker = runtime.spawn(cx -> Async.blockInPlace(() -> {
                blocked.countDown();
                letGo.await();
                return "let go";
            }));
            blocked.await();
            try (Socket client = new Socket(
                    listener.localAddress().getAddress(),
                    listener.localAddress().getPort())) {
                client.setSoTimeout(60_000);
                client.getOutputStream().write(42);
                assertThat(client.getInputStream().read()).isEqualTo(42);
            }
            letGo.countDown();
            assertThat(blocker.join()).isEqualTo("let go");
            server.abort("the test is over");
            listener.close();
        }
    }
}
