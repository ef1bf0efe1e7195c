package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandsTest {

    /// Values in every form that Redis 7.0 dumps: key, how it is made, how it is read.
    private static final List<Sample> SAMPLES = List.of(
            new Sample("SET k ''", "GET k"),
            new Sample("SET k 100", "GET k"),
            new Sample("SET k -30000", "GET k"),
            new Sample("SET k 2000000000", "GET k"),
            new Sample("SET k 9223372036854775807", "GET k"),
            new Sample("SET k " + "abc".repeat(20), "GET k"),
            new Sample("SET k " + "a".repeat(10_000) + "xyz".repeat(100), "GET k"),
            new Sample("RPUSH k a 1 -1 127 128 -4096 4095 -32768 32767 8388607 -8388608 2147483647", "LRANGE k 0 -1"),
            new Sample("RPUSH k -9223372036854775808 9223372036854775807 01 '' b", "LRANGE k 0 -1"),
            new Sample("RPUSH k " + "e".repeat(63) + " " + "f".repeat(64) + " " + "g".repeat(5_000), "LRANGE k 0 -1"),
            new Sample("RPUSH k a " + "h".repeat(20_000) + " b", "LRANGE k 0 -1"),
            new Sample("RPUSH k " + numbered("element", 3_000), "LRANGE k 0 -1"),
            new Sample("SADD k 1 2 -3", "SMEMBERS k"),
            new Sample("SADD k 1 70000", "SMEMBERS k"),
            new Sample("SADD k 1 5000000000", "SMEMBERS k"),
            new Sample("SADD k " + numbered("member", 300), "SMEMBERS k"),
            new Sample("HSET k f v g 12 h ''", "HGETALL k"),
            new Sample("HSET k " + numbered("x", 1_000), "HGETALL k"),
            new Sample("ZADD k 1 a 2.5 b -inf c inf d 1e20 e 0.1 f", "ZRANGE k 0 -1 WITHSCORES"),
            new Sample("ZADD k " + scored(500), "ZRANGE k 0 -1 WITHSCORES"));

    private record Sample(String make, String read) {}

    @TempDir
    Path directory;

    @Test
    void whatRedisDumps_isRestoredHere() throws Exception {
        try (RedisServer redis = redis()) {
            for (Sample sample : SAMPLES) {
                ask(redis, "DEL k");
                ask(redis, sample.make);
                byte[] dump = dumpIn(raw(redis, "DUMP k"));
                LocalRedis ours = new LocalRedis();
                assertThat(restored(ours, dump)).as(shortened(sample.make)).isEqualTo("+OK");
                assertThat(ours.ask(sample.read)).isEqualTo(ask(redis, sample.read));
            }
        }
    }

    @Test
    void whatIsDumpedHere_redisRestores() throws Exception {
        try (RedisServer redis = redis()) {
            for (Sample sample : SAMPLES) {
                LocalRedis ours = new LocalRedis();
                var _ = ours.ask(sample.make);
                byte[] dump = dumpIn(ours.run(Transcript.decode("DUMP k")));
                ask(redis, "DEL k");
                redis.send(List.<byte[][]>of(restore(dump)));
                assertThat(new String(redis.reply(), StandardCharsets.ISO_8859_1))
                        .as(shortened(sample.make))
                        .isEqualTo("+OK\r\n");
                assertThat(ask(redis, sample.read)).isEqualTo(ours.ask(sample.read));
            }
        }
    }

    @Test
    void whatIsDumpedHere_isRestoredHere() {
        for (Sample sample : SAMPLES) {
            LocalRedis ours = new LocalRedis();
            var _ = ours.ask(sample.make);
            String before = ours.ask(sample.read) + ours.ask("OBJECT ENCODING k");
            byte[] dump = dumpIn(ours.run(Transcript.decode("DUMP k")));
            assertThat(restored(ours, dump)).isEqualTo("-BUSYKEY Target key name already exists.");
            assertThat(ours.ask("DEL k")).isEqualTo(":1");
            assertThat(restored(ours, dump)).as(shortened(sample.make)).isEqualTo("+OK");
            assertThat(ours.ask(sample.read) + ours.ask("OBJECT ENCODING k")).isEqualTo(before);
        }
    }

    @Test
    void restoreSaysWhatIsWrong() {
        LocalRedis ours = new LocalRedis();
        var _ = ours.ask("SET k v");
        byte[] dump = dumpIn(ours.run(Transcript.decode("DUMP k")));
        byte[] damaged = dump.clone();
        damaged[1]++;
        var _ = ours.ask("DEL k");
        assertThat(restored(ours, damaged)).isEqualTo("-ERR DUMP payload version or checksum are wrong");
        assertThat(ours.ask("RESTORE k -1 x")).isEqualTo("-ERR Invalid TTL value, must be >= 0");
        assertThat(ours.ask("RESTORE k 0 x FOO")).isEqualTo("-ERR syntax error");
        assertThat(ours.ask("RESTORE k 0 x FREQ 256")).isEqualTo("-ERR Invalid FREQ value, must be >= 0 and <= 255");
        assertThat(ours.ask("DUMP k")).isEqualTo("$-1");
    }

    private RedisServer redis() throws Exception {
        assumeTrue(RedisServer.program().isPresent(), "needs redis-server (Debian: apt install redis-server)");
        RedisServer redis = RedisServer.start(directory);
        if (!redis.version().equals("7.0")) {
            redis.close();
            assumeTrue(false, "the format is that of Redis 7.0");
        }
        return redis;
    }

    private static String ask(RedisServer redis, String words) throws IOException {
        return Answers.line(Transcript.decode(words), raw(redis, words));
    }

    private static byte[] raw(RedisServer redis, String words) throws IOException {
        redis.send(List.<byte[][]>of(Transcript.decode(words)));
        return redis.reply();
    }

    private static String restored(LocalRedis ours, byte[] dump) {
        byte[][] command = restore(dump);
        return Answers.line(command, ours.run(command));
    }

    private static byte[][] restore(byte[] dump) {
        return new byte[][] {Words.bytes("RESTORE"), Words.bytes("k"), Words.bytes("0"), dump};
    }

    /// What is in a bulk string.
    private static byte[] dumpIn(byte[] reply) {
        int header = new String(reply, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        return Arrays.copyOfRange(reply, header, reply.length - 2);
    }

    private static String numbered(String name, int count) {
        return String.join(
                " ", IntStream.range(0, count).mapToObj(i -> name + i).toList());
    }

    private static String scored(int count) {
        List<String> words = new ArrayList<>();
        IntStream.range(0, count)
                .forEach(i -> Stream.of(i / 7.0 + "", "member" + i).forEach(words::add));
        return String.join(" ", words);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(80, text.length()));
    }
}
