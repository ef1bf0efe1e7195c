package io.magpie.examples.redis.server;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.examples.redis.server.RunningServer.Kind;
import io.magpie.io.TcpListener;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The append-only file of a running server: rewritten, out of order, and at the end.
class LogRewriterTest {

    private static final int WRITERS = 3;
    private static final int REWRITES = 5;

    @TempDir
    Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = folder.resolve("log.aof");
    }

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void nothingIsLostOrDoubled_byRewritesUnderLoad(FsyncPolicy policy) throws Exception {
        long[] counts = new long[WRITERS];
        try (RunningServer server = new RunningServer(Kind.TWO_WORKERS, settings(policy));
                RespClient operator = server.client()) {
            AtomicBoolean enough = new AtomicBoolean();
            List<CompletableFuture<Long>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String key = "counter" + i;
                writers.add(CompletableFuture.supplyAsync(
                        () -> count(server.port(), key, enough), Thread::startVirtualThread));
            }
            for (int i = 0; i < REWRITES; i++) {
                assertThat(operator.call("BGREWRITEAOF")).isEqualTo("+Background append only file rewriting started");
                awaitRewrite(operator);
                assertThat(ServerTest.info(operator, "aof_last_bgrewrite_status"))
                        .isEqualTo("ok");
            }
            enough.set(true);
            for (int i = 0; i < WRITERS; i++) {
                counts[i] = writers.get(i).get(60, TimeUnit.SECONDS);
            }
        }
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings(policy));
                RespClient client = server.client()) {
            for (int i = 0; i < WRITERS; i++) {
                assertThat(client.call("LLEN", "list-counter" + i)).isEqualTo(counts[i]);
                assertThat(client.call("GET", "counter" + i)).isEqualTo("" + counts[i]);
            }
        }
    }

    @Test
    void aLogThatHasGrownEnough_isRewrittenByItself() throws Exception {
        try (RunningServer server = new RunningServer(
                        Kind.ONE_WORKER, settings(FsyncPolicy.NO).rewrite(100, 10_000));
                RespClient client = server.client()) {
            for (int i = 0; i < 500; i++) {
                client.call("SET", "key", "x".repeat(100));
            }
            while (Long.parseLong(ServerTest.info(client, "aof_current_size")) > 10_000) {
                Thread.onSpinWait(); // until the server has looked around, and rewritten it
            }
            assertThat(client.call("GET", "key")).isEqualTo("x".repeat(100));
        }
        assertThat(Files.size(path)).isLessThan(1_000);
    }

    @Test
    void oneRewriteAtATime_andNoneWithoutALog() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            assertThat(client.call("BGREWRITEAOF")).asString().startsWith("-ERR There is no append only file");
        }
        try (AppendFile file = AppendFile.open(path, new Replay(_ -> null), _ -> {})) {
            LogRewriter rewriter = new LogRewriter(file, () -> {});
            assertThat(rewriter.ask()).isTrue();
            assertThat(rewriter.ask()).isFalse();
            rewriter.ended(null);
            assertThat(rewriter.ask()).isTrue();
        }
    }

    /// It is asked for between the end of the one before and the moment at which the rewriter hears of that end.
    @Test
    void aRewriteThatFollowsAtOnce_isDone() throws Exception {
        try (AppendFile file = AppendFile.open(path, new Replay(_ -> null), _ -> {});
                AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
            Notify copied = new Notify();
            LogRewriter rewriter = new LogRewriter(file, copied::notifyOne);
            runtime.spawn(rewriter.run()).detached();
            runtime.blockOn(async(() -> {
                for (int i = 0; i < REWRITES; i++) {
                    assertThat(rewriter.ask()).isTrue();
                    await(copied.notified());
                    file.replaceBy(Objects.requireNonNull(rewriter.take()));
                    rewriter.ended(null); // its waker has been called, and this task goes on before it is polled
                }
            }));
            assertThat(rewriter.isUnderWay()).isFalse();
        }
    }

    @Test
    void aServerThatEndsWhileItRewrites_losesNothing() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (RunningServer server = new RunningServer(Kind.TWO_WORKERS, settings(FsyncPolicy.NO));
                    RespClient client = server.client()) {
                for (int i = 0; i < 200; i++) {
                    client.call("RPUSH", "list", "element" + i);
                }
                assertThat(client.call("BGREWRITEAOF")).asString().startsWith("+Background");
            }
            try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings(FsyncPolicy.NO));
                    RespClient client = server.client()) {
                assertThat(client.call("LLEN", "list")).isEqualTo(200L * (round + 1));
                assertThat(Files.exists(AppendFileRewrite.beside(path))).isFalse();
            }
        }
    }

    @Test
    void aServerThatIsDropped_writesItsLogToTheEnd() throws Exception {
        Server server = Server.open(settings(FsyncPolicy.NO), _ -> {});
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            TcpListener listener =
                    runtime.blockOn(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            JoinHandle<@Nullable Void> serving = runtime.spawn(server.serve(listener));
            try (RespClient client = new RespClient(listener.localAddress().getPort())) {
                for (int i = 0; i < 500; i++) {
                    assertThat(client.call("RPUSH", "list", "element" + i)).isEqualTo(i + 1L);
                }
                serving.abort("dropped");
                assertThat(client.isClosedByServer()).isTrue();
            }
        }
        try (RunningServer again = new RunningServer(Kind.ONE_WORKER, settings(FsyncPolicy.NO));
                RespClient client = again.client()) {
            assertThat(client.call("LLEN", "list")).isEqualTo(500L);
        }
    }

    @Test
    void whileTheLogCannotBeWritten_writesAreRefused_andTheServerEndsWithAnError() throws Exception {
        RunningServer server = new RunningServer(Kind.ONE_WORKER, settings(FsyncPolicy.NO));
        try (RespClient client = server.client()) {
            assertThat(client.call("SET", "key", "1")).isEqualTo("+OK");
            Objects.requireNonNull(server.server.engine().log).file().close(); // every write fails from here on
            Object answer;
            do { // the first are accepted: nobody has tried to write them yet
                answer = client.call("INCR", "key");
            } while (answer instanceof Long);
            assertThat(answer).asString().startsWith("-MISCONF Errors writing to the AOF file");
            assertThat(client.call("GET", "key")).asString().matches("[0-9]+");
            assertThat(ServerTest.info(client, "aof_last_write_status")).isEqualTo("err");
        }
        assertThatThrownBy(server::close).hasCauseInstanceOf(IOException.class);
    }

    private Settings settings(FsyncPolicy policy) {
        return new Settings().appendFile(path, policy);
    }

    /// Counts in two ways until it is enough. Returns how far it came.
    private static long count(int port, String key, AtomicBoolean enough) {
        long count = 0;
        try (RespClient client = new RespClient(port)) {
            while (!enough.get()) {
                client.send("MULTI");
                client.send("INCR", key);
                client.send("RPUSH", "list-" + key, "" + count);
                client.send("EXEC");
                for (int i = 0; i < 4; i++) {
                    client.read();
                }
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitRewrite(RespClient client) throws IOException {
        while (!ServerTest.info(client, "aof_rewrite_in_progress").equals("0")) {
            if (Thread.interrupted()) { // the test has run out of time
                throw new InterruptedIOException("while a rewrite was under way");
            }
        }
    }
}
