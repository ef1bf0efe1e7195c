package io.magpie.examples;

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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `./run echo [--port N] [--workers N]`: sends back what it receives, on 127.0.0.1, for any load generator.
///
/// Prints one line when it listens. Ends with exit value 0 on SIGTERM and Ctrl-C.
public final class EchoServer implements AutoCloseable {

    /// This server, to be measured: the arguments are those of [#main].
    public static final Contender CONTENDER =
            new Contender("Magpie", EchoServer.class, List.of("--port", "0", "--probe"));

    private static final int DEFAULT_PORT = 7007;
    private static final int DEFAULT_WORKERS = 2;

    private final AsyncRuntime runtime;
    private final TcpListener listener;

    private EchoServer(AsyncRuntime runtime, TcpListener listener) {
        this.runtime = runtime;
        this.listener = listener;
    }

    /// Starts a server that echoes.
    ///
    /// @param port where to listen; 0 for any free port
    /// @param workers threads that serve; 1 or more
    /// @return the server, to be closed
    /// @throws Exception if the port cannot be had
    public static EchoServer start(int port, int workers) throws Exception {
        return start(port, workers, EchoConnection::new);
    }

    // @start region="server"
    private static EchoServer start(int port, int workers, Function<TcpStream, Future<?>> handler) throws Exception {
        AsyncRuntime runtime = AsyncRuntime.builder().workers(workers).build();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        TcpListener listener = runtime.blockOn(TcpListener.bind(address));
        runtime.spawn(accept(listener, handler)).detached();
        return new EchoServer(runtime, listener);
    }

    /// Accepts connections, and spawns a task for each.
    private static Future<@Nullable Void> accept(TcpListener listener, Function<TcpStream, Future<?>> handler) {
        return async(() -> {
            try (listener) {
                while (true) {
                    TcpStream stream = await(listener.accept());
                    stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    spawn(handler.apply(stream)).detached();
                }
            }
        });
    }
    // @end

    /// Where it listens.
    ///
    /// @return the port
    public int port() {
        return listener.localAddress().getPort();
    }

    /// The runtime that serves, for tasks beside the server.
    AsyncRuntime runtime() {
        return runtime;
    }

    /// Closes every connection, and ends the runtime.
    @Override
    public void close() {
        runtime.close();
    }

    /// Serves until it is told to end.
    ///
    /// @param arguments `--port N`, `--workers N`. For measuring also `--probe`: answer [ServerProbe] questions, end with
    ///     standard input; `--compute inline|offload`: obey requests to compute, on the worker or by `spawnCompute`
    /// @throws Exception if the port cannot be had
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse(
                "./run echo [--port N] [--workers N]", arguments, "port", "workers", "compute", "probe");
        int workers = given.number("workers", DEFAULT_WORKERS);
        EchoServer server = start(given.number("port", DEFAULT_PORT), workers, handler(given.text("compute", "none")));
        if (given.has("probe")) {
            System.out.println(new Facts("listening").with("port", server.port()));
            ServerProbe.answerUntilEnd();
            server.close();
            return;
        }
        Foreground.serve(
                "Echo server on 127.0.0.1:%d, %d workers. Ctrl-C ends it.".formatted(server.port(), workers), server);
    }

    private static Function<TcpStream, Future<?>> handler(String compute) {
        return switch (compute) {
            case "none" -> EchoConnection::new;
            case "inline" -> stream -> ComputingConnection.serve(stream, false);
            case "offload" -> stream -> ComputingConnection.serve(stream, true);
            default -> throw new IllegalArgumentException("--compute is " + compute + ": it is inline or offload");
        };
    }
}
