package io.magpie.io.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.io.BufferPool;
import io.magpie.io.Interrupted;
import io.magpie.io.ScriptedStream;
import io.magpie.io.TooLongException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However the bytes are cut, and wherever a read is dropped, the frames and failures are the same.
class ChunkingTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private record Case(String name, Supplier<Decoder<?>> decoder, byte[] input, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case text(String name, Supplier<Decoder<?>> decoder, String input, String... expected) {
        return new Case(name, decoder, input.getBytes(ISO_8859_1), List.of(expected));
    }

    private static Supplier<Decoder<?>> lengths(
            int fieldLength, int offset, int adjustment, @Nullable Integer numSkip) {
        return () -> {
            var settings = LengthDelimitedCodec.builder()
                    .lengthFieldLength(fieldLength)
                    .lengthFieldOffset(offset)
                    .lengthAdjustment(adjustment)
                    .maxFrameLength(100);
            return (numSkip == null ? settings : settings.numSkip(numSkip)).build();
        };
    }

    private static Stream<Case> cases() {
        return Stream.of(
                text("lines", () -> new LinesCodec(3), "ab\r\n\nabc\nx", "ab", "", "abc", "x"),
                text("a line too long", () -> new LinesCodec(2), "a\nabcd\r\nab\r\n", "a", "TooLongException", "ab"),
                text(
                        "a line longer by one",
                        () -> new LinesCodec(2),
                        "abc\nab\r\nabc",
                        "TooLongException",
                        "ab",
                        "TooLongException"),
                text("carriage returns", () -> new LinesCodec(2), "\r\r\na\rb\n\r", "\r", "TooLongException", "\r"),
                text("a last line too long", () -> new LinesCodec(2), "a\nabcdef", "a", "TooLongException"),
                text("not UTF-8", () -> new LinesCodec(9), "a\n\u00ff\u00fe\nb", "a", "UTFDataFormatException", "b"),
                text("UTF-8", () -> new LinesCodec(9), "\u00c3\u00a4\n\u00e2\u0082\u00ac\n", "ä", "€"),
                text("no lines", () -> new LinesCodec(2), ""),
                text(
                        "delimiters",
                        () -> new DelimitersCodec(3, (byte) ';', (byte) ','),
                        "a,;bcd;e",
                        "a",
                        "",
                        "bcd",
                        "e"),
                text(
                        "a part too long",
                        () -> new DelimitersCodec(2, (byte) ';'),
                        "abc;d;efgh",
                        "TooLongException",
                        "d",
                        "TooLongException"),
                text("lengths", lengths(1, 0, 0, null), "\3abc\0\1d", "abc", "", "d"),
                text("lengths of 2 bytes", lengths(2, 0, 0, null), "\0\3abc\0\0\0\1d", "abc", "", "d"),
                text("lengths with the header", lengths(2, 0, 2, 0), "\0\3abc\0\0\0\1d", "\0\3abc", "\0\0", "\0\1d"),
                text("lengths that count the header", lengths(2, 0, -2, null), "\0\5abc\0\2\0\3d", "abc", "", "d"),
                text("lengths behind an offset", lengths(1, 2, 0, null), "XY\3abcXY\1d", "abc", "d"),
                text("lengths before more of a header", lengths(1, 1, 0, 4), "X\2YZabX\1YZd", "ab", "d"),
                text("lengths, part of the header kept", lengths(1, 1, 1, 1), "X\2abX\1d", "\2ab", "\1d"),
                text("lengths of 8 bytes", lengths(8, 0, 0, null), "\0\0\0\0\0\0\0\2ab", "ab"),
                text(
                        "little-endian lengths",
                        () -> LengthDelimitedCodec.builder()
                                .lengthFieldLength(3)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .build(),
                        "\2\0\0ab\1\0\0d",
                        "ab",
                        "d"),
                text("a frame cut off", lengths(1, 0, 0, null), "\1a\3bc", "a", "EOFException"),
                text("a frame cut off behind its header", lengths(1, 0, 0, null), "\1a\3", "a", "EOFException"),
                text("a header cut off", lengths(2, 0, 0, null), "\0\1a\0", "a", "EOFException"),
                text("a length beyond the limit", lengths(1, 0, 0, null), "\1a\145bcd", "a", "TooLongException"),
                text("a length at the limit, cut off", lengths(1, 0, 0, null), "\144bcd", "EOFException"),
                text("a negative length", lengths(1, 0, -3, null), "\4a\2b", "a", "IOException"),
                text(
                        "a default end",
                        () -> (Decoder<String>) ChunkingTest::pairs,
                        "abcde",
                        "ab",
                        "cd",
                        "EOFException"));
    }

    /// A decoder that keeps to the defaults: two bytes a frame.
    private static @Nullable String pairs(ByteBuffer bytes) {
        return bytes.remaining() < 2 ? null : "" + (char) bytes.get() + (char) bytes.get();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyChunkingGivesTheSameFrames(Case chosen) throws Exception {
        for (long cuts : ScriptedStream.cuttings(chosen.input().length)) {
            assertThat(outcomes(chosen, chosen.input(), cuts, _ -> false))
                    .as("cut at %s", Long.toBinaryString(cuts))
                    .isEqualTo(chosen.expected());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDroppedReadLosesNothing(Case chosen) throws Exception {
        for (long cuts : ScriptedStream.cuttings(chosen.input().length)) {
            assertThat(outcomes(chosen, chosen.input(), cuts, _ -> true))
                    .as("cut at %s, dropped always", Long.toBinaryString(cuts))
                    .isEqualTo(chosen.expected());
        }
    }

    /// The same, over inputs longer than a buffer, made of the case's own and of chance.
    @ParameterizedTest
    @MethodSource("cases")
    void randomInputs_areCutAtRandom(Case chosen) throws Exception {
        SplittableRandom random = new SplittableRandom(chosen.name().hashCode());
        for (int round = 0; round < 20 * SCALE; round++) {
            byte[] input = randomInput(chosen.input(), random);
            List<String> whole = outcomes(chosen, input, 0, _ -> false);
            for (int i = 0; i < 5; i++) {
                long cuts = random.nextLong();
                assertThat(outcomes(chosen, input, cuts & cuts >>> 7, _ -> random.nextBoolean()))
                        .isEqualTo(whole);
            }
        }
    }

    private static byte[] randomInput(byte[] like, SplittableRandom random) {
        byte[] input = new byte[random.nextInt(1, 60)];
        for (int i = 0; i < input.length; i++) {
            boolean known = like.length > 0 && random.nextInt(8) > 0;
            input[i] = known ? like[random.nextInt(like.length)] : (byte) random.nextInt(256);
        }
        return input;
    }

    /// Frames as text, failures by name, until the frames end. It resumes after a failure, unless the next is the same.
    private static List<String> outcomes(Case chosen, byte[] input, long cuts, IntPredicate dropAt) throws Exception {
        BufferPool pool = new BufferPool(16, 1);
        List<String> outcomes = new ArrayList<>();
        try (FramedReader<?> reader = new FramedReader<>(
                ScriptedStream.chunked(input, cuts), chosen.decoder().get(), pool)) {
            boolean ended = false;
            while (!ended) {
                try {
                    Object frame = Interrupted.run(reader::next, dropAt);
                    ended = frame == null;
                    if (frame != null) {
                        outcomes.add(
                                frame instanceof ByteBuffer bytes
                                        ? ISO_8859_1.decode(bytes).toString()
                                        : "" + frame);
                    }
                } catch (UTFDataFormatException | TooLongException e) {
                    outcomes.add(e.getClass().getSimpleName());
                    assertThat(Interrupted.finish(reader.next()))
                            .as("after a failure")
                            .isNull();
                    reader.resume();
                    ended = chosen.decoder().get() instanceof LengthDelimitedCodec;
                } catch (IOException e) {
                    outcomes.add(e.getClass().getSimpleName());
                    ended = true;
                }
            }
        }
        assertThat(pool.idle()).as("the buffer went back").isEqualTo(pool.made());
        return outcomes;
    }
}
