package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.MiniRedis;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// mini-redis at full load, with clients that come and go in every state: memory and descriptors are flat.
class MiniRedisSoakTest {

    private static final int VISITORS = 8;
    private static final int KEYS = 1_000;
    private static final int BURST = 16;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LongAdder commands = new LongAdder();

    /// As long as `-Dmagpie.soak.minutes` says.
    @Test
    @Tag("soak")
    @Timeout(value = 50, unit = TimeUnit.MINUTES)
    void atFullLoad_memoryAndDescriptorsAreFlat() throws Exception {
        long soak = TimeUnit.MINUTES.toNanos(Integer.getInteger("magpie.soak.minutes", 30));
        try (ChildJvm child = ChildJvm.start(
                List.of("-Xmx256m", "-XX:+UseSerialGC"), MiniRedis.class, "--port", 0, "--probe", "--workers", 2)) {
            int port = Math.toIntExact(Facts.parse(child.nextLine()).value("port"));
            load(port, WARM_UP_NANOS);
            Facts rested = child.ask("collect", "stats");
            long descriptors = descriptors(child);
            load(port, soak);
            Facts left = child.ask("collect", "stats");
            System.out.printf(
                    "MiniRedisSoakTest: %,d commands; live heap %,d bytes after warming up, %,d at the end; descriptors %d, %d;"
                            + " resident %,d, %,d%n",
                    commands.sum(),
                    rested.value("heap"),
                    left.value("heap"),
                    descriptors,
                    descriptors(child),
                    rested.value("rss"),
                    left.value("rss"));
            assertThat(left.value("heap")).isLessThan(rested.value("heap") * 3 / 2);
            assertThat(left.value("rss")).isLessThan(rested.value("rss") * 2);
            assertThat(descriptors(child)).isLessThanOrEqualTo(descriptors);
        }
    }

    /// Has visitors come and go for so long; afterwards the server has no key and no client.
    private void load(int port, long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        List<CompletableFuture<Void>> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            Random random = new Random(i);
            visitors.add(CompletableFuture.runAsync(
                    () -> {
                        while (System.nanoTime() < end) {
                            visit(port, random);
                        }
                    },
                    Thread::startVirtualThread));
        }
        for (CompletableFuture<Void> visitor : visitors) {
            visitor.get();
        }
        try (RespClient client = new RespClient(port)) {
            ServerTest.awaitClients(client, 1);
            assertThat(client.call("FLUSHALL")).isEqualTo("+OK");
        }
    }

    private void visit(int port, Random random) {
        try (RespClient client = new RespClient(port)) {
            for (int burst = random.nextInt(100); burst > 0; burst--) {
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < BURST; i++) {
                    requests.append(RespClient.encoded(command(random)));
                }
                client.raw(requests.toString());
                for (int i = 0; i < BURST; i++) {
                    assertThat(String.valueOf(client.read())).doesNotStartWith("-ERR");
                }
                commands.add(BURST);
            }
            leaveSomehow(client, random);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String[] command(Random random) {
        String key = "" + random.nextInt(KEYS);
        return switch (random.nextInt(8)) {
            case 0, 1 -> new String[] {"SET", "string" + key, "v".repeat(random.nextInt(300))};
            case 2 -> new String[] {"SET", "string" + key, "passing", "PX", "" + (1 + random.nextInt(100))};
            case 3 -> new String[] {"GET", "string" + key};
            case 4 -> new String[] {"DEL", "string" + key, "list" + key};
            case 5 -> new String[] {"LPUSH", "list" + key, "element"};
            case 6 -> new String[] {"RPOP", "list" + key};
            default -> new String[] {"PUBLISH", "channel" + random.nextInt(4), "message"};
        };
    }

    /// In the middle of something.
    private static void leaveSomehow(RespClient client, Random random) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> client.send("SUBSCRIBE", "channel1", "channel2");
            case 1 -> client.send("PSUBSCRIBE", "chan*");
            case 2 -> client.send("BLPOP", "nothing", "0");
            case 3 -> client.raw(RespClient.encoded("WATCH", "string1") + RespClient.encoded("MULTI"));
            case 4 -> client.raw("*3\r\n$3\r\nSET\r\n$4\r\nhal");
            default -> {}
        }
    }

    private static long descriptors(ChildJvm child) throws IOException {
        Path open = Path.of("/proc/" + child.handle().pid() + "/fd");
        if (!Files.isDirectory(open)) {
            return 0; // not this system
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        }
    }
}
