package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final Duration LONG = Duration.ofMinutes(1);

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

    @Test
    void aConnectionTooMany_waitsUntilAnotherEnds() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TcpProxy proxy = TcpProxy.start(0, address(target.getLocalPort()), 1, LONG)) {
            Socket first = connect(proxy);
            Socket firstServer = target.accept();
            try (Socket second = connect(proxy)) {
                send(second, "b");
                send(first, "a");
                assertThat(firstServer.getInputStream().read()).isEqualTo('a');
                first.close();
                assertThat(firstServer.getInputStream().read()).isEqualTo(-1);
                firstServer.close();
                try (Socket secondServer = target.accept()) {
                    assertThat(secondServer.getInputStream().read()).isEqualTo('b');
                }
            }
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
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), portIn(line))) {
                send(client, "x");
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            assertThat(proxy.handle().destroy()).isTrue(); // SIGTERM
            assertThat(proxy.exitValue()).isZero();
        }
    }

    private static int portIn(String line) {
        return Integer.parseInt(line.replaceFirst("[^:]*:([0-9]+) .*", "$1"));
    }

    private static Socket connect(TcpProxy proxy) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Until nobody listens there any more.
    private static void awaitRefusal(int port) {
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread.onSpinWait();
            } catch (IOException refused) {
                return;
            }
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
