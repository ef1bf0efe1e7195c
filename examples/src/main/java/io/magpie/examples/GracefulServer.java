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
import io.magpie.io.ListenOptions;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A server on 127.0.0.1 with a runtime of its own, which ends in order: it accepts no more, lets the connections end, and
/// closes those that have not when the grace is over.
@SuppressWarnings("try") // closing waits, and may be interrupted
final class GracefulServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.magpie.examples.server");

    /// How long to wait after a connection could not be accepted. A guess.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final AsyncRuntime runtime;
    private final TcpListener listener;
    private final Notify stop;
    private final JoinHandle<?> serving;
    private final Duration grace;

    private GracefulServer(
            AsyncRuntime runtime, TcpListener listener, Notify stop, JoinHandle<?> serving, Duration grace) {
        this.runtime = runtime;
        this.listener = listener;
        this.stop = stop;
        this.serving = serving;
        this.grace = grace;
    }

    /// Starts a server.
    ///
    /// @param port where to listen; 0 for any free port
    /// @param grace how long connections may go on when the server is closed
    /// @param handler what becomes of a connection: closes it in the end, and fails only if it has a bug
    /// @throws Exception if the port cannot be had
    static GracefulServer start(
            int port, ListenOptions options, Duration grace, Function<TcpStream, Future<@Nullable Void>> handler)
            throws Exception {
        return start(AsyncRuntime.create(), port, options, grace, handler);
    }

    /// As [#start(int, ListenOptions, Duration, Function)].
    ///
    /// @param runtime what it runs on, and what it closes in the end
    static GracefulServer start(
            AsyncRuntime runtime,
            int port,
            ListenOptions options,
            Duration grace,
            Function<TcpStream, Future<@Nullable Void>> handler)
            throws Exception {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            TcpListener listener = runtime.blockOn(TcpListener.bind(address, options));
            Notify stop = new Notify();
            JoinHandle<@Nullable Void> serving = runtime.spawn(serve(listener, handler, stop));
            return new GracefulServer(runtime, listener, stop, serving, grace);
        } catch (Exception e) {
            runtime.close();
            throw e;
        }
    }

    // @start region="graceful"
    /// Ends when told to stop and the last connection has ended.
    private static Future<@Nullable Void> serve(
            TcpListener listener, Function<TcpStream, Future<@Nullable Void>> handler, Notify stop) {
        return scope(connections -> {
            try (listener) {
                await(race(stop.notified(), accept(listener, handler, connections)));
            }
        });
    }

    private static Future<@Nullable Void> accept(
            TcpListener listener, Function<TcpStream, Future<@Nullable Void>> handler, Scope connections) {
        return async(() -> {
            while (true) {
                try {
                    connections.spawn(handler.apply(await(listener.accept())));
                } catch (ClosedChannelException ended) {
                    return;
                } catch (IOException refused) {
                    LOG.log(System.Logger.Level.WARNING, "no connection could be accepted", refused);
                    await(sleep(PAUSE)); // out of descriptors, perhaps: some will be closed
                }
            }
        });
    }
    // @end

    /// Where it listens.
    int port() {
        return listener.localAddress().getPort();
    }

    /// Accepts no more; the connections go on. Any thread.
    void stop() {
        stop.notifyOne();
    }

    /// Accepts no more, and waits for the connections to end, for as long as the grace. On the server's runtime.
    Future<@Nullable Void> end() {
        return async(() -> {
            stop();
            try {
                await(timeout(grace, serving));
            } catch (ElapsedException graceIsOver) {
                LOG.log(System.Logger.Level.INFO, "the grace is over: closing the connections that have not ended");
            }
        });
    }

    /// Accepts no more, and waits for the connections to end, for as long as the grace; then closes the rest.
    @Override
    public void close() throws IOException {
        try {
            runtime.blockOn(end());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waited will not wait: the rest is closed now
        } catch (Exception e) {
            throw new IOException("serving has failed", e);
        } finally {
            runtime.close();
        }
    }
}
