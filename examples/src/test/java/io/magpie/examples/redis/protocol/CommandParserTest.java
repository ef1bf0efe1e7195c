package io.magpie.examples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.magpie.examples.Seed;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandParserTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);
    private static final long SEED = Seed.chosen();
    /// So small that random frames reach them.
    private static final Limits TIGHT = new Limits(40, 6, 60, 100);

    // What it reads

    @Test
    void commandsComeOutAsTheyWentIn() throws ProtocolException {
        CommandParser parser = new CommandParser(Limits.DEFAULT);
        ByteBuffer in = buffer("*2\r\n$3\r\nGET\r\n$5\r\na\r\nb \r\n*1\r\n$0\r\n\r\nSET x 'y z'\r\n");
        assertThat(shown(parser.next(in))).isEqualTo("[GET|a\\r\\nb ]");
        assertThat(shown(parser.next(in))).isEqualTo("[]");
        assertThat(shown(parser.next(in))).isEqualTo("[SET|x|y z]");
        assertThat(parser.next(in)).isNull();
        assertThat(parser.isBetweenCommands()).isTrue();
    }

    @Test
    void emptyCommandsAreSkipped() {
        assertThat(parsed("\r\n\n  \r\n*0\r\n*-1\r\n*-7\r\nPING\r\n", Limits.DEFAULT))
                .isEqualTo("[PING]");
    }

    @Test
    void aCommandCutOffIsNoticed() throws ProtocolException {
        for (String begun :
                List.of("*", "*1", "*1\r\n", "*1\r\n$4\r\nPI", "*1\r\n$4\r\nPING", "*1\r\n$4\r\nPING\r", "PI")) {
            CommandParser parser = new CommandParser(Limits.DEFAULT);
            assertThat(parser.next(buffer(begun))).as(begun).isNull();
            assertThat(parser.isBetweenCommands()).as(begun).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "a b c # [a|b|c]",
                "  a\tb   # [a|b]",
                "\"a b\" 'c d' # [a b|c d]",
                "\"\\x41\\n\\q\\\"\" # [A\\nq\"]",
                "'it\\'s' '\\n' # [it's|\\\\n]",
                "\"\" '' # [|]",
                "ab\"cd\" # [abcd]",
                "\"\\x4\" # [x4]",
                "\"open # Protocol error: unbalanced quotes in request",
                "'open # Protocol error: unbalanced quotes in request",
                "\"a\"b # Protocol error: unbalanced quotes in request",
                "'a'\"b\" # Protocol error: unbalanced quotes in request",
            })
    void inlineCommandsAreSplitByTheRulesOfRedis(String line, String expected) {
        assertThat(parsed(line + "\r\n", Limits.DEFAULT)).isEqualTo(expected);
        assertThat(parsed(line + "\n", Limits.DEFAULT)).isEqualTo(expected);
    }

    // What it refuses

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "*x\\r\\n # invalid multibulk length",
                "*\\r\\n # invalid multibulk length",
                "*+1\\r\\n # invalid multibulk length",
                "*01\\r\\n # invalid multibulk length",
                "*7\\r\\n # invalid multibulk length",
                "*99999999999999999999\\r\\n # invalid multibulk length",
                "*1\\r\\nPING\\r\\n # expected '$', got 'P'",
                "*1\\r\\n$x\\r\\n # invalid bulk length",
                "*1\\r\\n$-1\\r\\n # invalid bulk length",
                "*1\\r\\n$41\\r\\n # invalid bulk length",
                "*1\\r\\n$2147483648\\r\\n # invalid bulk length",
                "*3\\r\\n$40\\r\\n0123456789012345678901234567890123456789\\r\\n"
                        + "$40\\r\\n0123456789012345678901234567890123456789\\r\\n$21\\r\\n"
                        + " # command longer than 100 bytes",
            })
    void whatIsNoCommandIsRefusedInTheWordsOfRedis(String bytes, String expected) {
        String sent = bytes.replace("\\r", "\r").replace("\\n", "\n");
        assertThat(parsed(sent, TIGHT)).isEqualTo("Protocol error: " + expected);
    }

    @Test
    void linesAreBoundedWithAndWithoutTheirEnds() {
        String longest = "x".repeat(60);
        assertThat(parsed(longest + "\n", TIGHT)).isEqualTo("[" + longest + "]");
        for (String end : List.of("", "\n", "xxx\r\n")) {
            assertThat(parsed(longest + "x" + end, TIGHT)).isEqualTo("Protocol error: too big inline request");
            assertThat(parsed("*" + longest + "x" + end, TIGHT))
                    .isEqualTo("Protocol error: too big mbulk count string");
            assertThat(parsed("*1\r\n$" + longest + "x" + end, TIGHT))
                    .isEqualTo("Protocol error: too big bulk count string");
        }
    }

    @Test
    void anAnnouncementAloneCostsNoMemory() throws ProtocolException {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CommandParser parser = new CommandParser(Limits.DEFAULT);
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThat(parser.next(buffer("*1048576\r\n$536870912\r\n0123456789"))).isNull();
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    // However the bytes are divided

    @Test
    void everyChunkingGivesTheSameCommands() {
        fuzz(5_000 * SCALE);
    }

    @Tag("stress")
    @Test
    void everyChunkingGivesTheSameCommands_forLong() {
        fuzz(60_000_000L * SCALE);
    }

    /// About 10 µs a stream: sixty million are ten minutes.
    private static void fuzz(long streams) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (long i = 0; i < streams; i++) {
            Limits limits = random.nextBoolean() ? TIGHT : Limits.DEFAULT;
            byte[] bytes = randomStream(random);
            String whole = parsed(limits, List.of(bytes), false);
            assertThat(parsed(limits, chunks(random, bytes), random.nextBoolean()))
                    .as("seed %s, stream %s: %s", SEED, i, shown(new byte[][] {bytes}))
                    .isEqualTo(whole);
            if (i % 16 == 0) {
                List<byte[]> single = new ArrayList<>();
                for (byte each : bytes) {
                    single.add(new byte[] {each});
                }
                assertThat(parsed(limits, single, false))
                        .as("seed %s, stream %s, byte by byte", SEED, i)
                        .isEqualTo(whole);
            }
        }
    }

    private static byte[] randomStream(RandomGenerator random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(4); i >= 0; i--) {
            stream.writeBytes(randomCommand(random));
        }
        byte[] bytes = stream.toByteArray();
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes = mutated(random, bytes);
        }
        return bytes;
    }

    private static byte[] randomCommand(RandomGenerator random) {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        int count = random.nextInt(6);
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < count; i++) {
                command.writeBytes(bytes(List.of("a", "SET ", "'x y' ", "\"\\x41\" ", "\t", "\"", "b\r", "")
                        .get(random.nextInt(8))));
            }
            command.writeBytes(bytes(random.nextBoolean() ? "\r\n" : "\n"));
            return command.toByteArray();
        }
        command.writeBytes(bytes("*" + count + "\r\n"));
        for (int i = 0; i < count; i++) {
            byte[] argument = new byte[random.nextInt(random.nextInt(10) == 0 ? 45 : 12)];
            random.nextBytes(argument);
            command.writeBytes(bytes("$" + argument.length + "\r\n"));
            command.writeBytes(argument);
            command.writeBytes(bytes("\r\n"));
        }
        return command.toByteArray();
    }

    private static byte[] mutated(RandomGenerator random, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        byte[] signs = bytes("*$0123456789-\r\n\"' ");
        return switch (random.nextInt(3)) {
            case 0 -> {
                byte[] changed = bytes.clone();
                changed[at] = random.nextBoolean() ? signs[random.nextInt(signs.length)] : (byte) random.nextInt();
                yield changed;
            }
            case 1 -> Arrays.copyOf(bytes, at);
            default -> {
                ByteArrayOutputStream longer = new ByteArrayOutputStream();
                longer.write(bytes, 0, at);
                longer.write(signs[random.nextInt(signs.length)]);
                longer.write(bytes, at, bytes.length - at);
                yield longer.toByteArray();
            }
        };
    }

    private static List<byte[]> chunks(RandomGenerator random, byte[] bytes) {
        List<byte[]> chunks = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + random.nextInt(1 + random.nextInt(30)));
            chunks.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return chunks;
    }

    private static String parsed(String text, Limits limits) {
        return parsed(limits, List.of(bytes(text)), false);
    }

    /// All commands, and the error that ended them.
    private static String parsed(Limits limits, List<byte[]> chunks, boolean direct) {
        CommandParser parser = new CommandParser(limits);
        List<String> commands = new ArrayList<>();
        try {
            for (byte[] chunk : chunks) {
                ByteBuffer in = direct
                        ? ByteBuffer.allocateDirect(chunk.length).put(chunk).flip()
                        : ByteBuffer.wrap(chunk);
                for (byte[][] command = parser.next(in); command != null; command = parser.next(in)) {
                    commands.add(shown(command));
                }
                assertThat(in.hasRemaining()).isFalse();
            }
        } catch (ProtocolException error) {
            commands.add(error.getMessage());
        }
        return String.join(" ", commands);
    }

    private static String shown(byte[][] command) {
        return Arrays.stream(command)
                .map(arg -> new String(arg, StandardCharsets.ISO_8859_1)
                        .replace("\\", "\\\\")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n"))
                .collect(Collectors.joining("|", "[", "]"));
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThatThrownBy(() -> new Limits(1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
