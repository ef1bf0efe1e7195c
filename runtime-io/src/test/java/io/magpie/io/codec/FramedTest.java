package io.magpie.io.codec;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.io.AsyncStream;
import io.magpie.io.AsyncWrite;
import io.magpie.io.BufferPool;
import io.magpie.io.Duplex;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.Interrupted;
import io.magpie.io.ScriptedStream;
import io.magpie.io.TooLongException;
import io.magpie.testkit.TaskProbe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FramedTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private final BufferPool pool = new BufferPool(16, 2);

    private FramedReader<String> lines(ScriptedStream script) {
        return new FramedReader<>(script, new LinesCodec(10), pool);
    }

    private FramedWriter<String> writer(AsyncWrite sink, int boundary) {
        return new FramedWriter<>(sink, new LinesCodec(100), boundary, pool);
    }

    @Test
    void aReaderThatWaits_ownsABufferOnlyWhileItHoldsBytes() throws Exception {
        FramedReader<String> reader = lines(new ScriptedStream()
                .waits()
                .arrives("ab")
                .waits()
                .arrives("c\n")
                .waits());
        TaskProbe<String> next = TaskProbe.of(reader.next());
        next.assertPending();
        assertThat(pool.made()).isZero();
        next.assertPending();
        assertThat(pool.made() - pool.idle()).isEqualTo(1);
        assertThat(next.assertReady()).isEqualTo("abc");
        TaskProbe.of(reader.next()).assertPending();
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void manyFramesOfOneRead_areGivenOneByOne() throws Exception {
        ScriptedStream script = new ScriptedStream().arrives("a\nb\nc\n");
        FramedReader<String> reader = lines(script);
        assertThat(Interrupted.finish(reader.next())).isEqualTo("a");
        assertThat(Interrupted.finish(reader.next())).isEqualTo("b");
        assertThat(reader.buffered()).isEqualTo(2);
        assertThat(script.reads()).isEqualTo(1);
        assertThat(Interrupted.finish(reader.next())).isEqualTo("c");
        assertThat(Interrupted.finish(reader.next())).isNull();
        assertThat(Interrupted.finish(reader.next())).as("for ever").isNull();
    }

    @Test
    void aFrameBiggerThanABuffer_isRead_andTheBufferGoesBack() throws Exception {
        byte[] frame = new byte[100_000];
        new SplittableRandom(1).nextBytes(frame);
        ScriptedStream wire = new ScriptedStream();
        var out = new FramedWriter<ByteBuffer>(wire, new LengthDelimitedCodec(), 8, pool);
        Interrupted.finish(out.send(ByteBuffer.wrap(frame)));
        assertThat(pool.idle()).isEqualTo(pool.made());
        var in = new FramedReader<ByteBuffer>(
                ScriptedStream.chunked(wire.written(), -1L), new LengthDelimitedCodec(), pool);
        assertThat(Interrupted.finish(in.next())).isEqualTo(ByteBuffer.wrap(frame));
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    @Test
    void aFailureEndsTheFrames_untilTheReaderIsResumed() throws Exception {
        FramedReader<String> reader = lines(new ScriptedStream().arrives("a\nmuch too long\nb\n"));
        assertThat(Interrupted.finish(reader.next())).isEqualTo("a");
        TaskProbe.of(reader.next()).assertFails(TooLongException.class);
        assertThat(Interrupted.finish(reader.next())).isNull();
        assertThat(Interrupted.finish(reader.next())).isNull();
        reader.resume();
        assertThat(Interrupted.finish(reader.next())).isEqualTo("b");
    }

    @Test
    void aFailureOfTheSource_losesNothingThatWasRead() throws Exception {
        FramedReader<String> reader = lines(new ScriptedStream()
                .arrives("ab")
                .fails(new IOException("reset"))
                .arrives("c\n"));
        assertThat(TaskProbe.of(reader.next()).assertFails(IOException.class)).hasMessage("reset");
        assertThat(Interrupted.finish(reader.next())).isNull();
        reader.resume();
        assertThat(Interrupted.finish(reader.next())).isEqualTo("abc");
    }

    @Test
    void leftoverBytesAtTheEnd_areAnError_thatShowsThem() {
        Decoder<String> never = bytes -> null;
        var reader = new FramedReader<>(new ScriptedStream().arrives("abcdefghijklmnopqrstuvwxyz"), never, pool);
        assertThat(TaskProbe.of(reader.next()).assertFails(EOFException.class))
                .hasMessageContaining("26 bytes are left over, 61 62 63")
                .hasMessageEndingWith("…");
        var cut = new FramedReader<ByteBuffer>(
                new ScriptedStream().arrives("\0\0\0\5ab"), new LengthDelimitedCodec(), pool);
        assertThat(TaskProbe.of(cut.next()).assertFails(EOFException.class))
                .hasMessage("the stream ended within a frame: of the 5 bytes that were announced, 2 have come");
        reader.close();
        cut.close();
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    @Test
    void decodeEnd_isAskedUntilItGivesNoMore() throws Exception {
        Decoder<String> atTheEnd = new Decoder<>() {
            @Override
            public String decode(ByteBuffer bytes) {
                return null;
            }

            @Override
            public String decodeEnd(ByteBuffer bytes) {
                return bytes.hasRemaining() ? "" + (char) bytes.get() : null;
            }
        };
        var reader =
                new FramedReader<>(new ScriptedStream().arrives("ab").waits().arrives("c"), atTheEnd, pool);
        assertThat(Interrupted.finish(reader.next())).isEqualTo("a");
        assertThat(Interrupted.finish(reader.next())).isEqualTo("b");
        assertThat(Interrupted.finish(reader.next())).isEqualTo("c");
        assertThat(Interrupted.finish(reader.next())).isNull();
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void aDecoder_isAskedAgainOnlyWhenBytesHaveCome() throws Exception {
        int[] asked = {0};
        Decoder<String> counting = bytes -> {
            asked[0]++;
            return bytes.remaining() < 3 ? null : "" + bytes.get() + bytes.get() + bytes.get();
        };
        var reader = new FramedReader<>(
                new ScriptedStream().arrives("ab").waits().waits().waits().arrives("c"), counting, pool);
        Interrupted.droppedAlways(reader::next);
        assertThat(asked[0]).isEqualTo(2);
    }

    @Test
    void anotherDecoder_takesOverWhatWasNotDecoded() throws Exception {
        FramedReader<String> hello =
                lines(new ScriptedStream().arrives("upgrade\n\0\0\0\2ab").arrives("\0\0\0\1c"));
        assertThat(Interrupted.finish(hello.next())).isEqualTo("upgrade");
        FramedReader<ByteBuffer> rest = hello.with(new LengthDelimitedCodec());
        assertThat(Interrupted.finish(rest.next())).isEqualTo(UTF_8.encode("ab"));
        assertThat(Interrupted.finish(rest.next())).isEqualTo(UTF_8.encode("c"));
        assertThat(Interrupted.finish(rest.next())).isNull();
    }

    @Test
    void smallFrames_areHeldBackUntilTheBoundaryOrAFlush() throws Exception {
        ScriptedStream sink = new ScriptedStream();
        FramedWriter<String> writer = writer(sink, 4);
        Interrupted.finish(writer.feed("a"));
        Interrupted.finish(writer.feed("b"));
        assertThat(sink.writtenText()).isEmpty();
        assertThat(writer.buffered()).isEqualTo(4);
        Interrupted.finish(writer.feed("c"));
        assertThat(sink.writtenText()).isEqualTo("a\nb\n");
        assertThat(sink.flushes()).isZero();
        Interrupted.finish(writer.flush());
        assertThat(sink.writtenText()).isEqualTo("a\nb\nc\n");
        assertThat(sink.flushes()).isEqualTo(1);
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    @Test
    void beyondTheBoundary_aFrameWaits_andIsNotTakenIfItIsDropped() throws Exception {
        ScriptedStream sink = new ScriptedStream().blocks().takes(1).blocks();
        FramedWriter<String> writer = writer(sink, 4);
        Interrupted.finish(writer.feed("abc"));
        TaskProbe<?> dropped = TaskProbe.of(writer.feed("never"));
        dropped.assertPending();
        assertThat(dropped.isWoken()).isTrue();
        dropped.assertPending();
        var _ = dropped.drop();
        Interrupted.finish(writer.feed("d"));
        Interrupted.finish(writer.shutdown());
        assertThat(sink.writtenText()).isEqualTo("abc\nd\n");
        assertThat(sink.isShutDown()).isTrue();
    }

    @Test
    void anEncoderThatFails_leavesNothingBehind() throws Exception {
        ScriptedStream sink = new ScriptedStream();
        Encoder<String> picky = (frame, into) -> {
            into.order(ByteOrder.LITTLE_ENDIAN).appendShort(frame.length()).append(frame);
            if (frame.equals("bad")) {
                throw new IOException("no such frame");
            }
        };
        var writer = new FramedWriter<String>(sink, picky, 100, pool);
        Interrupted.finish(writer.feed("a"));
        assertThat(TaskProbe.of(writer.feed("bad")).assertFails(IOException.class))
                .hasMessage("no such frame");
        Interrupted.finish(writer.send("b"));
        assertThat(sink.writtenText()).isEqualTo("\1\0a\1\0b");
        Encoder<String> plain = (frame, into) -> into.appendShort(frame.length());
        ScriptedStream other = new ScriptedStream();
        Interrupted.finish(new FramedWriter<String>(other, plain).send("xyz"));
        assertThat(other.writtenText()).as("big-endian unless said").isEqualTo("\0\3");
    }

    @Test
    void aSendThatIsDroppedWhileItFlushes_hasTakenItsFrame_once() throws Exception {
        ScriptedStream sink = new ScriptedStream().takes(1).blocks();
        FramedWriter<String> writer = writer(sink, 100);
        TaskProbe<?> send = TaskProbe.of(writer.send("abc"));
        send.assertPending();
        assertThat(writer.buffered()).isEqualTo(3);
        var _ = send.drop();
        Interrupted.finish(writer.flush());
        assertThat(sink.writtenText()).isEqualTo("abc\n");
    }

    @Test
    void aSendThatWaits_takesItsFrameOnce() throws Exception {
        ScriptedStream sink = new ScriptedStream().takes(1).blocks().blocks().flushesAfter(2);
        Interrupted.finish(writer(sink, 100).send("abc"));
        assertThat(sink.writtenText()).isEqualTo("abc\n");
    }

    @Test
    void aPartThatIsTooLong_failsBeforeItsEndHasCome_andIsNotKept() throws Exception {
        ScriptedStream endless = new ScriptedStream().arrives("much too long");
        for (int i = 0; i < 100; i++) {
            endless.waits().arrives("and longer and longer");
        }
        FramedReader<String> reader = lines(endless.arrives("\nnext\n"));
        TaskProbe<String> next = TaskProbe.of(reader.next());
        next.assertFails(TooLongException.class);
        assertThat(reader.buffered()).isZero();
        reader.resume();
        TaskProbe<String> resumed = TaskProbe.of(reader.next());
        for (int i = 0; i < 99; i++) {
            resumed.assertPending();
            assertThat(reader.buffered()).isZero();
        }
        assertThat(Interrupted.finish(reader.next())).isEqualTo("next");
        assertThat(pool.made()).as("never more than one buffer").isEqualTo(1);
    }

    @Test
    void aLineOrPartWithADelimiterInIt_isRefused() {
        assertThat(TaskProbe.of(writer(new ScriptedStream(), 9).feed("a\nb"))
                        .assertFails(IllegalArgumentException.class))
                .hasMessageContaining("line feed at 1");
        var codec = new DelimitersCodec(9, (byte) ';', (byte) ',');
        var into = new GrowableBuffer(100);
        assertThatThrownBy(() -> codec.encode(UTF_8.encode("ab,c"), into)).hasMessageContaining("44 at 2");
        codec.encode(UTF_8.encode("ab"), into);
        assertThat(into.toString(UTF_8)).isEqualTo("ab;");
    }

    @Test
    void settingsOutOfRange_areRefused() {
        var settings = LengthDelimitedCodec.builder();
        assertThatThrownBy(() -> settings.lengthFieldLength(0)).hasMessageContaining("1 to 8");
        assertThatThrownBy(() -> settings.lengthFieldLength(9)).hasMessageContaining("1 to 8");
        assertThatThrownBy(() -> settings.lengthFieldOffset(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.numSkip(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.maxFrameLength(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DelimitersCodec(9)).hasMessageContaining("no delimiter");
        assertThatThrownBy(() -> new LinesCodec(-1)).hasMessageContaining("-1");
    }

    @Test
    void aFrameThatDoesNotFit_isNotWritten() {
        GrowableBuffer into = new GrowableBuffer(1000);
        var small = LengthDelimitedCodec.builder().lengthFieldLength(1);
        assertThatThrownBy(() -> small.build().encode(ByteBuffer.allocate(256), into))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("256, which does not fit the 1 bytes");
        assertThatThrownBy(() -> small.maxFrameLength(10).build().encode(ByteBuffer.allocate(11), into))
                .isInstanceOf(TooLongException.class);
        assertThatThrownBy(() -> small.lengthAdjustment(5).build().encode(ByteBuffer.allocate(4), into))
                .hasMessageContaining("the length -1");
        assertThat(into.isEmpty()).isTrue();
    }

    @Test
    void theDefaultLimit_is8MiB_countedFromTheField() {
        var codec = new LengthDelimitedCodec();
        assertThatThrownBy(() -> codec.decode(
                        ByteBuffer.allocate(4).putInt(8 * 1024 * 1024 + 1).flip()))
                .isInstanceOf(TooLongException.class)
                .hasMessageContaining("8388609 bytes, and the limit is 8388608");
        assertThatThrownBy(() -> codec.decode(ByteBuffer.allocate(4).putInt(-1).flip()))
                .hasMessageContaining("4294967295 bytes");
        var wide = LengthDelimitedCodec.builder().lengthFieldLength(8).build();
        assertThatThrownBy(() -> wide.decode(ByteBuffer.allocate(8).putLong(-1).flip()))
                .isInstanceOf(TooLongException.class)
                .hasMessageContaining("18446744073709551615 bytes");
    }

    /// Frames at random, through every width of a length field and both orders, over a stream that takes and gives what
    /// it likes, with operations dropped at random.
    @Test
    void whatIsWritten_isRead() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 400 * SCALE; round++) {
            int adjustment = random.nextInt(-3, 1);
            var settings = LengthDelimitedCodec.builder()
                    .lengthFieldLength(random.nextInt(1, 9))
                    .lengthAdjustment(adjustment)
                    .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            ScriptedStream wire = new ScriptedStream();
            for (int i = random.nextInt(20); i > 0; i--) {
                wire.blocks().takes(random.nextInt(1, 20));
            }
            var writer = new FramedWriter<ByteBuffer>(wire, settings.build(), random.nextInt(20), pool);
            List<ByteBuffer> sent = new ArrayList<>();
            for (int i = random.nextInt(10); i > 0; i--) {
                byte[] frame = new byte[random.nextInt(40)];
                random.nextBytes(frame);
                sent.add(ByteBuffer.wrap(frame));
                Interrupted.run(() -> writer.feed(ByteBuffer.wrap(frame)), _ -> random.nextBoolean());
            }
            Interrupted.run(writer::flush, _ -> random.nextBoolean());
            var reader = new FramedReader<ByteBuffer>(
                    ScriptedStream.chunked(wire.written(), random.nextLong()), settings.build(), pool);
            List<ByteBuffer> received = new ArrayList<>();
            for (ByteBuffer frame; (frame = Interrupted.run(reader::next, _ -> random.nextBoolean())) != null; ) {
                received.add(frame);
            }
            assertThat(received).isEqualTo(sent);
            assertThat(pool.idle()).isEqualTo(pool.made());
        }
    }

    /// Whatever comes, a decoder gives frames, asks for more or fails; and never holds more than its limit.
    @Test
    void randomBytes_areFramesOrFailures() {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 20_000 * SCALE; round++) {
            var codec = LengthDelimitedCodec.builder()
                    .lengthFieldLength(random.nextInt(1, 9))
                    .lengthFieldOffset(random.nextInt(3))
                    .lengthAdjustment(random.nextInt(-20, 20))
                    .numSkip(random.nextInt(12))
                    .maxFrameLength(random.nextInt(300))
                    .build();
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] &= (byte) (random.nextInt(4) == 0 ? 0x1f : 0);
                }
            }
            ByteBuffer input = ByteBuffer.wrap(bytes);
            try {
                for (int frames = 0; ; frames++) {
                    ByteBuffer frame = codec.decodeEnd(input);
                    if (frame == null) {
                        assertThat(input.hasRemaining()).isFalse();
                        break;
                    }
                    assertThat(frame.remaining()).isLessThanOrEqualTo(bytes.length);
                    if (frames > bytes.length) {
                        break; // frames of no bytes, without a header: the settings ask for it
                    }
                }
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void framesBothWays_overOneStream_withBackPressure() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            Duplex pipe = Duplex.of(7);
            var client = new Framed<String, String>(pipe.left(), new LinesCodec(100));
            var server = new Framed<String, String>(pipe.right(), new LinesCodec(100));
            var echo = runtime.spawn(async(() -> {
                try (server) {
                    for (String line; (line = await(server.next())) != null; ) {
                        await(server.feed("you said " + line));
                        if (server.reader().buffered() == 0) {
                            await(server.flush());
                        }
                    }
                    await(server.shutdown());
                }
            }));
            runtime.blockOn(async(() -> {
                await(join(
                        async(() -> {
                            for (int i = 0; i < 500; i++) {
                                await(client.feed("line " + i));
                            }
                            await(client.shutdown());
                        }),
                        async(() -> {
                            for (int i = 0; i < 500; i++) {
                                assertThat(await(client.next())).isEqualTo("you said line " + i);
                            }
                            assertThat(await(client.next())).isNull();
                        })));
                await(echo);
                client.close();
            }));
            AsyncStream left = pipe.left();
            assertThatThrownBy(() -> runtime.blockOn(left.flush())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytes_comeAsTheyCome() throws Exception {
        byte[] sent = "some bytes, however they are cut".getBytes(UTF_8);
        for (int i = 0; i < 50; i++) {
            var reader = new FramedReader<ByteBuffer>(
                    ScriptedStream.chunked(sent, new SplittableRandom(i).nextLong()), new BytesCodec(), pool);
            GrowableBuffer all = new GrowableBuffer(100);
            for (ByteBuffer frame; (frame = Interrupted.droppedAlways(reader::next)) != null; ) {
                assertThat(frame.hasRemaining()).isTrue();
                all.append(frame);
            }
            assertThat(all.toByteArray()).isEqualTo(sent);
        }
        GrowableBuffer into = new GrowableBuffer(10);
        ByteBuffer frame = UTF_8.encode("ab");
        new BytesCodec().encode(frame, into);
        assertThat(frame.remaining()).as("not taken from the caller").isEqualTo(2);
        assertThat(into.toString(UTF_8)).isEqualTo("ab");
    }
}
