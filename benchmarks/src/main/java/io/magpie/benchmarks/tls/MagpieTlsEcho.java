package io.magpie.benchmarks.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ServerProbe;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.io.tls.TlsAcceptor;
import io.magpie.io.tls.TlsStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Magpie's encrypted echo: straight-line code on a [TlsStream].
public final class MagpieTlsEcho {

    /// This server, to be measured.
    public static final Contender CONTENDER = new Contender("Magpie", MagpieTlsEcho.class, List.of());

    private static final int WORKERS = 2;

    /// Bytes of each connection's buffer: room for a small request.
    private static final int BUFFER_SIZE = 1024;

    private MagpieTlsEcho() {}

    /// Serves until standard input ends.
    ///
    /// @param arguments none
    /// @throws Exception if there is no port
    public static void main(String[] arguments) throws Exception {
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.context());
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(WORKERS).build()) {
            TcpListener listener =
                    runtime.blockOn(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            runtime.spawn(accept(listener, acceptor)).detached();
            System.out.println(
                    new Facts("listening").with("port", listener.localAddress().getPort()));
            ServerProbe.answerUntilEnd();
        }
    }

    private static Future<@Nullable Void> accept(TcpListener listener, TlsAcceptor acceptor) {
        return async(() -> {
            while (true) {
                TcpStream socket = await(listener.accept());
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                spawn(echo(socket, acceptor)).detached();
            }
        });
    }

    private static Future<@Nullable Void> echo(TcpStream socket, TlsAcceptor acceptor) {
        return async(() -> {
            try (TlsStream stream = await(acceptor.accept(socket))) {
                ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
                while (await(stream.read(buffer.clear())) >= 0) {
                    await(stream.writeAll(buffer.flip()));
                }
            } catch (java.io.IOException e) {
                // the client is gone: it does not say goodbye
            }
        });
    }
}
