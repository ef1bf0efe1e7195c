package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.examples.Seed;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same random commands for the real Redis and for ours: the answers must be the same, byte for byte.
class RealRedisTest {

    private static final int ROUNDS = 15 * Integer.getInteger("magpie.test.scale", 1);
    private static final int COMMANDS_IN_ROUND = 1_000;
    /// Commands before the one that failed, to be printed with it.
    private static final int SHOWN = 100;
    private static final long SEED = Seed.chosen();

    @TempDir
    Path directory;

    @BeforeEach
    void redisIsInstalled() {
        assumeTrue(RedisServer.program().isPresent(), "needs redis-server (Debian: apt install redis-server)");
    }

    @Test
    void answersAreThoseOfRedis() throws Exception {
        compare(false);
    }

    @Test
    void answersInResp3AreThoseOfRedis() throws Exception {
        compare(true);
    }

    private void compare(boolean resp3) throws Exception {
        try (RedisServer redis = RedisServer.start(directory)) {
            assumeTrue(redis.version().equals("7.0"), "texts are those of Redis 7.0");
            if (resp3) {
                redis.send(List.<byte[][]>of(Transcript.decode("HELLO 3")));
                redis.reply();
            }
            for (int round = 0; round < ROUNDS; round++) {
                compareRound(redis, resp3, SEED + round);
            }
        }
    }

    private void compareRound(RedisServer redis, boolean resp3, long seed) throws Exception {
        LocalRedis ours = new LocalRedis();
        ours.reply.useResp3(resp3);
        RandomCommands random = new RandomCommands(seed);
        List<byte[][]> commands = new ArrayList<>();
        commands.add(Transcript.decode("FLUSHALL"));
        for (int i = 0; i < COMMANDS_IN_ROUND; i++) {
            commands.add(random.next());
        }
        redis.send(commands);
        Deque<String> before = new ArrayDeque<>();
        boolean theirsErred = false;
        for (byte[][] command : commands) {
            String theirs = Answers.line(command, redis.reply());
            if (theirsErred) {
                continue; // the two may hold different things from there on
            }
            String answer = Answers.line(command, ours.run(command));
            String shown = Transcript.encode(command);
            theirsErred = isLeftOverError(command, theirs) && !answer.equals(theirs);
            if (theirsErred) {
                continue;
            }
            assertThat(answer)
                    .as("seed %s, after%n%s%n%s", seed, String.join("\n", before), shown)
                    .isEqualTo(theirs);
            before.add(shown + " -> " + answer);
            if (before.size() > SHOWN) {
                before.remove();
            }
        }
    }

    /// Whether Redis may have refused to sort numbers because of the `errno` that an earlier command had left.
    private static boolean isLeftOverError(byte[][] command, String theirs) {
        return Words.equal(command[0], "SORT")
                && theirs.equals("-ERR One or more scores can't be converted into double");
    }
}
