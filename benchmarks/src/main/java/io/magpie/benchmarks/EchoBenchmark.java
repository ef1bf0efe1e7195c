package io.magpie.benchmarks;

import io.magpie.benchmarks.workloads.Peer;
import io.magpie.examples.EchoServer;
import io.magpie.examples.load.LoadGenerator;
import io.magpie.examples.load.VirtualThreadEcho;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// 64 connections echo 64 bytes each, client and server in one JVM: for bytes per request and regressions. What a server
/// costs is measured with processes of their own, by [io.magpie.benchmarks.echo.EchoSuite].
public class EchoBenchmark extends JmhDefaults {

    private static final int CONNECTIONS = 64;

    /// On what the server runs.
    @Param({"MAGPIE", "VIRTUAL_THREADS"})
    public Peer peer = Peer.MAGPIE; // JMH sets it

    private @Nullable EchoServer magpie;
    private @Nullable LoadGenerator load;

    /// Starts a server and connects.
    ///
    /// @throws Exception if that fails
    @Setup
    public void start() throws Exception {
        load = new LoadGenerator(new InetSocketAddress("127.0.0.1", startServer()));
        load.connect(CONNECTIONS);
    }

    private int startServer() throws Exception {
        return switch (peer) {
            case MAGPIE -> {
                magpie = EchoServer.start(0, Runtime.getRuntime().availableProcessors());
                yield magpie.port();
            }
            case VIRTUAL_THREADS -> VirtualThreadEcho.start(List.of("channel"));
            default -> throw new IllegalArgumentException("no echo server on " + peer.id());
        };
    }

    /// Disconnects, and ends the server.
    ///
    /// @throws IOException if disconnecting fails
    @TearDown
    public void close() throws IOException {
        load.close();
        if (magpie != null) {
            magpie.close();
        }
    }

    /// One request on each connection.
    ///
    /// @throws IOException if an answer is wrong or missing
    @Benchmark
    @OperationsPerInvocation(CONNECTIONS)
    public void echo() throws IOException {
        load.once();
    }
}
