package io.magpie.benchmarks.echo;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ServerProbe;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/// Magpie's echo as users would write it: straight-line code. A connection on which nothing happens owns no buffer.
final class WovenEcho {

    private WovenEcho() {}

    /// Serves until standard input ends.
    ///
    /// @param arguments the number of workers
    /// @throws Exception if there is no port
    public static void main(String[] arguments) throws Exception {
        int workers = Integer.parseInt(arguments[0]);
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(workers).build()) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            TcpListener listener = runtime.blockOn(TcpListener.bind(address));
            runtime.spawn(accept(listener)).detached();
            System.out.println(
                    new Facts("listening").with("port", listener.localAddress().getPort()));
            ServerProbe.answerUntilEnd();
        }
    }

    private static Future<@Nullable Void> accept(TcpListener listener) {
        return async(() -> {
            while (true) {
                TcpStream stream = await(listener.accept());
                stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
                spawn(echo(stream)).detached();
            }
        });
    }

    private static Future<@Nullable Void> echo(TcpStream stream) {
        return async(() -> {
            try (stream) {
                await(stream.copyTo(stream));
            } catch (IOException e) {
                // The client is gone: it does not say goodbye.
            }
        });
    }
}
