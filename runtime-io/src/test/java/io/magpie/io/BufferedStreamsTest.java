package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.mock.MockStream;
import io.magpie.testkit.TaskProbe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BufferedStreamsTest {

    private final BufferPool pool = new BufferPool(8, 2);

    @Test
    void aReaderThatWaits_ownsNoBuffer() throws Exception {
        ScriptedStream script = new ScriptedStream().waits().arrives("abc").waits();
        BufReader reader = new BufReader(script, pool);
        ByteBuffer into = ByteBuffer.allocate(2);
        TaskProbe<Integer> read = TaskProbe.of(reader.read(into));
        read.assertPending();
        assertThat(pool.made()).isZero();
        assertThat(read.assertReady()).isEqualTo(2);
        assertThat(pool.idle()).as("idle while a byte is in the buffer").isZero();
        assertThat(Interrupted.finish(reader.read(into.clear()))).isEqualTo(1);
        assertThat(pool.idle()).isEqualTo(1);
        TaskProbe.of(reader.read(into.clear())).assertPending();
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void manySmallReads_costOneOfTheSource() throws Exception {
        ScriptedStream script = new ScriptedStream().arrives("abcdefgh");
        BufReader reader = new BufReader(script, pool);
        for (char c = 'a'; c <= 'h'; c++) {
            ByteBuffer one = ByteBuffer.allocate(1);
            Interrupted.finish(reader.read(one));
            assertThat(one.get(0)).isEqualTo((byte) c);
        }
        assertThat(script.reads()).isEqualTo(1);
        assertThat(Interrupted.finish(reader.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void aReadAsBigAsTheBuffer_goesToTheSource() throws Exception {
        BufReader reader = new BufReader(new ScriptedStream().arrives("abcdefgh"), pool);
        assertThat(Interrupted.finish(reader.read(ByteBuffer.allocate(8)))).isEqualTo(8);
        assertThat(pool.made()).isZero();
    }

    @Test
    void whatIsNotTaken_comesAgain_alsoWithoutARelease() throws Exception {
        BufReader reader = new BufReader(new ScriptedStream().arrives("abc"), pool);
        TaskProbe.of(cx -> {
                    ByteBuffer here = reader.pollFill(cx);
                    assertThat(UTF_8.decode(here.duplicate()).toString()).isEqualTo("abc");
                    var _ = here.get();
                    here = reader.pollFill(cx);
                    assertThat(UTF_8.decode(here.duplicate()).toString()).isEqualTo("bc");
                    return null;
                })
                .assertReady();
        assertThat(reader.buffered()).isEqualTo(2);
    }

    @Test
    void fillingAtLeastSoMany_waitsForThem_andGivesFewerOnlyAtTheEnd() throws Exception {
        for (long cuts : ScriptedStream.cuttings(6)) {
            BufReader reader = new BufReader(ScriptedStream.chunked("abcdef".getBytes(UTF_8), cuts), pool);
            assertThat(Interrupted.<String>droppedAlways(() -> cx -> {
                        ByteBuffer here = reader.pollFill(cx, 4);
                        return here == null
                                ? Poll.PENDING
                                : UTF_8.decode(here.slice(here.position(), 4)).toString();
                    }))
                    .isEqualTo("abcd");
            TaskProbe.of(cx -> reader.pollFill(cx, 1).position(4)).assertReady();
            assertThat(Interrupted.<String>droppedAlways(() -> cx -> {
                        ByteBuffer here = reader.pollFill(cx, 4);
                        return here == null ? Poll.PENDING : UTF_8.decode(here).toString();
                    }))
                    .isEqualTo("ef");
            reader.close();
            assertThat(pool.idle()).isEqualTo(pool.made());
        }
        assertThat(pool.made()).isEqualTo(1);
        assertThatThrownBy(() -> TaskProbe.of(cx -> new BufReader(new ScriptedStream(), pool).pollFill(cx, 9))
                        .poll())
                .hasMessageContaining("9 (expected 1 to 8");
    }

    @Test
    void aFailedRead_givesTheBufferBack_andLosesNothing() throws Exception {
        ScriptedStream script = new ScriptedStream()
                .arrives("ab")
                .fails(new IOException("reset"))
                .arrives("cd");
        BufReader reader = new BufReader(script, pool);
        ByteBuffer into = ByteBuffer.allocate(4);
        TaskProbe<?> all = TaskProbe.of(reader.readExactly(into));
        assertThat(all.assertFails(IOException.class)).hasMessage("reset");
        assertThat(pool.idle()).isEqualTo(1);
        Interrupted.finish(reader.readExactly(into));
        assertThat(into.array()).asString(UTF_8).isEqualTo("abcd");
    }

    @Test
    void readExactly_failsIfTheStreamEndsBefore() {
        TaskProbe.of(new ScriptedStream().arrives("abc").readExactly(ByteBuffer.allocate(5)))
                .assertFails(EOFException.class);
    }

    @Test
    void closing_givesTheBufferBackAndClosesTheSource() throws Exception {
        ScriptedStream script = new ScriptedStream().arrives("abc");
        BufReader reader = new BufReader(script, pool);
        Interrupted.finish(reader.read(ByteBuffer.allocate(1)));
        reader.close();
        reader.close();
        assertThat(pool.idle()).isEqualTo(1);
        assertThat(script.isClosed()).isTrue();
    }

    @Test
    void smallWrites_areHeldBackUntilTheBufferIsFullOrFlushed() throws Exception {
        ScriptedStream script = new ScriptedStream();
        BufWriter writer = new BufWriter(script, pool);
        Interrupted.finish(writer.writeAll(UTF_8.encode("abc")));
        assertThat(script.writtenText()).isEmpty();
        assertThat(writer.buffered()).isEqualTo(3);
        Interrupted.finish(writer.writeAll(UTF_8.encode("defghij")));
        assertThat(script.writtenText()).isEqualTo("abcdefgh");
        Interrupted.finish(writer.flush());
        assertThat(script.writtenText()).isEqualTo("abcdefghij");
        assertThat(script.flushes()).isEqualTo(1);
        assertThat(pool.idle()).as("a writer that has flushed owns no buffer").isEqualTo(pool.made());
    }

    @Test
    void aWriteAsBigAsTheBuffer_goesToTheSink() throws Exception {
        ScriptedStream script = new ScriptedStream();
        Interrupted.finish(new BufWriter(script, pool).writeAll(UTF_8.encode("abcdefgh")));
        assertThat(script.writtenText()).isEqualTo("abcdefgh");
        assertThat(pool.made()).isZero();
    }

    @Test
    void shutdown_flushesFirst() throws Exception {
        ScriptedStream script = new ScriptedStream().takes(1).blocks().takes(1).flushesAfter(1);
        BufWriter writer = new BufWriter(script, pool);
        Interrupted.finish(writer.writeAll(UTF_8.encode("abc")));
        Interrupted.droppedAlways(writer::shutdown);
        assertThat(script.writtenText()).isEqualTo("abc");
        assertThat(script.isShutDown()).isTrue();
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void closingAWriter_losesWhatWasNotFlushed() throws Exception {
        ScriptedStream script = new ScriptedStream();
        BufWriter writer = new BufWriter(script, pool);
        Interrupted.finish(writer.writeAll(UTF_8.encode("abc")));
        writer.close();
        assertThat(script.writtenText()).isEmpty();
        assertThat(script.isClosed()).isTrue();
        assertThat(pool.idle()).isEqualTo(1);
    }

    /// Writes, partial writes, waits and drops at random: what arrives is what was written.
    @Test
    void randomWrites_droppedAtEverySuspension_loseAndDoubleNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            ScriptedStream script = new ScriptedStream();
            for (int i = random.nextInt(12); i > 0; i--) {
                if (random.nextBoolean()) {
                    script.blocks();
                } else {
                    script.takes(1 + random.nextInt(9));
                }
            }
            byte[] sent = new byte[random.nextInt(40)];
            random.nextBytes(sent);
            BufWriter writer = new BufWriter(round % 2 == 0 ? script : new Gathering(script), pool);
            ByteBuffer unsent = ByteBuffer.wrap(sent);
            while (unsent.hasRemaining()) {
                ByteBuffer part = unsent.slice(unsent.position(), 1 + random.nextInt(unsent.remaining()));
                Interrupted.run(() -> writer.writeAll(part), _ -> random.nextBoolean());
                unsent.position(unsent.position() + part.limit());
                if (random.nextInt(4) == 0) {
                    Interrupted.run(writer::flush, _ -> random.nextBoolean());
                }
            }
            Interrupted.run(writer::flush, _ -> random.nextBoolean());
            assertThat(script.written()).isEqualTo(sent);
            assertThat(pool.idle()).isEqualTo(pool.made());
        }
    }

    /// A sink that takes several buffers in one operation, and counts these.
    private static final class Gathering implements AsyncWrite {

        private final AsyncWrite sink;
        private int operations;

        Gathering(AsyncWrite sink) {
            this.sink = sink;
        }

        @Override
        public int pollWrite(Context cx, ByteBuffer from) throws IOException {
            int n = sink.pollWrite(cx, from);
            operations += n > 0 ? 1 : 0;
            return n;
        }

        @Override
        public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
            ByteBuffer all = ByteBuffer.allocate((int) SocketStream.remaining(from, offset, length));
            for (int i = offset; i < offset + length; i++) {
                all.put(from[i].duplicate());
            }
            int n = pollWrite(cx, all.flip());
            for (int i = offset, left = n; i < offset + length && left > 0; i++) {
                int part = Math.min(left, from[i].remaining());
                from[i].position(from[i].position() + part);
                left -= part;
            }
            return n;
        }

        @Override
        public boolean isVectored() {
            return true;
        }

        @Override
        public boolean pollFlush(Context cx) throws IOException {
            return sink.pollFlush(cx);
        }

        @Override
        public boolean pollShutdown(Context cx) throws IOException {
            return sink.pollShutdown(cx);
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    @Test
    void aLargeWrite_goesOutTogetherWithWhatIsHeld() throws Exception {
        ScriptedStream script = new ScriptedStream();
        Gathering sink = new Gathering(script);
        BufWriter writer = new BufWriter(sink, pool);
        Interrupted.finish(writer.writeAll(ByteBuffer.wrap("abc".getBytes(UTF_8))));
        Interrupted.finish(writer.writeAll(ByteBuffer.wrap("defghijklmnopqrstuvwxyz".getBytes(UTF_8))));
        assertThat(script.writtenText()).isEqualTo("abcdefghijklmnopqrstuvwxyz");
        assertThat(sink.operations).isEqualTo(1);
        assertThat(writer.buffered()).isZero();
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    @Test
    void aShortWriteOfBoth_takesWhatIsHeldFirst() throws Exception {
        ScriptedStream script = new ScriptedStream().takes(2).takes(3).blocks();
        BufWriter writer = new BufWriter(new Gathering(script), pool);
        Interrupted.finish(writer.writeAll(ByteBuffer.wrap("abc".getBytes(UTF_8))));
        ByteBuffer large = ByteBuffer.wrap("defghijklm".getBytes(UTF_8));
        assertThat(TaskProbe.of(writer.write(large)).assertReady()).isEqualTo(2);
        assertThat(script.writtenText()).isEqualTo("abcde");
        assertThat(writer.buffered()).isZero();
    }

    @Test
    void severalBuffers_areHeldTogether_orGoOutTogether() throws Exception {
        ScriptedStream script = new ScriptedStream();
        Gathering sink = new Gathering(script);
        BufWriter writer = new BufWriter(sink, pool);
        assertThat(writeMany(writer, "a", "", "bc")).isEqualTo(3);
        assertThat(sink.operations).isZero();
        assertThat(writer.buffered()).isEqualTo(3);
        assertThat(writeMany(writer, "def", "ghi")).isEqualTo(6);
        assertThat(script.writtenText()).isEqualTo("abcdefghi");
        assertThat(sink.operations).isEqualTo(1);
        assertThat(writeMany(writer, "jklmnopq", "r")).isEqualTo(9);
        assertThat(sink.operations).isEqualTo(2);
        assertThat(writeMany(writer)).isZero();

        BufWriter copying = new BufWriter(script, pool);
        assertThat(writeMany(copying, "st", "uvwxyz!?"))
                .isEqualTo(2); // the first one's, as the sink takes one at a time
    }

    private static long writeMany(BufWriter writer, String... parts) throws Exception {
        ByteBuffer[] from = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            from[i] = ByteBuffer.wrap(parts[i].getBytes(UTF_8));
        }
        return writer.pollWrite(Context.of(() -> {}), from, 0, from.length);
    }

    @Test
    void aBufStream_readsAndWritesThroughBuffers_whichItGivesBack() throws Exception {
        MockStream mock = MockStream.builder()
                .read("name: Magpie\r\n\0\0\1\0")
                .write("\0\0\0\7hello")
                .shutdown()
                .build();
        BufStream stream = new BufStream(mock, pool);
        assertThat(Interrupted.finish(stream.lines(30).next())).isEqualTo("name: Magpie");
        assertThat(Interrupted.finish(stream.reader().readInt())).isEqualTo(256);
        Interrupted.finish(stream.writer().writeInt(7));
        assertThat(stream.writer().buffered()).isEqualTo(4);
        Interrupted.finish(stream.writeAll(ByteBuffer.wrap("hello".getBytes(UTF_8))));
        Interrupted.finish(stream.shutdown());
        mock.assertDone();
        assertThat(Interrupted.finish(stream.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        stream.close();
        assertThat(mock.isClosed()).isTrue();
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    @Test
    void closingABufStream_givesBothBuffersBack() throws Exception {
        MockStream mock = MockStream.builder().read("abc").build();
        BufStream stream = new BufStream(mock, pool);
        Interrupted.finish(stream.read(ByteBuffer.allocate(1)));
        Interrupted.finish(stream.writeAll(ByteBuffer.wrap("x".getBytes(UTF_8))));
        assertThat(pool.idle()).isLessThan(pool.made());
        stream.close();
        stream.close();
        assertThat(pool.idle()).isEqualTo(pool.made());
        mock.assertDone(); // what was not flushed is lost
    }
}
