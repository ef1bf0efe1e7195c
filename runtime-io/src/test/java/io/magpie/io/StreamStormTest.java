package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What peers do to a server on purpose or by accident.
@Timeout(300)
class StreamStormTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);
    private static final int ROUNDS = 6 * SCALE;

    /// A server that answers each request of four bytes with the same four, and counts the answers it has written.
    private static final class Answering implements AutoCloseable {

        static final int LENGTH = 4;

        final AsyncRuntime runtime;
        final SocketListener<?> listener;
        final Queue<JoinHandle<?>> connections = new ConcurrentLinkedQueue<>();
        final AtomicInteger accepted = new AtomicInteger();

        /// A runtime on the current thread runs as long as somebody waits for it.
        final Thread driver;

        /// By connection, in the order in which they were accepted.
        final List<AtomicInteger> answered = new ArrayList<>();

        Answering(StreamKind kind, Flavour flavour) throws Exception {
            runtime = flavour.builder().onUnobservedFailure(_ -> {}).build();
            listener = runtime.blockOn(kind.listen());
            JoinHandle<Void> acceptor = runtime.spawn(acceptAll());
            driver = Thread.ofPlatform().start(() -> {
                try {
                    runtime.blockOn(acceptor);
                } catch (Exception ended) {
                    // With the listener, or the runtime.
                }
            });
        }

        private Future<Void> acceptAll() {
            return async(() -> {
                while (true) {
                    SocketStream stream = await(listener.accept());
                    AtomicInteger count = new AtomicInteger();
                    synchronized (answered) {
                        answered.add(count);
                    }
                    accepted.incrementAndGet();
                    connections.add(spawn(answerAll(stream, count)));
                }
            });
        }

        private static Future<Void> answerAll(SocketStream connection, AtomicInteger count) {
            return async(() -> {
                try (SocketStream stream = connection) {
                    ByteBuffer request = ByteBuffer.allocateDirect(LENGTH);
                    while (true) {
                        request.clear();
                        while (request.hasRemaining()) {
                            if (await(stream.read(request)) < 0) {
                                return null;
                            }
                        }
                        await(stream.writeAll(request.flip()));
                        count.incrementAndGet();
                    }
                }
            });
        }

        SocketAddress address() {
            return listener.localAddress();
        }

        /// Waits until every connection so far has ended, as it did or with a failure of the peer's making.
        void awaitConnections() throws Exception {
            JoinHandle<?> connection;
            while ((connection = connections.poll()) != null) {
                try {
                    runtime.blockOn(connection);
                } catch (IOException reset) {
                    assertThat(reset).hasMessageMatching(".*(reset|[Bb]roken pipe).*");
                }
            }
        }

        @Override
        public void close() {
            listener.close();
            try {
                driver.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            runtime.close();
        }
    }

    private static void ask(SocketChannel client, int number) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(Answering.LENGTH).putInt(0, number);
        client.write(request);
        ByteBuffer answer = ByteBuffer.allocate(Answering.LENGTH);
        while (answer.hasRemaining()) {
            if (client.read(answer) < 0) {
                throw new IOException("the end");
            }
        }
        assertThat(answer.getInt(0)).isEqualTo(number);
    }

    private static void reset(SocketChannel client) throws IOException {
        if (client.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        client.close();
    }

    private static void inThreads(int count, ThrowingTask body) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    body.run(number);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private interface ThrowingTask {
        void run(int number) throws Exception;
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void inAStorm_everyConnectionIsAcceptedOnce_andServed(StreamKind kind, Flavour flavour) throws Exception {
        int each = 25;
        try (Answering server = new Answering(kind, flavour)) {
            Set<Integer> served = ConcurrentHashMap.newKeySet();
            inThreads(4, thread -> {
                List<SocketChannel> open = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    open.add(SocketChannel.open(server.address()));
                }
                for (int i = 0; i < each; i++) {
                    ask(open.get(i), thread * each + i);
                    served.add(thread * each + i);
                    open.get(i).close();
                }
            });
            assertThat(served).hasSize(4 * each);
            server.awaitConnections();
            assertThat(server.accepted).hasValue(4 * each);
        }
    }

    /// How far a client gets before it resets the connection.
    private enum Step {
        CONNECTED {
            @Override
            void take(SocketChannel client) {}
        },
        HALF_A_REQUEST {
            @Override
            void take(SocketChannel client) throws IOException {
                client.write(ByteBuffer.allocate(Answering.LENGTH / 2));
            }
        },
        A_REQUEST {
            @Override
            void take(SocketChannel client) throws IOException {
                client.write(ByteBuffer.allocate(Answering.LENGTH));
            }
        },
        HALF_AN_ANSWER {
            @Override
            void take(SocketChannel client) throws IOException {
                client.write(ByteBuffer.allocate(Answering.LENGTH));
                client.read(ByteBuffer.allocate(Answering.LENGTH / 2));
            }
        },
        AN_ANSWER {
            @Override
            void take(SocketChannel client) throws IOException {
                ask(client, 7);
            }
        },
        MANY_REQUESTS_AND_NO_READ {
            @Override
            void take(SocketChannel client) throws IOException {
                client.configureBlocking(false); // the server may stop reading, too
                for (int i = 0; i < 1_000; i++) {
                    client.write(ByteBuffer.allocate(Answering.LENGTH));
                }
            }
        },
        OUTPUT_SHUT_DOWN {
            @Override
            void take(SocketChannel client) throws IOException {
                ask(client, 7);
                client.shutdownOutput();
            }
        };

        abstract void take(SocketChannel client) throws IOException;
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void aResetAtAnyStep_endsThatConnectionOnly(StreamKind kind, Flavour flavour) throws Exception {
        try (Answering server = new Answering(kind, flavour);
                SocketChannel bystander = SocketChannel.open(server.address())) {
            ask(bystander, 1);
            JoinHandle<?> ofBystander = server.connections.poll();
            for (int round = 0; round < ROUNDS; round++) {
                for (Step step : Step.values()) {
                    SocketChannel client = SocketChannel.open(server.address());
                    step.take(client);
                    reset(client);
                }
                ask(bystander, round);
            }
            ask(bystander, 2);
            while (server.accepted.get() < 1 + ROUNDS * Step.values().length) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("only " + server.accepted + " were accepted");
                }
                Thread.onSpinWait(); // the last ones may not have been accepted yet
            }
            server.awaitConnections();
            assertThat(ofBystander.isFinished()).isFalse();
            assertThat(server.runtime.shutdown(Duration.ofSeconds(20)).sockets())
                    .as("what is open: the listener, and the bystander")
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void aPeerThatFallsSilent_isGivenUp_andLosesNothingThatComesLater(StreamKind kind, Flavour flavour)
            throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
                SocketStream stream = runtime.blockOn(listener.accept());
                ByteBuffer got = ByteBuffer.allocate(10);
                peer.write(ByteBuffer.allocate(1));
                assertThat(runtime.blockOn(stream.read(got))).isEqualTo(1);
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> runtime.blockOn(timeout(Duration.ofMillis(1), stream.read(got))))
                            .isInstanceOf(ElapsedException.class);
                }
                peer.write(ByteBuffer.allocate(2));
                assertThat(runtime.blockOn(stream.read(got))).isEqualTo(2);
                // Half open: it says that it is done, and reads on.
                peer.shutdownOutput();
                assertThat(runtime.blockOn(stream.read(got))).isEqualTo(-1);
                runtime.blockOn(stream.writeAll(ByteBuffer.allocate(100_000)));
                stream.close();
                ByteBuffer rest = ByteBuffer.allocate(200_000);
                while (peer.read(rest) >= 0) {}
                assertThat(rest.position()).isEqualTo(100_000);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void whoWaitsIsWoken_whenAnotherThreadCloses(StreamKind kind, Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            for (int round = 0; round < ROUNDS; round++) {
                SocketListener<?> listener = runtime.blockOn(kind.listen());
                try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
                    SocketStream stream = runtime.blockOn(listener.accept());
                    List<JoinHandle<?>> waiting = List.of(
                            runtime.spawn(listener.accept()),
                            runtime.spawn(stream.read(ByteBuffer.allocate(1))),
                            runtime.spawn(stream.writeAll(ByteBuffer.allocate(10_000_000))));
                    Thread closer = Thread.ofPlatform().start(() -> {
                        listener.close();
                        stream.close();
                    });
                    for (JoinHandle<?> handle : waiting) {
                        assertThatThrownBy(() -> runtime.blockOn(handle)).isInstanceOf(ClosedChannelException.class);
                    }
                    closer.join();
                    assertThat(peer.isOpen()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void aServerThatShutsDownUnderLoad_losesNoAnswerItHasWritten(StreamKind kind, Flavour flavour) throws Exception {
        int clients = 4;
        Answering server = new Answering(kind, flavour);
        int[] received = new int[clients];
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            channels.add(SocketChannel.open(server.address()));
            ask(channels.get(i), 0); // so that they are accepted in this order
        }
        CountDownLatch underLoad = new CountDownLatch(clients * 100);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int client = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        ask(channels.get(client), received[client]);
                        received[client]++;
                        underLoad.countDown();
                    }
                } catch (IOException ended) {
                    // By the server: the end, or a reset.
                }
            }));
        }
        underLoad.await();
        server.runtime.shutdown(Duration.ofSeconds(20));
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < clients; i++) {
            int answered = server.answered.get(i).get() - 1;
            assertThat(received[i]).as("of the answers of connection %d", i).isGreaterThanOrEqualTo(answered);
            channels.get(i).close();
        }
        server.close();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void wavesOfConnectionsLeaveNoDescriptor(StreamKind kind, Flavour flavour) throws Exception {
        openAndClose(kind, flavour, 500 / 3);
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void wavesOfConnectionsLeaveNoDescriptor_forLong(StreamKind kind, Flavour flavour) throws Exception {
        // Of TCP 10,200 on the three runtimes together: a closed connection keeps its port for a minute, and there are
        // 28,000.
        openAndClose(kind, flavour, kind == StreamKind.TCP ? 3_400 : 10_000);
    }

    /// In waves of 50, some of which the client ends, and some the server.
    private static void openAndClose(StreamKind kind, Flavour flavour, int connections) throws Exception {
        boolean linux = Files.isDirectory(Path.of("/proc/self/fd"));
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            long before = -1;
            for (int wave = 0; wave < connections / 50; wave++) {
                List<SocketStream> open = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    JoinHandle<? extends SocketStream> connect = runtime.spawn(kind.connect(listener.localAddress()));
                    SocketStream accepted = runtime.blockOn(listener.accept());
                    SocketStream connected = runtime.blockOn(connect);
                    runtime.blockOn(connected.writeAll(ByteBuffer.allocate(10)));
                    assertThat(runtime.blockOn(accepted.read(ByteBuffer.allocate(10))))
                            .isEqualTo(10);
                    open.addAll(i % 2 == 0 ? List.of(accepted, connected) : List.of(connected, accepted));
                }
                open.forEach(SocketStream::close);
                if (linux && wave == 0) {
                    before = descriptors(); // after the first wave: the JDK opens some files once
                }
            }
            if (linux) {
                assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
            }
            assertThat(runtime.shutdown(Duration.ofSeconds(20)).sockets()).hasSize(1);
        }
    }
}
