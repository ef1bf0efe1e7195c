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
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sockets on the real runtimes.
class TcpRuntimeTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private enum Flavour {
        TWO_WORKERS,
        FOUR_WORKERS,
        CURRENT_THREAD;

        AsyncRuntime start() {
            return switch (this) {
                case TWO_WORKERS -> AsyncRuntime.builder().workers(2).build();
                case FOUR_WORKERS -> AsyncRuntime.builder().workers(4).build();
                case CURRENT_THREAD -> AsyncRuntime.builder().currentThread().build();
            };
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static void rebind(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(address);
        }
    }

    /// Accepts, and echoes on each connection in a task of its own.
    private record EchoServer(AsyncRuntime runtime, TcpListener listener, Queue<JoinHandle<Void>> echoes)
            implements Future<Void> {
        @Override
        public Object poll(Context cx) throws IOException {
            TcpStream accepted;
            while ((accepted = listener.pollAccept(cx)) != null) {
                echoes.add(runtime.spawn(new TcpTest.Echo(accepted, ByteBuffer.allocate(1000))));
            }
            return Poll.PENDING;
        }
    }

    /// Sends random bytes while it receives them, in random portions, dropping its reads and writes at random.
    private static final class RandomClient implements Future<Void> {
        private final InetSocketAddress address;
        private final Random random;
        private final ByteBuffer out;
        private final ByteBuffer in;
        private Future<TcpStream> connecting;
        private TcpStream stream;
        private Future<Integer> read;
        private Future<Void> write;
        private ByteBuffer reading;
        private ByteBuffer writing;

        RandomClient(InetSocketAddress address, int seed, int bytes) {
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
                    connecting = TcpStream.connect(address);
                }
                Object connected = connecting.poll(cx);
                if (connected == Poll.PENDING) {
                    return connected;
                }
                stream = (TcpStream) connected;
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
    @EnumSource
    void randomBytesAreEchoedWhateverIsDropped(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
            runtime.spawn(new EchoServer(runtime, listener, new ConcurrentLinkedQueue<>()));
            List<JoinHandle<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(runtime.spawn(new RandomClient(listener.localAddress(), i, 100_000 * SCALE)));
            }
            for (JoinHandle<Void> client : clients) {
                runtime.blockOn(client);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wavesOfConnectionsLeaveNothingBehind(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
            Queue<JoinHandle<Void>> echoes = new ConcurrentLinkedQueue<>();
            var server = runtime.spawn(new EchoServer(runtime, listener, echoes));
            for (int wave = 0; wave < 3 * SCALE; wave++) {
                List<JoinHandle<Void>> clients = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    clients.add(runtime.spawn(new RandomClient(listener.localAddress(), i, 100)));
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
    @EnumSource
    void aPortIsFreeWhenCloseReturnsOnAnIdleRuntime(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            for (int i = 0; i < 20; i++) {
                TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
                listener.close();
                rebind(listener.localAddress());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWakesATaskThatReads(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start();
                ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TcpStream stream = runtime.blockOn(TcpStream.connect((InetSocketAddress) server.getLocalSocketAddress()));
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
    @EnumSource
    void shuttingDownNamesOpenSocketsAndFreesPorts(Flavour flavour) throws Exception {
        InetSocketAddress address;
        Socket client = new Socket();
        TcpStream server;
        try (AsyncRuntime runtime = flavour.start()) {
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
            address = listener.localAddress();
            client.connect(address);
            server = runtime.blockOn(listener.accept());
            runtime.spawn(server.read(ByteBuffer.allocate(1)));
            runtime.spawn(listener.accept());
            assertThat(runtime.shutdown(Duration.ofSeconds(20)).sockets())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("TcpListener[" + address))
                    .anyMatch(line -> line.contains("TcpStream[to " + client.getLocalSocketAddress()));
        }
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
        assertThatThrownBy(() -> server.tryWrite(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("the runtime was shut down");
        server.close();
        client.close();
        try (ServerSocket again = new ServerSocket()) {
            again.bind(address);
        }
    }

    @Test
    void socketsAreServed_whileTheOnlyWorkerBlocksInPlace() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
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
