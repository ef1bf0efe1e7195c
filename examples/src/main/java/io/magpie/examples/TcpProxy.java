package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.ListenOptions;
import io.magpie.io.ListenOptions.WhenFull;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `./run proxy [--port N] [--to PORT] [--host NAME] [--connections N] [--grace SECONDS]`: forwards connections on
/// 127.0.0.1 to a server, both ways.
///
/// Prints one line when it listens. While as many connections are open as it may have, further ones wait in the system's
/// backlog. On SIGTERM and Ctrl-C it accepts no more, lets the connections end, closes those that have not ended when the
/// grace is over, and exits with 0.
@SuppressWarnings("try") // closing waits, and may be interrupted
public final class TcpProxy implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.magpie.examples.proxy");

    private static final int DEFAULT_PORT = 7008;
    private static final int DEFAULT_TARGET = 7007;
    private static final int DEFAULT_CONNECTIONS = 1_000;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    private final GracefulServer server;

    private TcpProxy(GracefulServer server) {
        this.server = server;
    }

    /// Starts a proxy.
    ///
    /// @param port where to listen; 0 for any free port
    /// @param target where to forward to
    /// @param connections how many may be open at once; 1 or more
    /// @param grace how long connections may go on when the proxy is closed
    /// @return the proxy, to be closed
    /// @throws Exception if the port cannot be had
    public static TcpProxy start(int port, InetSocketAddress target, int connections, Duration grace) throws Exception {
        return start(AsyncRuntime.create(), port, target, connections, grace);
    }

    /// As [#start(int, InetSocketAddress, int, Duration)].
    ///
    /// @param runtime what it runs on, and what it closes in the end
    static TcpProxy start(AsyncRuntime runtime, int port, InetSocketAddress target, int connections, Duration grace)
            throws Exception {
        return new TcpProxy(listen(runtime, port, target, connections, grace));
    }

    // @start region="proxy"
    private static GracefulServer listen(
            AsyncRuntime runtime, int port, InetSocketAddress target, int connections, Duration grace)
            throws Exception {
        ListenOptions options = ListenOptions.DEFAULT.withMaxConnections(connections, WhenFull.WAIT);
        return GracefulServer.start(runtime, port, options, grace, client -> forward(client, target));
    }

    /// Copies both ways until both have ended. The end of one direction is carried over, and the other goes on.
    private static Future<@Nullable Void> forward(TcpStream client, InetSocketAddress target) {
        return async(() -> {
            try (client;
                    TcpStream server = await(TcpStream.connect(target))) {
                await(client.copyBidirectional(server));
            } catch (IOException ended) {
                // One side is gone, or was never there: so is the other now. The proxy goes on.
                LOG.log(System.Logger.Level.DEBUG, "a connection ended", ended);
            }
        });
    }
    // @end

    /// Where it listens.
    ///
    /// @return the port
    public int port() {
        return server.port();
    }

    /// Accepts no more, and waits for the connections to end, for as long as the grace. On the proxy's runtime.
    Future<@Nullable Void> end() {
        return server.end();
    }

    /// Accepts no more, and waits for the connections to end, for as long as the grace; then closes the rest.
    @Override
    public void close() throws IOException {
        server.close();
    }

    /// Forwards until it is told to end.
    ///
    /// @param arguments see the class
    /// @throws Exception if the port cannot be had, or the target is unknown
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse(
                "./run proxy [--port N] [--to PORT] [--host NAME] [--connections N] [--grace SECONDS]",
                arguments,
                "port",
                "to",
                "host",
                "connections",
                "grace");
        InetSocketAddress target =
                new InetSocketAddress(given.text("host", "127.0.0.1"), given.number("to", DEFAULT_TARGET));
        TcpProxy proxy = start(
                given.number("port", DEFAULT_PORT),
                target,
                given.number("connections", DEFAULT_CONNECTIONS),
                given.seconds("grace", DEFAULT_GRACE));
        Foreground.serve("Proxy on 127.0.0.1:" + proxy.port() + " to " + target + ". Ctrl-C ends it.", proxy);
    }
}
