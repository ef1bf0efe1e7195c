package io.magpie.examples.load;

import io.magpie.examples.MiniRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server for Redis clients in a process of its own, on one processor, with the real `redis-benchmark` on another.
///
/// Wants Linux, and Debian's `redis-server` and `redis-tools`; [#missing] tells what is not there.
public final class RedisTrial implements AutoCloseable {

    /// One worker: what is measured is one thread against one thread.
    private static final List<Object> MINI_REDIS = List.of("--port", 0, "--probe", "--workers", 1);

    /// What a JVM on one processor would choose by itself, if it were there from the beginning.
    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1");

    private static final String CLIENTS = "50";
    private static final String VALUE_BYTES = "64";
    private static final String KEYS = "10000";

    /// `redis-benchmark` tries for ever if nobody listens.
    private static final long PATIENCE_SECONDS = 300;

    private final String name;
    private final int port;
    private final ProcessHandle process;
    private final Runnable end;

    private RedisTrial(String name, int port, ProcessHandle process, Runnable end) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.end = end;
    }

    /// What one run has shown.
    ///
    /// @param rate requests a second
    /// @param p50Millis half of the answers took no longer, in milliseconds
    /// @param p99Millis 99 % of the answers took no longer
    /// @param cpuMicros the server's processor time for a request, in microseconds
    public record Figures(double rate, double p50Millis, double p99Millis, double cpuMicros) {}

    /// What has to be installed before anything can be measured.
    ///
    /// @return a sentence that says so; null if everything is there
    public static @Nullable String missing() {
        List<String> packages = new ArrayList<>();
        if (!isInstalled("redis-server")) {
            packages.add("redis-server");
        }
        if (!isInstalled("redis-benchmark")) {
            packages.add("redis-tools");
        }
        if (!isInstalled("taskset")) {
            packages.add("util-linux");
        }
        return packages.isEmpty()
                ? null
                : "To compare with Redis, install what is missing: apt-get install " + String.join(" ", packages);
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /// Starts mini-redis.
    ///
    /// @return the trial, to be closed
    /// @throws IOException if it cannot be started
    /// @throws InterruptedException if interrupted while waiting
    public static RedisTrial startMiniRedis() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.start(FLAGS, MiniRedis.class, MINI_REDIS.toArray());
        try {
            int port = Math.toIntExact(Facts.parse(child.nextLine()).value("port"));
            return pinned(new RedisTrial("mini-redis", port, child.handle(), child::close));
        } catch (IOException | InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /// Starts Redis's own server, without persistence.
    ///
    /// @return the trial, to be closed
    /// @throws IOException if it cannot be started
    /// @throws InterruptedException if interrupted while waiting
    public static RedisTrial startRedis() throws IOException, InterruptedException {
        int port = freePort();
        Process redis = new ProcessBuilder(
                        "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(redis::destroyForcibly));
        try {
            BufferedReader lines = redis.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("eady to accept connections")) {
                    return pinned(new RedisTrial("redis-server", port, redis.toHandle(), redis::destroyForcibly));
                }
            }
            throw new IOException("redis-server has ended instead of listening on port " + port);
        } catch (IOException | InterruptedException | RuntimeException e) {
            redis.destroyForcibly();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static RedisTrial pinned(RedisTrial trial) throws IOException, InterruptedException {
        if (isAnotherProcessorThere()) {
            run(List.of("taskset", "-a", "-c", "-p", "0", "" + trial.process.pid()));
        }
        return trial;
    }

    private static boolean isAnotherProcessorThere() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    /// The server's name, for tables.
    ///
    /// @return mini-redis or redis-server
    public String name() {
        return name;
    }

    /// Runs a command many times, from 50 connections, with values of 64 bytes at 10,000 keys.
    ///
    /// @param command `get` or another that `redis-benchmark -t` knows
    /// @param pipeline how many requests are sent together
    /// @param requests how many in all
    /// @return what was seen
    /// @throws IOException if `redis-benchmark` fails
    /// @throws InterruptedException if interrupted while waiting
    public Figures measure(String command, int pipeline, int requests) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        if (isAnotherProcessorThere()) {
            line.addAll(List.of("taskset", "-c", "1"));
        }
        line.addAll(List.of("redis-benchmark", "-h", "127.0.0.1", "-p", "" + port, "-t", command, "--csv"));
        line.addAll(List.of("-c", CLIENTS, "-d", VALUE_BYTES, "-r", KEYS, "-P", "" + pipeline, "-n", "" + requests));
        Duration before = cpu();
        String output = run(line);
        double micros = cpu().minus(before).toNanos() / 1e3;
        for (String row : output.lines().toList()) {
            String[] cells = row.replace("\"", "").split(",", -1);
            if (cells.length == 8 && cells[0].equalsIgnoreCase(command)) {
                return new Figures(number(cells[1]), number(cells[4]), number(cells[6]), micros / requests);
            }
        }
        throw new IOException("redis-benchmark has said nothing about " + command + ": " + output);
    }

    private static double number(String cell) {
        return Double.parseDouble(cell);
    }

    private Duration cpu() throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("the system does not tell the processor time of " + name));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread watchdog = Thread.startVirtualThread(() -> {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        try (var reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            String output = reader.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " has failed: " + output);
            }
            return output;
        } finally {
            watchdog.interrupt();
        }
    }

    /// Ends the server.
    @Override
    public void close() {
        end.run();
    }
}
