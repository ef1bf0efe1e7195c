package io.magpie.examples;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ServerProbe;
import io.magpie.examples.redis.server.FsyncPolicy;
import io.magpie.examples.redis.server.Server;
import io.magpie.examples.redis.server.Settings;
import io.magpie.io.TcpListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// `./run mini-redis [--port N] [--workers N] …`: serves Redis clients on 127.0.0.1.
///
/// Prints one line when it listens. Ends with exit value 0 on SIGTERM, Ctrl-C and `SHUTDOWN`, when what was acknowledged
/// is written; with 1 when it cannot start, or cannot write what it has to.
public final class MiniRedis {

    private static final String USAGE = "./run mini-redis [--port N] [--workers N] [--appendonly FILE]"
            + " [--appendfsync always|everysec|no] [--maxmemory BYTES] [--maxclients N]";

    private static final int DEFAULT_PORT = 6379;
    private static final int DEFAULT_WORKERS = 1;

    /// How long a peer that does not take its answers may hold up the end.
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private MiniRedis() {}

    /// Serves until it is told to end.
    ///
    /// @param arguments `--port N`, `--workers N`, `--appendonly FILE`, `--appendfsync POLICY`, `--maxmemory BYTES`,
    ///     `--maxclients N`; for measuring also `--probe`: print facts, answer [ServerProbe] questions, end with standard
    ///     input
    /// @throws Exception if the port cannot be had, or the append-only file is of no use
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse(
                USAGE, arguments, "port", "workers", "appendonly", "appendfsync", "maxmemory", "maxclients", "probe");
        int exitValue = 1;
        Ending ending = new Ending();
        try {
            serve(given, ending);
            exitValue = 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (Exception | Error bug) {
            // The end of this process does not wait until the JVM tells what main has thrown.
            System.getLogger("io.magpie.examples.mini-redis")
                    .log(System.Logger.Level.ERROR, "mini-redis has failed", bug);
        } finally {
            ending.ended(exitValue);
        }
    }

    private static void serve(Arguments given, Ending ending) throws Exception {
        Settings settings = new Settings()
                .maxClients(given.number("maxclients", 10_000))
                .maxMemory(Settings.bytes(given.text("maxmemory", "0")));
        if (given.has("appendonly")) {
            settings.appendFile(
                    Path.of(given.text("appendonly", "")), FsyncPolicy.parse(given.text("appendfsync", "everysec")));
        }
        int workers = given.number("workers", DEFAULT_WORKERS);
        Server server = Server.open(settings, System.err::println);
        try (AsyncRuntime runtime = AsyncRuntime.builder()
                .workers(workers)
                .cleanupTimeout(LAST_ANSWERS)
                .build()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), given.number("port", DEFAULT_PORT));
            TcpListener listener = runtime.blockOn(TcpListener.bind(address));
            ending.stopWith(server::stop);
            int port = listener.localAddress().getPort();
            settings.port(port);
            if (given.has("probe")) {
                System.out.println(new Facts("listening").with("port", port));
                Thread.startVirtualThread(() -> {
                    try {
                        ServerProbe.answerUntilEnd();
                    } catch (IOException | InterruptedException e) {
                        // The parent is gone, which is the end as well.
                    }
                    server.stop();
                });
            } else {
                System.out.printf(
                        "mini-redis on 127.0.0.1:%d, %d worker%s. Ctrl-C ends it.%n",
                        port, workers, workers == 1 ? "" : "s");
            }
            runtime.blockOn(runtime.spawn(server.serve(listener))); // not on this thread: a worker is faster at it
        }
    }

    /// A JVM ended by a signal reports the signal; a server that was asked to end, and has, reports how that went.
    private static final class Ending {

        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile int exitValue = 1;

        void stopWith(Runnable stop) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.run();
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                Runtime.getRuntime().halt(exitValue);
            }));
        }

        void ended(int value) {
            exitValue = value;
            ended.countDown();
            System.exit(value);
        }
    }
}
