package io.magpie.examples.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Commands and the answers that Redis 7.0 gave to them once: what [RealRedisTest] does, where no Redis is.
class RecordedAnswersTest {

    private static final String FILE = "/redis/answers-7.0.txt";
    private static final int ROUNDS = 6;
    private static final int COMMANDS_IN_ROUND = 250;

    @Test
    void answersAreThoseThatRedisGave() throws IOException {
        LocalRedis ours = new LocalRedis();
        int number = 0;
        for (String line : lines()) {
            number++;
            if (line.startsWith("#")) {
                ours = new LocalRedis();
                ours.reply.useResp3(line.equals("# RESP3"));
                continue;
            }
            String[] parts = line.split("\t", -1);
            assertThat(ours.ask(parts[0])).as("line %s: %s", number, parts[0]).isEqualTo(parts[1]);
        }
        assertThat(number).isGreaterThan(ROUNDS * COMMANDS_IN_ROUND);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedAnswersTest.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    /// Records the file anew: `RecordedAnswersTest$Recorder FILE`, where Redis 7.0 is installed.
    static final class Recorder {

        private Recorder() {}

        public static void main(String[] arguments) throws Exception {
            List<String> lines = new ArrayList<>();
            Path directory = Files.createTempDirectory("redis");
            try (RedisServer redis = RedisServer.start(directory)) {
                for (int round = 0; round < ROUNDS; round++) {
                    boolean resp3 = round >= ROUNDS / 2;
                    lines.add(resp3 ? "# RESP3" : "# RESP2");
                    List<byte[][]> commands = new ArrayList<>();
                    commands.add(Transcript.decode(resp3 ? "HELLO 3" : "HELLO 2"));
                    commands.add(Transcript.decode("FLUSHALL"));
                    RandomCommands random = new RandomCommands(round);
                    for (int i = 0; i < COMMANDS_IN_ROUND; i++) {
                        commands.add(random.next());
                    }
                    redis.send(commands);
                    redis.reply();
                    for (byte[][] command : commands.subList(1, commands.size())) {
                        lines.add(Transcript.encode(command) + "\t" + Answers.line(command, redis.reply()));
                    }
                }
            }
            Files.write(Path.of(arguments[0]), lines, StandardCharsets.US_ASCII);
        }
    }
}
