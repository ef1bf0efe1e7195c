package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.examples.MiniRedis;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import io.magpie.examples.redis.server.RunningServer.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What was acknowledged is there after a restart.
class DurabilityTest {

    private static final int ROUNDS = 2 + Integer.getInteger("magpie.test.scale", 1);
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void afterAnOrderlyEnd_everythingIsThere(FsyncPolicy policy) throws Exception {
        Path log = folder.resolve("log.aof");
        for (int round = 0; round < 3; round++) {
            try (RunningServer server = new RunningServer(Kind.TWO_WORKERS, new Settings().appendFile(log, policy));
                    RespClient client = server.client()) {
                for (int key = 0; key < 100 * round; key++) {
                    assertThat(client.call("GET", "key" + key)).isEqualTo("value" + key);
                }
                for (int key = 100 * round; key < 100 * (round + 1); key++) {
                    assertThat(client.call("SET", "key" + key, "value" + key)).isEqualTo("+OK");
                }
                assertThat(server.warnings).isEmpty();
            }
        }
    }

    @Test
    void aTransaction_isOneInTheLog() throws Exception {
        Path log = folder.resolve("log.aof");
        try (RunningServer server =
                        new RunningServer(Kind.ONE_WORKER, new Settings().appendFile(log, FsyncPolicy.ALWAYS));
                RespClient client = server.client()) {
            client.call("MULTI");
            client.call("SET", "a", "1");
            client.call("GET", "a");
            client.call("SET", "b", "2");
            client.call("EXEC");
            client.call("SET", "c", "3");
            client.call("GET", "c");
        }
        assertThat(Files.readString(log))
                .isEqualTo(RespClient.encoded("MULTI")
                        + RespClient.encoded("SET", "a", "1")
                        + RespClient.encoded("SET", "b", "2")
                        + RespClient.encoded("EXEC")
                        + RespClient.encoded("SET", "c", "3"));
    }

    @Test
    void thePolicyMayChangeWhileItRuns() throws Exception {
        Path log = folder.resolve("log.aof");
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, new Settings().appendFile(log, FsyncPolicy.NO));
                RespClient client = server.client()) {
            for (String policy : List.of("always", "no", "everysec", "always")) {
                client.call("SET", "before", policy);
                assertThat(client.call("CONFIG", "SET", "appendfsync", policy)).isEqualTo("+OK");
                assertThat(client.call("SET", "after", policy)).isEqualTo("+OK");
            }
            assertThat(client.call("CONFIG", "SET", "appendfsync", "sometimes"))
                    .asString()
                    .startsWith("-ERR");
        }
    }

    @Test
    void aDamagedLog_keepsTheServerFromStarting() throws Exception {
        Path log = folder.resolve("log.aof");
        Files.writeString(log, "*1\r\n!oops");
        assertThatThrownBy(() -> Server.open(new Settings().appendFile(log, FsyncPolicy.NO), _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
        try (ChildJvm child = ChildJvm.start(List.of(), MiniRedis.class, "--port", 0, "--appendonly", log)) {
            assertThat(child.exitValue()).isEqualTo(1);
        }
    }

    @Test
    void underAlways_nothingAcknowledgedIsLostByKill9() throws Exception {
        Path log = folder.resolve("log.aof");
        long[] acknowledged = new long[WRITERS];
        for (int round = 0; round < ROUNDS; round++) {
            try (ChildJvm child = ChildJvm.start(
                    List.of("-Xmx256m", "-XX:+UseSerialGC"),
                    MiniRedis.class,
                    "--port",
                    0,
                    "--probe",
                    "--appendonly",
                    log,
                    "--appendfsync",
                    "always")) {
                int port = Math.toIntExact(Facts.parse(child.nextLine()).value("port"));
                check(port, acknowledged);
                CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_THE_KILL);
                List<CompletableFuture<Long>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    long from = acknowledged[writer] + 1;
                    writers.add(CompletableFuture.supplyAsync(
                            () -> write(port, writer, from, enough), Thread::startVirtualThread));
                }
                CompletableFuture<Void> rewriter =
                        CompletableFuture.runAsync(() -> rewrite(port), Thread::startVirtualThread);
                assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(child.handle().destroyForcibly()).isTrue();
                for (int i = 0; i < WRITERS; i++) {
                    acknowledged[i] = writers.get(i).get(60, TimeUnit.SECONDS);
                }
                rewriter.get(60, TimeUnit.SECONDS);
            }
        }
        try (RunningServer server =
                new RunningServer(Kind.ONE_WORKER, new Settings().appendFile(log, FsyncPolicy.ALWAYS))) {
            check(server.port(), acknowledged);
        }
    }

    /// Writes ascending numbers until the server is gone. Returns the last that was acknowledged.
    private static long write(int port, int writer, long from, CountDownLatch acknowledgements) {
        long next = from;
        try (RespClient client = new RespClient(port)) {
            while (true) {
                if (!"+OK".equals(client.call("SET", "writer" + writer, "" + next))) {
                    throw new AssertionError("not OK");
                }
                next++;
                acknowledgements.countDown();
            }
        } catch (IOException killed) {
            return next - 1;
        }
    }

    /// Has the log rewritten all the time, until the server is gone: it is killed in the midst of that, mostly.
    private static void rewrite(int port) {
        try (RespClient client = new RespClient(port)) {
            while (true) {
                client.call("BGREWRITEAOF");
            }
        } catch (IOException killed) {
            // As it should be.
        }
    }

    /// The last that was acknowledged is there, or the one after it, of which the acknowledgement was lost.
    private static void check(int port, long[] acknowledged) throws IOException {
        try (RespClient client = new RespClient(port)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                Object value = client.call("GET", "writer" + writer);
                assertThat(value == null ? 0 : Long.parseLong(value.toString()))
                        .as("writer %d", writer)
                        .isBetween(acknowledged[writer], acknowledged[writer] + 1);
            }
        }
    }
}
