package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Effects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What commands report: changed keys, commands for the append-only file, keys that blocked clients wait for; and time.
class EffectsTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);
    private static final long START = 1_000_000_000_000L;

    private final AtomicLong now = new AtomicLong(START);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final Heard heard = new Heard();
    private final LocalRedis redis = new LocalRedis(clock, heard);

    private static final class Heard implements Effects {

        final List<String> propagated = new ArrayList<>();
        final Set<String> touched = new TreeSet<>();
        final List<String> grown = new ArrayList<>();

        @Override
        public void touched(byte[] key) {
            touched.add(text(key));
        }

        @Override
        public void flushed() {
            touched.add("everything");
        }

        @Override
        public void listGrew(byte[] key) {
            grown.add("list " + text(key));
        }

        @Override
        public void sortedSetGrew(byte[] key) {
            grown.add("zset " + text(key));
        }

        @Override
        public void propagate(byte[]... command) {
            propagated.add(Transcript.encode(command));
        }
    }

    /// Runs a command; what it propagated.
    private List<String> propagatedBy(String command) {
        heard.propagated.clear();
        redis.ask(command);
        return List.copyOf(heard.propagated);
    }

    // The append-only file

    @Test
    void whatDependsOnTimeOrChanceIsPropagatedAsItsEffect() {
        assertThat(propagatedBy("SET k v EX 10")).containsExactly("SET k v PXAT " + (START + 10_000));
        assertThat(propagatedBy("SETEX k 5 v")).containsExactly("SET k v PXAT " + (START + 5_000));
        assertThat(propagatedBy("EXPIRE k 7")).containsExactly("PEXPIREAT k " + (START + 7_000));
        assertThat(propagatedBy("GETEX k PX 8")).containsExactly("PEXPIREAT k " + (START + 8));
        assertThat(propagatedBy("GETEX k PERSIST")).containsExactly("PERSIST k");
        assertThat(propagatedBy("EXPIRE k -1")).containsExactly("DEL k");
        assertThat(propagatedBy("INCRBYFLOAT f 1.5")).containsExactly("SET f 1.5 KEEPTTL");
        assertThat(propagatedBy("HINCRBYFLOAT h a 1.5")).containsExactly("HSET h a 1.5");
        assertThat(propagatedBy("SADD s a")).containsExactly("SADD s a");
        assertThat(propagatedBy("SPOP s")).containsExactly("SREM s a");
        assertThat(propagatedBy("GETDEL f")).containsExactly("DEL f");
        redis.ask("RPUSH l a b c d");
        assertThat(propagatedBy("BLPOP x l 0")).containsExactly("LPOP l");
        assertThat(propagatedBy("BLMOVE l m LEFT RIGHT 0")).containsExactly("LMOVE l m LEFT RIGHT");
        assertThat(propagatedBy("BLMPOP 0 2 x l RIGHT COUNT 5")).containsExactly("RPOP l 2");
        redis.ask("ZADD z 1 a 2 b 3 c");
        assertThat(propagatedBy("BZPOPMAX x z 0")).containsExactly("ZPOPMAX z");
        assertThat(propagatedBy("ZMPOP 1 z MIN COUNT 9")).containsExactly("ZPOPMIN z 2");
    }

    @Test
    void whatChangesNothingIsNotPropagated() {
        redis.ask("SADD s a");
        for (String command : List.of(
                "GET k",
                "SADD s a",
                "SREM s b",
                "SET s2 v XX",
                "DEL none",
                "LPUSHX none a",
                "ZADD z XX 1 a",
                "EXPIRE none 10",
                "PERSIST s",
                "INCR s",
                "BLPOP none 0",
                "ZREMRANGEBYSCORE none 0 1",
                "SMOVE s s a")) {
            assertThat(propagatedBy(command)).as(command).isEmpty();
        }
    }

    @Test
    void theLogOfARandomHistoryMakesTheSameKeysAgain() {
        for (int round = 0; round < 40 * SCALE; round++) {
            Heard log = new Heard();
            LocalRedis first = new LocalRedis(clock, log);
            RandomCommands random = new RandomCommands(round);
            for (int i = 0; i < 500; i++) {
                byte[][] command = random.next();
                first.run(command);
                if (i % 10 == 0) {
                    now.addAndGet(20_000_000);
                }
            }
            LocalRedis second = new LocalRedis(clock, Effects.NONE);
            for (String command : log.propagated) {
                assertThat(second.replay(command)).as(command).doesNotStartWith("-");
            }
            assertThat(dump(second)).as("round %s", round).isEqualTo(dump(first));
            assertThat(second.database.memory()).isLessThan(1 << 24);
        }
    }

    private static List<String> dump(LocalRedis redis) {
        List<String> keys = new ArrayList<>();
        redis.database.beginCommand();
        redis.database.forEach(entry -> {
            if (entry.expiry() > redis.database.now()) {
                keys.add(text(entry.key()));
            }
        });
        keys.sort(null);
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            String type = redis.ask("TYPE " + key);
            String command = switch (type) {
                case "+string" -> "GET %s";
                case "+list" -> "LRANGE %s 0 -1";
                case "+set" -> "SMEMBERS %s";
                case "+hash" -> "HGETALL %s";
                default -> "ZRANGE %s 0 -1 WITHSCORES";
            };
            lines.add(
                    key + " " + redis.ask("PEXPIRETIME " + key) + " " + type + " " + redis.ask(command.formatted(key)));
        }
        return lines;
    }

    // Time

    @Test
    void aKeyIsGoneFromItsMomentOn() {
        redis.ask("SET k v PX 100");
        now.addAndGet(99);
        assertThat(redis.ask("PTTL k")).isEqualTo(":1");
        assertThat(redis.ask("GET k")).isEqualTo("$v");
        now.addAndGet(1);
        heard.touched.clear();
        redis.database.beginCommand();
        assertThat(redis.database.isExpired("k".getBytes(StandardCharsets.ISO_8859_1)))
                .isTrue();
        assertThat(propagatedBy("SET k w NX")).containsExactly("DEL k", "SET k w NX");
        assertThat(heard.touched).containsExactly("k");
        assertThat(redis.ask("TTL k")).isEqualTo(":-1");
        assertThat(redis.database.expired()).isEqualTo(1);
    }

    @Test
    void keysNobodyAsksForGoAwayInSteps() {
        for (int i = 0; i < 100; i++) {
            redis.ask("SET k" + i + " v PX " + (100 - i));
        }
        redis.ask("SET stays v");
        assertThat(redis.database.nextExpiry()).isEqualTo(START + 1);
        now.addAndGet(50);
        heard.propagated.clear();
        assertThat(redis.database.expireSome(30)).isEqualTo(30);
        assertThat(heard.propagated).startsWith("DEL k99", "DEL k98").hasSize(30);
        assertThat(redis.database.expireSome(30)).isEqualTo(20);
        assertThat(redis.database.expireSome(30)).isZero();
        assertThat(redis.database.size()).isEqualTo(51);
    }

    @Test
    void memoryReturnsToWhatItWasWhenKeysAreGone() {
        long before = redis.database.memory();
        RandomCommands random = new RandomCommands(7);
        for (int i = 0; i < 3_000; i++) {
            redis.run(random.next());
        }
        assertThat(redis.database.memory()).isGreaterThan(before);
        List<String> keys = new ArrayList<>();
        redis.database.forEach(entry -> keys.add(Transcript.encode(new byte[][] {entry.key()})));
        keys.forEach(key -> redis.ask("DEL " + key));
        assertThat(redis.database.size()).isZero();
        assertThat(redis.database.expiringKeys()).isZero();
        assertThat(redis.database.memory()).isLessThan(before + 1024);
    }

    // Watching and waiting

    @Test
    void everyChangedKeyIsReportedAndNoOther() {
        assertTouched("SET k v", "k");
        assertTouched("GET k");
        assertTouched("RENAME k j", "j", "k");
        assertTouched("EXPIRE j 100", "j");
        assertTouched("PERSIST j", "j");
        assertTouched("PERSIST j");
        assertTouched("RPUSH l a", "l");
        assertTouched("LMOVE l m LEFT LEFT", "l", "m");
        assertTouched("SADD s a", "s");
        assertTouched("SADD s a");
        assertTouched("SINTERSTORE t s", "t");
        assertTouched("SMOVE s u a", "s", "u");
        assertTouched("ZADD z 1 a", "z");
        assertTouched("ZADD z NX 2 a");
        assertTouched("FLUSHALL", "everything");
    }

    private void assertTouched(String command, String... keys) {
        heard.touched.clear();
        redis.ask(command);
        assertThat(heard.touched).as(command).containsExactly(keys);
    }

    @Test
    void listsAndSortedSetsAreReportedWhenTheyComeIntoBeing() {
        for (String command : List.of(
                "RPUSH l a",
                "RPUSH l b",
                "ZADD z 1 a",
                "ZADD z 2 b",
                "RENAME l m",
                "COPY m n",
                "LMOVE m o LEFT LEFT",
                "ZRANGESTORE y z 0 -1",
                "SADD s a")) {
            redis.ask(command);
        }
        assertThat(heard.grown).containsExactly("list l", "zset z", "list m", "list n", "list o", "zset y");
    }

    @Test
    void aCommandThatFindsNothingWaitsAndIsServedLater() {
        byte[][] args = Transcript.decode("BLPOP a b 1.5");
        Reply reply = new Reply(64);
        Command command = redis.table.resolve(args, reply);
        redis.call.begin(Session.NONE, reply, args);
        command.run(redis.call);
        Wait wait = redis.call.waitsFor();
        assertThat(wait.type()).isEqualTo(Wait.Type.LIST);
        assertThat(wait.keys()).extracting(EffectsTest::text).containsExactly("a", "b");
        assertThat(wait.timeoutMillis()).isEqualTo(1500);
        assertThat(reply.length()).isZero();
        wait.timedOut(reply);
        assertThat(text(reply.toByteArray())).isEqualTo("*-1\r\n");
        reply.clear();

        redis.ask("SET a string");
        redis.call.resume(Session.NONE, reply, args);
        command.run(redis.call);
        assertThat(redis.call.waitsFor())
                .as("a value of another type is passed over")
                .isNotNull();

        redis.ask("RPUSH b x y");
        redis.call.resume(Session.NONE, reply, args);
        command.run(redis.call);
        assertThat(redis.call.waitsFor()).isNull();
        assertThat(text(reply.toByteArray())).isEqualTo("*2\r\n$1\r\nb\r\n$1\r\nx\r\n");
    }

    @Test
    void whatMayNotWaitAnswersAtOnce() {
        assertThat(redis.ask("BLPOP a 0")).isEqualTo("*-1()");
        assertThat(redis.ask("BLMOVE a b LEFT LEFT 0")).isEqualTo("$-1");
        assertThat(redis.ask("BZPOPMIN a 0")).isEqualTo("*-1()");
        assertThat(redis.ask("BLPOP a -1")).isEqualTo("-ERR timeout is negative");
        assertThat(redis.ask("BLPOP a x")).isEqualTo("-ERR timeout is not a float or out of range");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
