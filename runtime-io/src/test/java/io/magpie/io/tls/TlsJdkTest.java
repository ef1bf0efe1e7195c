package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawnBlocking;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS over sockets, with the blocking sockets of the JDK at the other end.
class TlsJdkTest {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int BYTES = 500_000;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static AsyncRuntime runtime;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.builder().workers(2).build();
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    private static byte[] randomBytes(int seed) {
        byte[] bytes = new byte[BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /// Sends back what comes, until the peer has ended; then ends, too.
    private static Future<@Nullable Void> echo(TlsStream stream) {
        return async(() -> {
            try (stream) {
                ByteBuffer buffer = ByteBuffer.allocate(10_000);
                while (await(stream.read(buffer.clear())) >= 0) {
                    await(stream.writeAll(buffer.flip()));
                }
                await(stream.shutdown());
            }
        });
    }

    private static void echo(SSLSocket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[10_000];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, n);
            }
            socket.shutdownOutput();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBlockingClient_isServed(String protocol) throws Exception {
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        byte[] sent = randomBytes(1);
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY_PORT))) {
            JoinHandle<@Nullable Void> serving =
                    runtime.spawn(() -> await(echo(await(acceptor.accept(await(listener.accept()))))));
            try (SSLSocket client = (SSLSocket) Keys.client("localhost")
                    .getSocketFactory()
                    .createSocket("localhost", listener.localAddress().getPort())) {
                client.setSoTimeout(PATIENCE_MILLIS);
                client.setEnabledProtocols(new String[] {protocol});
                JoinHandle<@Nullable Void> writing = runtime.spawnBlocking(() -> {
                    client.getOutputStream().write(sent);
                });
                assertThat(client.getInputStream().readNBytes(BYTES)).isEqualTo(sent);
                writing.join();
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            serving.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBlockingServer_isTalkedTo(String protocol) throws Exception {
        byte[] sent = randomBytes(2);
        try (SSLServerSocket listener = (SSLServerSocket) Keys.server("localhost")
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(PATIENCE_MILLIS);
            JoinHandle<@Nullable Void> serving = runtime.spawnBlocking(() -> {
                echo((SSLSocket) listener.accept());
            });
            TlsConnector connector = TlsConnector.of(Keys.client("localhost")).withProtocols(protocol);
            ByteBuffer got = ByteBuffer.allocate(BYTES);
            runtime.blockOn(() -> {
                TcpStream socket = await(TcpStream.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort())));
                try (TlsStream stream = await(connector.connect(socket, "localhost", listener.getLocalPort()))) {
                    assertThat(stream.beneath()).isSameAs(socket);
                    JoinHandle<@Nullable Void> writing = io.magpie.Async.spawn(() -> {
                        await(stream.writeAll(ByteBuffer.wrap(sent)));
                        await(stream.flush());
                    });
                    while (got.hasRemaining()) {
                        assertThat(await(stream.read(got))).isPositive();
                    }
                    await(writing);
                    await(stream.shutdown());
                    assertThat(await(stream.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
                }
            });
            assertThat(got.array()).isEqualTo(sent);
            serving.join();
        }
    }
}
