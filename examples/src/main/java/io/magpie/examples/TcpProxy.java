package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;

import io.magpie.AsyncRuntime;
import io.magpie.Scope;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.sync.Notify;
import io.magpie.sync.Permit;
import io.magpie.sync.Semaphore;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.net.InetAddress;
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

    /// How long to wait after a connection could not be accepted. A guess.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int DEFAULT_PORT = 7008;
    private static final int DEFAULT_TARGET = 7007;
    private static final int DEFAULT_CONNECTIONS = 1_000;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    private final AsyncRuntime runtime;
    private final TcpListener listener;
    private final Notify stop;
    private final JoinHandle<?> serving;
    private final Duration grace;

    private TcpProxy(AsyncRuntime runtime, TcpListener listener, Notify stop, JoinHandle<?> serving, Duration grace) {
        this.runtime = runtime;
        this.listener = listener;
        this.stop = stop;
        this.serving = serving;
        this.grace = grace;
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
        AsyncRuntime runtime = AsyncRuntime.create();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        TcpListener listener = runtime.blockOn(TcpListener.bind(address));
        Notify stop = new Notify();
        JoinHandle<@Nullable Void> serving = runtime.spawn(serve(listener, target, connections, stop));
        return new TcpProxy(runtime, listener, stop, serving, grace);
    }

    // @start region="proxy"
    /// Ends when told to stop and the last connection has ended.
    private static Future<@Nullable Void> serve(
            TcpListener listener, InetSocketAddress target, int limit, Notify stop) {
        Semaphore places = new Semaphore(limit);
        return scope(connections -> {
            try (listener) {
                await(race(stop.notified(), accept(listener, target, places, connections)));
            }
        });
    }

    /// Accepts a connection when there is a place for it: the others wait in the backlog.
    private static Future<@Nullable Void> accept(
            TcpListener listener, InetSocketAddress target, Semaphore places, Scope connections) {
        return async(() -> {
            while (true) {
                Permit place = await(places.acquire());
                try {
                    TcpStream client = await(listener.accept());
                    connections.spawn(forward(client, target, place));
                } catch (IOException refused) {
                    place.close();
                    LOG.log(System.Logger.Level.WARNING, "no connection could be accepted", refused);
                    await(sleep(PAUSE)); // out of descriptors, perhaps: some will be closed
                } catch (Throwable ended) {
                    place.close();
                    throw ended;
                }
            }
        });
    }

    /// Copies both ways until both have ended. The end of one direction is carried over, and the other goes on.
    private static Future<@Nullable Void> forward(TcpStream client, InetSocketAddress target, Permit place) {
        return async(() -> {
            try (place;
                    client;
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
        return listener.localAddress().getPort();
    }

    /// Accepts no more, and waits for the connections to end, for as long as the grace; then closes the rest.
    @Override
    public void close() throws IOException {
        stop.notifyOne();
        try {
            runtime.blockOn(timeout(grace, serving));
        } catch (ElapsedException graceIsOver) {
            System.err.println("Closing the connections that have not ended.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waited will not wait: the rest is closed now
        } catch (Exception e) {
            throw new IOException("serving has failed", e);
        } finally {
            runtime.close();
        }
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
