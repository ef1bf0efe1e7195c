package io.magpie.examples.redis.server;

import io.magpie.AsyncRuntime;
import io.magpie.io.TcpListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A server in this JVM, on a runtime and a thread of its own.
final class RunningServer implements AutoCloseable {

    /// What it runs on.
    enum Kind {
        CURRENT_THREAD,
        ONE_WORKER,
        TWO_WORKERS
    }

    private static final int PATIENCE_SECONDS = 60;

    final List<String> warnings = new ArrayList<>();
    final Server server;
    private final AsyncRuntime runtime;
    private final TcpListener listener;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    RunningServer(Kind kind, Settings settings) throws Exception {
        this(kind, settings, System::nanoTime);
    }

    /// @param nanoTime tells how long clients are slow or quiet
    RunningServer(Kind kind, Settings settings, LongSupplier nanoTime) throws Exception {
        server = Server.open(settings, InstantSource.system(), nanoTime, warnings::add);
        var builder = AsyncRuntime.builder().cleanupTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
        runtime = switch (kind) {
            case CURRENT_THREAD -> builder.currentThread().build();
            case ONE_WORKER -> builder.workers(1).build();
            case TWO_WORKERS -> builder.workers(2).build();
        };
        listener = runtime.blockOn(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        Thread.ofPlatform().daemon().name("mini-redis").start(() -> {
            try {
                runtime.blockOn(server.serve(listener));
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
    }

    static RunningServer start(Kind kind) throws Exception {
        return new RunningServer(kind, new Settings());
    }

    int port() {
        return listener.localAddress().getPort();
    }

    RespClient client() throws IOException {
        return new RespClient(port());
    }

    /// Tells it to stop, and does not wait for it.
    void stop() {
        server.stop();
    }

    /// Waits until it has ended; throws what it failed with, in a CompletionException.
    void awaitEnd() {
        end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        try {
            stop();
            awaitEnd();
        } finally {
            runtime.close();
        }
    }
}
