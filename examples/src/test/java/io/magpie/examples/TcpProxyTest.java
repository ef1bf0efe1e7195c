package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.ChildJvm;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import io.magpie.time.TimeMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpProxyTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PATIENCE_MILLIS = 60_000;

    private EchoServer echo;

    @BeforeEach
    void startEcho() throws Exception {
        echo = EchoServer.start(0, 1);
    }

    @AfterEach
    void stopEcho() {
        echo.close();
    }

    @Test
    void everyByteIsForwardedBothWays_andTheEndIsCarriedOver() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (TcpProxy proxy = TcpProxy.start(0, address(echo.port()), 10, LONG);
                Socket client = connect(proxy)) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
    }

    // With a paused clock, time passes when everything waits: what has not happened within an hour does not happen.

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aConnectionTooMany_waitsUntilAnotherEnds(int limit) throws Exception {
        AsyncRuntime runtime = paused();
        TcpListener target = runtime.blockOn(TcpListener.bind(address(0)));
        try (TcpProxy proxy = TcpProxy.start(runtime, 0, target.localAddress(), limit, Duration.ZERO)) {
            runtime.blockOn(async(() -> {
                TcpStream first = await(TcpStream.connect(address(proxy.port())));
                for (int i = 0; i < limit; i++) {
                    await(TcpStream.connect(address(proxy.port())));
                }
                List<TcpStream> servers = new ArrayList<>();
                for (int i = 0; i < limit; i++) {
                    servers.add(await(target.accept()));
                }
                assertThat(await(isElapsed(timeout(HOUR, target.accept())))).isTrue();
                // A connection ends when both sides have ended it, and that is the first alone.
                first.close();
                for (TcpStream server : servers) {
                    server.close();
                }
                await(target.accept()).close();
            }));
        }
    }

    @Test
    void connectionsMayGoOnAfterTheEnd_forTheGraceAndNoLonger() throws Exception {
        AsyncRuntime runtime = paused();
        TcpListener target = runtime.blockOn(TcpListener.bind(address(0)));
        try (TcpProxy proxy = TcpProxy.start(runtime, 0, target.localAddress(), 10, HOUR)) {
            runtime.blockOn(async(() -> {
                TcpStream client = await(TcpStream.connect(address(proxy.port())));
                TcpStream server = await(target.accept());
                TimeMark start = TimeMark.now();
                JoinHandle<@Nullable Void> end = spawn(proxy.end());
                await(sleep(HOUR.minusMinutes(1)));
                assertThat(end.outcome()).isNull();
                await(client.writeAll(ByteBuffer.wrap(new byte[] {'x'})));
                assertThat(await(server.read(ByteBuffer.allocate(1)))).isEqualTo(1);
                await(end);
                assertThat(start.elapsed()).isBetween(HOUR, HOUR.plusSeconds(1));
            }));
        }
    }

    @Test
    void aTargetThatIsNotThere_endsTheConnection_andTheProxyGoesOn() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        try (TcpProxy proxy = TcpProxy.start(0, address(nobody), 1, LONG)) {
            for (int i = 0; i < 3; i++) { // each takes the only place
                try (Socket client = connect(proxy)) {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void whatIsOpen_mayGoOnAfterTheEnd_forTheGrace() throws Exception {
        TcpProxy proxy = TcpProxy.start(0, address(echo.port()), 10, LONG);
        try (Socket client = connect(proxy)) {
            send(client, "1");
            assertThat(client.getInputStream().read()).isEqualTo('1');
            Thread closing = Thread.startVirtualThread(() -> {
                try {
                    proxy.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            awaitRefusal(proxy.port());
            send(client, "2");
            assertThat(client.getInputStream().read()).isEqualTo('2');
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            closing.join();
        }
    }

    @Test
    void whatIsOpenWhenTheGraceIsOver_isClosed() throws Exception {
        TcpProxy proxy = TcpProxy.start(0, address(echo.port()), 10, Duration.ZERO);
        try (Socket client = connect(proxy)) {
            send(client, "1");
            assertThat(client.getInputStream().read()).isEqualTo('1');
            proxy.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void theProgram_endsWithZeroOnSigterm() throws Exception {
        try (ChildJvm proxy = ChildJvm.start(List.of(), TcpProxy.class, "--port", 0, "--to", echo.port())) {
            String line = proxy.nextLine();
            assertThat(line).matches("Proxy on 127\\.0\\.0\\.1:[0-9]+ to /127\\.0\\.0\\.1:[0-9]+\\. Ctrl-C ends it\\.");
            try (Socket client = connect(portIn(line))) {
                send(client, "x");
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            assertThat(proxy.handle().destroy()).isTrue(); // SIGTERM
            assertThat(proxy.exitValue()).isZero();
        }
    }

    private static AsyncRuntime paused() {
        return AsyncRuntime.builder().currentThread().startPaused(true).build();
    }

    private static Future<Boolean> isElapsed(Future<?> timeout) {
        return async(() -> {
            try {
                await(timeout);
                return false;
            } catch (ElapsedException e) {
                return true;
            }
        });
    }

    private static int portIn(String line) {
        return Integer.parseInt(line.replaceFirst("[^:]*:([0-9]+) .*", "$1"));
    }

    private static Socket connect(TcpProxy proxy) throws IOException {
        return connect(proxy.port());
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Until nobody listens there any more.
    private static void awaitRefusal(int port) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread.onSpinWait();
            } catch (IOException refused) {
                return;
            }
        }
        throw new AssertionError("interrupted while somebody listens on port " + port);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
