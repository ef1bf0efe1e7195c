package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.examples.MiniRedis;
import io.magpie.examples.load.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program as it is started, and the tools of Redis that talk to it, where they are installed.
class MiniRedisTest {

    private static final String ALL_TESTS =
            "ping,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,zadd,zpopmin,lrange,mset";
    private static final int ACKNOWLEDGED_BEFORE_THE_END = 300;

    /// A thread for each job: the common pool has too few.
    private static final Executor THREADS = Thread::startVirtualThread;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"always", "everysec"})
    void onSigterm_noAcknowledgedReplyIsLost_andTheExitValueIsZero(String policy) throws Exception {
        Path log = folder.resolve("log.aof");
        List<Long> acknowledged = new ArrayList<>();
        try (ChildJvm child = start("--appendonly", log, "--appendfsync", policy, "--workers", 2)) {
            int port = portIn(child.nextLine());
            CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_THE_END);
            List<CompletableFuture<Long>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int writer = i;
                writers.add(CompletableFuture.supplyAsync(() -> write(port, writer, enough), THREADS));
            }
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.handle().destroy()).isTrue(); // SIGTERM
            for (CompletableFuture<Long> writer : writers) {
                acknowledged.add(writer.get(60, TimeUnit.SECONDS));
            }
            assertThat(child.exitValue()).isZero();
        }
        try (RunningServer server = new RunningServer(
                        RunningServer.Kind.ONE_WORKER, new Settings().appendFile(log, FsyncPolicy.NO));
                RespClient client = server.client()) {
            for (int writer = 0; writer < 4; writer++) {
                // All that was run was answered: what is there is what was acknowledged, no more and no less.
                Object value = client.call("GET", "writer" + writer);
                assertThat(value == null ? 0 : Long.parseLong(value.toString())).isEqualTo(acknowledged.get(writer));
            }
        }
    }

    private static long write(int port, int writer, CountDownLatch acknowledgements) {
        long next = 1;
        try (RespClient client = new RespClient(port)) {
            while (true) {
                assertThat(client.call("SET", "writer" + writer, "" + next)).isEqualTo("+OK");
                next++;
                acknowledgements.countDown();
            }
        } catch (IOException ended) {
            return next - 1;
        }
    }

    @Test
    void shutdown_endsTheProgramWithZero() throws Exception {
        try (ChildJvm child = start();
                RespClient client = new RespClient(portIn(child.nextLine()))) {
            client.send("SHUTDOWN");
            assertThat(child.exitValue()).isZero();
        }
    }

    @Test
    void redisCli_believesIt() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.Kind.ONE_WORKER)) {
            String port = String.valueOf(server.port());
            assertThat(outputOf("redis-cli", "-p", port, "ping")).isEqualTo("PONG\n");
            assertThat(outputOf("redis-cli", "-p", port, "set", "key", "value")).isEqualTo("OK\n");
            assertThat(outputOf("redis-cli", "-p", port, "-3", "get", "key")).isEqualTo("value\n");
            assertThat(outputOf("redis-cli", "-p", port, "-3", "hgetall", "none"))
                    .isEqualTo("\n");
            assertThat(outputOf("redis-cli", "-p", port, "nonsense")).startsWith("ERR unknown command 'nonsense'");
            assertThat(outputOf("redis-cli", "-p", port, "info", "server")).contains("redis_mode:standalone");
            assertThat(outputOf("redis-cli", "-p", port, "--bigkeys")).contains("Biggest string found '\"key\"'");
            assertThat(outputOf("redis-cli", "-p", port, "--scan", "--pattern", "k*"))
                    .isEqualTo("key\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "16"})
    void redisBenchmark_runsEveryTest(String pipeline) throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.Kind.TWO_WORKERS)) {
            String output = outputOf(
                    "redis-benchmark",
                    "-p",
                    String.valueOf(server.port()),
                    "-P",
                    pipeline,
                    "-n",
                    "1000",
                    "-c",
                    "20",
                    "-r",
                    "100",
                    "-t",
                    ALL_TESTS,
                    "--csv");
            assertThat(output.lines().filter(line -> line.matches("\"[A-Z].*\",\"[0-9.]+\".*")))
                    .as(output)
                    .hasSize(20);
        }
    }

    private ChildJvm start(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("--port", 0));
        all.addAll(List.of(arguments));
        return ChildJvm.start(List.of("-Xmx256m", "-XX:+UseSerialGC"), MiniRedis.class, all.toArray());
    }

    private static int portIn(String line) {
        assertThat(line).matches("mini-redis on 127\\.0\\.0\\.1:[0-9]+, [0-9]+ workers?\\. Ctrl-C ends it\\.");
        return Integer.parseInt(line.replaceFirst(".*:([0-9]+),.*", "$1"));
    }

    /// What a tool writes; the test is left out where it is not installed (Debian: redis-tools).
    private static String outputOf(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed; it is in Debian's redis-tools");
            throw e;
        }
        process.getOutputStream().close();
        CompletableFuture<String> output = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return e.toString();
                    }
                },
                THREADS);
        try {
            return output.get(100, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
    }
}
