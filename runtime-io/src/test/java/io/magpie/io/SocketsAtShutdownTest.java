package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.ShutdownReport;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of sockets, and of those who wait for them, when their runtime ends.
@Timeout(60)
class SocketsAtShutdownTest {

    private enum Flavour {
        ONE_WORKER,
        TWO_WORKERS,
        CURRENT_THREAD;

        AsyncRuntime start() {
            RuntimeBuilder builder = AsyncRuntime.builder().onUnobservedFailure(_ -> {});
            return switch (this) {
                case ONE_WORKER -> builder.workers(1).build();
                case TWO_WORKERS -> builder.workers(2).build();
                case CURRENT_THREAD -> builder.currentThread().build();
            };
        }
    }

    private enum Ending {
        CLOSE,
        SHUTDOWN_NOW,
        SHUTDOWN_OF_NO_TIME;

        void end(AsyncRuntime runtime) throws InterruptedException {
            switch (this) {
                case CLOSE -> {}
                case SHUTDOWN_NOW -> {
                    var _ = runtime.shutdownNow();
                }
                case SHUTDOWN_OF_NO_TIME -> {
                    var _ = runtime.shutdown(Duration.ZERO);
                }
            }
            runtime.close();
        }
    }

    static Stream<Arguments> everyEnding() {
        return Stream.of(Flavour.values())
                .flatMap(flavour -> Stream.of(Ending.values()).map(ending -> Arguments.of(flavour, ending)));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /// A future that says when it was found to wait.
    private record Watched<T>(Future<T> future, CountDownLatch waiting) implements Future<T> {
        @Override
        public Object poll(Context cx) throws Exception {
            Object answer = future.poll(cx);
            if (answer == Poll.PENDING) {
                waiting.countDown();
            }
            return answer;
        }

        @Override
        public Object drop(Context cx) throws Exception {
            return future.drop(cx);
        }
    }

    private static Future<String> until(CountDownLatch latch) {
        return cx -> {
            if (latch.getCount() == 0) {
                return "reached";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    @ParameterizedTest
    @MethodSource("everyEnding")
    void whoWaitsForASocket_isCancelled_andEverythingIsClosed(Flavour flavour, Ending ending) throws Exception {
        AsyncRuntime runtime = flavour.start();
        TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
        InetSocketAddress address = listener.localAddress();
        try (Socket client = new Socket(address.getAddress(), address.getPort());
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpStream stream = runtime.blockOn(listener.accept());

            List<Future<?>> futures = new ArrayList<>();
            futures.add(listener.accept());
            futures.add(stream.read(ByteBuffer.allocate(1)));
            // More than the buffers of both ends hold; the client reads nothing.
            futures.add(stream.writeAll(ByteBuffer.allocate(64 << 20)));
            // More than its queue holds; it accepts nothing. Those beyond wait for an answer.
            List<JoinHandle<TcpStream>> connects = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                connects.add(runtime.spawn(TcpStream.connect((InetSocketAddress) full.getLocalSocketAddress())));
            }
            CountDownLatch waiting = new CountDownLatch(futures.size());
            List<JoinHandle<?>> handles = new ArrayList<>();
            for (Future<?> future : futures) {
                handles.add(runtime.spawn(new Watched<>(future, waiting)));
            }
            runtime.blockOn(until(waiting));

            ending.end(runtime);

            assertThat(handles)
                    .allSatisfy(handle -> assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class));
            assertThat(connects).allMatch(JoinHandle::isFinished);
            assertThat(connects).anyMatch(handle -> handle.outcome() instanceof Outcome.Aborted);
            assertThat(stream.isOpen()).isFalse();
            assertThatThrownBy(() -> stream.tryRead(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining("the runtime was shut down");
            assertEnds(client);
        }
        requireFree(address);
    }

    /// Reads to the end of the stream, or to its reset: what was written before may come first.
    private static void assertEnds(Socket client) {
        try {
            byte[] rest = new byte[1 << 16];
            while (client.getInputStream().read(rest) >= 0) {}
        } catch (IOException reset) {
            // An end, too.
        }
    }

    private static void requireFree(InetSocketAddress address) throws IOException {
        try (ServerSocket again = new ServerSocket()) {
            again.bind(address);
        }
    }

    /// The waker of a future that was left behind may be anybody's code.
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aForeignWakerThatThrows_isNotInTheWay_ofTheEnd(Flavour flavour) throws Exception {
        AsyncRuntime runtime = flavour.start();
        TcpListener first = runtime.blockOn(TcpListener.bind(anyPort()));
        TcpListener second = runtime.blockOn(TcpListener.bind(anyPort()));
        InetSocketAddress firstAddress = first.localAddress();
        InetSocketAddress secondAddress = second.localAddress();
        runtime.blockOn(Async.pollFn(cx -> {
            for (TcpListener listener : List.of(first, second)) {
                Context bad = cx.withWaker(() -> {
                    throw new IllegalStateException("planted");
                });
                assertThat(listener.accept().poll(bad)).isSameAs(Poll.PENDING);
            }
            return "";
        }));
        runtime.close();
        requireFree(firstAddress);
        requireFree(secondAddress);
    }

    /// Opens a listener when it is dropped, and leaves it open.
    private static final class BindsAtTheEnd implements Future<String> {
        private final CountDownLatch polled = new CountDownLatch(1);
        private final AtomicReference<TcpListener> bound = new AtomicReference<>();

        @Override
        public Object poll(Context cx) {
            polled.countDown();
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) throws Exception {
            bound.set((TcpListener) TcpListener.bind(anyPort()).poll(cx));
            return Poll.CANCELLED;
        }
    }

    @ParameterizedTest
    @MethodSource("everyEnding")
    void aSocketThatIsOpenedWhileTheRuntimeEnds_isClosedWithIt(Flavour flavour, Ending ending) throws Exception {
        AsyncRuntime runtime = flavour.start();
        BindsAtTheEnd future = new BindsAtTheEnd();
        JoinHandle<String> handle = runtime.spawn(future);
        runtime.blockOn(until(future.polled));

        ending.end(runtime);

        TcpListener listener = future.bound.get();
        if (listener == null) {
            // Its clean-up came after the driver was closed: refused, and told so.
            assertThat(ending).isEqualTo(Ending.SHUTDOWN_OF_NO_TIME);
            assertThat(handle.outcome().toString()).contains("the runtime was shut down");
            return;
        }
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
        requireFree(listener.localAddress());
    }

    @ParameterizedTest
    @EnumSource
    void shutdownNow_namesTheSocketsThatAreOpen(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
            TcpListener closed = runtime.blockOn(TcpListener.bind(anyPort()));
            closed.close();
            assertThat(runtime.shutdownNow().sockets())
                    .singleElement()
                    .asString()
                    .contains("TcpListener[" + listener.localAddress());
        }
    }

    /// A task that does not let go of its thread keeps its sockets from nobody.
    @ParameterizedTest
    @EnumSource
    void aShutdownThatGivesUp_namesTheSockets_andFreesTheirPorts(Flavour flavour) throws Exception {
        AsyncRuntime runtime = flavour.start();
        TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort()));
        InetSocketAddress address = listener.localAddress();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Thread blocked = new Thread(() -> {
            try {
                runtime.blockOn(runtime.spawn(Async.pollFn(_ -> {
                    stuck.countDown();
                    letGo.await();
                    return "let go";
                })));
            } catch (Exception cancelled) {
                // It is a runtime that ends.
            }
        });
        blocked.start();
        stuck.await();

        ShutdownReport report = runtime.shutdown(Duration.ZERO);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.sockets()).singleElement().asString().contains("TcpListener[" + address);
        requireFree(address);

        letGo.countDown();
        blocked.join();
        runtime.close();
    }
}
