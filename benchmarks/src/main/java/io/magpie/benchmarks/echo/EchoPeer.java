package io.magpie.benchmarks.echo;

import io.magpie.benchmarks.echo.NettyServer.Transport;
import io.magpie.examples.EchoServer;
import io.magpie.examples.load.VirtualThreadEcho;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server to measure: a process of its own that prints `listening port=N` and answers questions about itself.
enum EchoPeer {
    /// Async blocks.
    MAGPIE("magpie"),

    /// A future written by hand, which owns no buffer while it waits.
    MAGPIE_BY_HAND("magpie-by-hand"),

    /// A virtual thread for each connection, on a `SocketChannel`: what others are compared to.
    VIRTUAL_THREADS_CHANNELS("virtual-threads-channels"),

    /// A virtual thread for each connection, on a `Socket`.
    VIRTUAL_THREADS_SOCKETS("virtual-threads-sockets"),

    /// Netty on a selector of the JDK.
    NETTY_NIO("netty-nio"),

    /// Netty on native epoll.
    NETTY_EPOLL("netty-epoll");

    /// Threads that serve, whatever the number of processors.
    static final int WORKERS = 2;

    /// The least room of a connection's buffer: as a real server would have.
    private static final int SMALL_BUFFER = 1024;

    /// Its name in results.
    final String key;

    EchoPeer(String key) {
        this.key = key;
    }

    /// Whether it is one of ours.
    boolean isMagpie() {
        return this == MAGPIE || this == MAGPIE_BY_HAND;
    }

    /// Why it cannot be measured here, or null.
    @Nullable
    String missing() {
        return this == NETTY_EPOLL ? Transport.EPOLL.missing() : null;
    }

    /// The class to run.
    Class<?> main() {
        return switch (this) {
            case MAGPIE -> WovenEcho.class;
            case MAGPIE_BY_HAND -> EchoServer.class;
            case VIRTUAL_THREADS_CHANNELS, VIRTUAL_THREADS_SOCKETS -> VirtualThreadEcho.class;
            case NETTY_NIO, NETTY_EPOLL -> NettyServer.class;
        };
    }

    /// What it is told.
    ///
    /// @param bytes of the messages to come: a server with a buffer for each connection has room for two of them
    List<String> arguments(int bytes) {
        String buffer = Integer.toString(Math.max(SMALL_BUFFER, 2 * bytes));
        String workers = Integer.toString(WORKERS);
        return switch (this) {
            case MAGPIE -> List.of(workers);
            case MAGPIE_BY_HAND -> List.of("--port", "0", "--workers", workers, "--probe");
            case VIRTUAL_THREADS_CHANNELS -> List.of("channel", "buffer=" + buffer);
            case VIRTUAL_THREADS_SOCKETS -> List.of("socket", "buffer=" + buffer);
            case NETTY_NIO -> List.of(Transport.NIO.name(), workers);
            case NETTY_EPOLL -> List.of(Transport.EPOLL.name(), workers);
        };
    }

    /// Flags for its JVM. The same heap for all: one that shrinks to what lives when it is collected, so that the memory
    /// resident tells what connections cost, and not how far the garbage had spread.
    List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("-Xmx1g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10"));
        switch (this) {
            case MAGPIE, MAGPIE_BY_HAND -> {}
            case VIRTUAL_THREADS_CHANNELS, VIRTUAL_THREADS_SOCKETS ->
                flags.add("-Djdk.virtualThreadScheduler.parallelism=" + WORKERS);
            case NETTY_NIO, NETTY_EPOLL -> flags.addAll(NettyServer.FLAGS);
        }
        return flags;
    }
}
