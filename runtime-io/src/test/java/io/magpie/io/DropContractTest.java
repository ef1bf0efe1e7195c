package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation on a stream, over every chunking of its input, dropped at each one of its suspensions, and at all of
/// them: begun again with the same cursor, it gives what it would have given undisturbed, and leaves what it would have
/// left.
class DropContractTest {

    /// Runs once on a stream, beginning again with the same cursor what was dropped, and tells what came of it.
    @FunctionalInterface
    private interface Use {
        Object run(BufReader reader, ScriptedStream sink, Restarting restarting) throws Exception;
    }

    @FunctionalInterface
    private interface Restarting {
        <T extends @Nullable Object> T run(Supplier<Future<T>> operation) throws Exception;
    }

    private record Operation(String name, String input, Use use) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Operation> operations() {
        return Stream.of(
                new Operation("read", "abcdefg", (reader, _, restarting) -> {
                    ByteBuffer into = ByteBuffer.allocate(16);
                    while (restarting.run(() -> reader.read(into)) >= 0) {}
                    return text(into);
                }),
                new Operation("readExactly", "abcdefg", (reader, _, restarting) -> {
                    ByteBuffer into = ByteBuffer.allocate(5);
                    restarting.run(() -> reader.readExactly(into));
                    return text(into);
                }),
                new Operation("readToEnd", "abcdefg", (reader, _, restarting) -> {
                    GrowableBuffer into = new GrowableBuffer(7, new BufferPool(8, 1));
                    restarting.run(() -> reader.readToEnd(into));
                    return into.toString(UTF_8);
                }),
                new Operation("readUntil", "abcd;fg", (reader, _, restarting) -> {
                    GrowableBuffer into = new GrowableBuffer(5);
                    boolean found = restarting.run(() -> reader.readUntil((byte) ';', into));
                    return found + into.toString(UTF_8);
                }),
                new Operation("readLine", "a\r\n\ncä\nd", (reader, _, restarting) -> {
                    GrowableBuffer partial = new GrowableBuffer(4);
                    String lines = "";
                    for (String line; (line = restarting.run(() -> reader.readLine(partial))) != null; ) {
                        lines += line + "|";
                    }
                    return lines;
                }),
                new Operation("lines", "ab\ncdef\nh", (reader, _, restarting) -> {
                    Lines lines = reader.lines(3);
                    String all = "";
                    while (true) {
                        try {
                            String line = restarting.run(lines::next);
                            if (line == null) {
                                return all;
                            }
                            all += line + "|";
                        } catch (TooLongException e) {
                            all += "too long|";
                        }
                    }
                }),
                new Operation(
                        "numbers",
                        "abcdefghi",
                        (reader, _, restarting) -> List.of(
                                restarting.run(reader::readShort),
                                restarting.run(reader.order(ByteOrder.LITTLE_ENDIAN)::readInt),
                                restarting.run(reader::readUnsignedByte))),
                new Operation("take", "abcdefg", (reader, _, restarting) -> {
                    AsyncBufRead part = reader.take(3);
                    GrowableBuffer into = new GrowableBuffer(10);
                    restarting.run(() -> part.readUntil((byte) 'z', into));
                    ByteBuffer rest = ByteBuffer.allocate(2);
                    restarting.run(() -> reader.readExactly(rest));
                    return into.toString(UTF_8) + "," + text(rest);
                }),
                new Operation("chain", "abcdefg", (reader, _, restarting) -> {
                    ByteBuffer into = ByteBuffer.allocate(6);
                    AsyncRead chain =
                            reader.take(2).chain(new ScriptedStream().waits().arrives("xy"));
                    restarting.run(() -> chain.readExactly(into.limit(4)));
                    return text(into) + restarting.run(() -> chain.read(into.limit(6)));
                }),
                new Operation("copyTo", "abcdefg", (reader, sink, restarting) -> {
                    restarting.run(() -> reader.copyTo(sink));
                    return sink.writtenText();
                }),
                new Operation("readFrom", "abcdefg", (reader, _, restarting) -> {
                    GrowableBuffer into = new GrowableBuffer(20, new BufferPool(8, 1));
                    while (restarting.run(() -> into.readFrom(reader)) >= 0) {}
                    return into.toString(UTF_8);
                }),
                new Operation("writeTo", "", (_, sink, restarting) -> {
                    GrowableBuffer from = new GrowableBuffer(20, new BufferPool(8, 1)).append("abcdefghijk");
                    restarting.run(() -> from.writeTo(sink));
                    return sink.writtenText();
                }),
                new Operation("writeAll, shutdown", "", (_, sink, restarting) -> {
                    ByteBuffer from = UTF_8.encode("abcdefghijk");
                    restarting.run(() -> sink.writeAll(from));
                    restarting.run(sink::shutdown);
                    return sink.writtenText();
                }),
                new Operation("numbers, written", "", (_, sink, restarting) -> {
                    BufWriter writer = new BufWriter(sink, new BufferPool(8, 1));
                    restarting.run(() -> writer.writeLong(0x6162636465666768L));
                    restarting.run(() -> writer.writeShort(0x696a));
                    restarting.run(() -> writer.order(ByteOrder.LITTLE_ENDIAN).writeInt(0x6e6d6c6b));
                    restarting.run(() -> writer.writeLong(0x767574737271706fL));
                    restarting.run(() -> writer.writeByte('w'));
                    restarting.run(writer::flush);
                    return sink.writtenText();
                }));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void droppedWhereverItWaits_itLosesAndDoublesNothing(Operation operation) throws Exception {
        byte[] input = operation.input().getBytes(UTF_8);
        Object expected = outcome(operation, 0, _ -> false);
        for (long cuts : ScriptedStream.cuttings(input.length)) {
            assertThat(outcome(operation, cuts, _ -> true)).as("dropped always").isEqualTo(expected);
            for (int k = 0; k < 12; k++) {
                int at = k;
                assertThat(outcome(operation, cuts, suspension -> suspension == at))
                        .as("dropped at suspension %s, cut at %s", k, Long.toBinaryString(cuts))
                        .isEqualTo(expected);
            }
        }
    }

    /// What comes of the operation, and what it leaves in the stream.
    private static List<Object> outcome(Operation operation, long cuts, IntPredicate dropAt) throws Exception {
        BufferPool pool = new BufferPool(8, 1);
        BufReader reader =
                new BufReader(ScriptedStream.chunked(operation.input().getBytes(UTF_8), cuts), pool);
        ScriptedStream sink = new ScriptedStream()
                .takes(2)
                .blocks()
                .takes(3)
                .blocks()
                .blocks()
                .takes(1)
                .flushesAfter(1);
        int[] suspensions = {0};
        Object value = operation.use().run(reader, sink, new Restarting() {
            @Override
            public <T extends @Nullable Object> T run(Supplier<Future<T>> restarted) throws Exception {
                return Interrupted.run(restarted, _ -> dropAt.test(suspensions[0]++));
            }
        });
        GrowableBuffer rest = new GrowableBuffer(100);
        Interrupted.finish(reader.readToEnd(rest));
        String left = rest.toString(UTF_8);
        rest.clear();
        assertThat(pool.idle()).as("the buffer went back").isEqualTo(pool.made());
        return List.of(value, left);
    }

    private static String text(ByteBuffer filled) throws IOException {
        return UTF_8.decode(filled.duplicate().flip()).toString();
    }
}
