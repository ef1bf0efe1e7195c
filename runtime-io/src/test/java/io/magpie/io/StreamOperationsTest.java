package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamOperationsTest {

    private static BufReader reader(String input) {
        return new BufReader(new ScriptedStream().arrives(input), new BufferPool(8, 1));
    }

    @Test
    void readToEnd_ofExactlyTheLimit_succeeds_andOfOneMoreFails_withNoByteLost() throws Exception {
        GrowableBuffer into = new GrowableBuffer(9);
        Interrupted.finish(new ScriptedStream().arrives("123456789").readToEnd(into));
        assertThat(into.toString(UTF_8)).isEqualTo("123456789");
        ScriptedStream longer = new ScriptedStream().arrives("123456789ab");
        into.clear();
        TooLongException e = TaskProbe.of(longer.readToEnd(into)).assertFails(TooLongException.class);
        assertThat(e.limit()).isEqualTo(9);
        assertThat(e).hasMessageContaining("longer than 9 bytes").hasMessageContaining("higher limit");
        ByteBuffer rest = ByteBuffer.allocate(8);
        Interrupted.finish(longer.read(rest));
        assertThat(into.toString(UTF_8) + UTF_8.decode(rest.flip())).isEqualTo("123456789ab");
    }

    @Test
    void readUntil_theEnd_keepsWhatWasRead() throws Exception {
        BufReader reader = reader("abc");
        GrowableBuffer into = new GrowableBuffer(10);
        assertThat(Interrupted.finish(reader.readUntil((byte) ';', into))).isFalse();
        assertThat(into.toString(UTF_8)).isEqualTo("abc");
        assertThat(Interrupted.finish(reader.readUntil((byte) ';', into))).isFalse();
    }

    @Test
    void readUntil_moreThanTheCursorHolds_fails_andLeavesTheRest() throws Exception {
        BufReader reader = reader("abcdefghij;k");
        GrowableBuffer into = new GrowableBuffer(4);
        TaskProbe.of(reader.readUntil((byte) ';', into)).assertFails(TooLongException.class);
        assertThat(into.toString(UTF_8)).isEqualTo("abcd");
        GrowableBuffer more = new GrowableBuffer(7);
        assertThat(Interrupted.finish(reader.readUntil((byte) ';', more))).isTrue();
        assertThat(more.toString(UTF_8)).isEqualTo("efghij;");
    }

    @Test
    void aLineOfExactlyTheLimit_isRead_withEitherEnd() throws Exception {
        for (String end : new String[] {"\n", "\r\n", ""}) {
            Lines lines = reader("abcd" + end).lines(4);
            assertThat(Interrupted.finish(lines.next())).isEqualTo("abcd");
            assertThat(Interrupted.finish(lines.next())).isNull();
        }
    }

    @Test
    void aLineThatIsTooLong_failsOnce_andTheNextIsRead() throws Exception {
        for (String tooLong : new String[] {"abcde", "abcdef", "abcdefghijklmnop", "abcd\r\r"}) {
            Lines lines = reader(tooLong + "\nnext\n").lines(4);
            assertThat(TaskProbe.of(lines.next())
                            .assertFails(TooLongException.class)
                            .limit())
                    .isEqualTo(4);
            assertThat(Interrupted.finish(lines.next())).as(tooLong).isEqualTo("next");
            assertThat(Interrupted.finish(lines.next())).isNull();
        }
    }

    @Test
    void aLastLineThatIsTooLong_failsOnce_andIsTheLast() throws Exception {
        Lines lines = reader("abcdefghi").lines(4);
        TaskProbe.of(lines.next()).assertFails(TooLongException.class);
        assertThat(Interrupted.finish(lines.next())).isNull();
    }

    @Test
    void aLineThatIsNotUtf8_fails_andTheNextIsRead() throws Exception {
        byte[] bytes = "ok\n".getBytes(UTF_8);
        ScriptedStream script = new ScriptedStream()
                .arrives(new byte[] {'a', (byte) 0xff, '\n'})
                .arrives(bytes);
        Lines lines = new BufReader(script).lines(10);
        assertThat(TaskProbe.of(lines.next()).assertFails(UTFDataFormatException.class))
                .hasMessageContaining("61 ff");
        assertThat(Interrupted.finish(lines.next())).isEqualTo("ok");
        Lines replaced = reader("a\uFFFDb\n").lines(10);
        assertThat(Interrupted.finish(replaced.next()))
                .as("sent so, not malformed")
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void numbers_areReadAsTheyWereWritten_inBothOrders() throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ScriptedStream wire = new ScriptedStream();
            BufWriter out = new BufWriter(wire, new BufferPool(16, 1)).order(order);
            Interrupted.finish(out.writeByte(-2));
            Interrupted.finish(out.writeByte(0xfe));
            Interrupted.finish(out.writeShort(-3));
            Interrupted.finish(out.writeShort(0xfffd));
            Interrupted.finish(out.writeInt(0x89abcdef));
            Interrupted.finish(out.writeInt(-4));
            Interrupted.finish(out.writeLong(0x0123456789abcdefL));
            Interrupted.finish(out.writeFloat(1.5f));
            Interrupted.finish(out.writeDouble(Double.NaN));
            Interrupted.finish(out.flush());
            ByteBuffer bytes = ByteBuffer.wrap(wire.written()).order(order);
            assertThat(bytes.getInt(6)).isEqualTo(0x89abcdef);
            BufReader in =
                    new BufReader(new ScriptedStream().arrives(wire.written()), new BufferPool(8, 1)).order(order);
            assertThat(Interrupted.finish(in.readByte())).isEqualTo((byte) -2);
            assertThat(Interrupted.finish(in.readUnsignedByte())).isEqualTo(0xfe);
            assertThat(Interrupted.finish(in.readShort())).isEqualTo((short) -3);
            assertThat(Interrupted.finish(in.readUnsignedShort())).isEqualTo(0xfffd);
            assertThat(Interrupted.finish(in.readUnsignedInt())).isEqualTo(0x89abcdefL);
            assertThat(Interrupted.finish(in.readInt())).isEqualTo(-4);
            assertThat(Interrupted.finish(in.readLong())).isEqualTo(0x0123456789abcdefL);
            assertThat(Interrupted.finish(in.readFloat())).isEqualTo(1.5f);
            assertThat(Interrupted.finish(in.readDouble())).isNaN();
        }
    }

    @Test
    void aNumberThatIsCutOff_fails_andItsBytesAreThereStill() throws Exception {
        BufReader reader = reader("abc");
        assertThat(TaskProbe.of(reader.readInt()).assertFails(EOFException.class))
                .hasMessageContaining("3 of the 4 bytes");
        assertThat(Interrupted.finish(reader.readUnsignedByte())).isEqualTo('a');
    }

    @Test
    void skip_skipsSoMany_orToTheEnd() throws Exception {
        BufReader reader = reader("abcdefghijkl");
        assertThat(Interrupted.finish(reader.skip(9))).isEqualTo(9);
        assertThat(Interrupted.finish(reader.readUnsignedByte())).isEqualTo('j');
        assertThat(Interrupted.finish(reader.skip(9))).isEqualTo(2);
        ScriptedStream plain = new ScriptedStream().arrives("abcdef");
        assertThat(Interrupted.finish(plain.skip(2))).isEqualTo(2);
        ByteBuffer next = ByteBuffer.allocate(1);
        Interrupted.finish(plain.read(next));
        assertThat(next.get(0)).as("nothing was read beyond").isEqualTo((byte) 'c');
    }

    @Test
    void take_endsBehindItsLimit_andTheStreamGoesOnThere() throws Exception {
        ScriptedStream script = new ScriptedStream().arrives("abcdef");
        AsyncRead part = script.take(4);
        ByteBuffer into = ByteBuffer.allocate(10);
        assertThat(Interrupted.finish(part.read(into))).isEqualTo(4);
        assertThat(into.limit()).as("the caller's limit").isEqualTo(10);
        assertThat(Interrupted.finish(part.read(into))).isEqualTo(-1);
        assertThat(Interrupted.finish(part.read(ByteBuffer.allocate(0)))).isZero();
        assertThat(Interrupted.finish(script.read(into))).isEqualTo(2);
        assertThatThrownBy(() -> script.take(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void take_ofAsMuchAsALongCanSay_fillsTheBufferFromItsPositionOn() throws Exception {
        AsyncRead part = new ScriptedStream().arrives("abc").take(Long.MAX_VALUE);
        ByteBuffer into = ByteBuffer.allocate(4).position(1);
        assertThat(Interrupted.finish(part.read(into))).isEqualTo(3);
        assertThat(into.array()).containsExactly(0, 'a', 'b', 'c');
    }

    @Test
    void take_ofABufferedStream_showsNoMoreThanItsLimit() throws Exception {
        BufReader reader = reader("ab\ncd");
        AsyncBufRead part = reader.take(4);
        assertThat(Interrupted.finish(part.lines(9).next())).isEqualTo("ab");
        assertThat(Interrupted.finish(part.lines(9).next())).isEqualTo("c");
        assertThat(Interrupted.finish(part.lines(9).next())).isNull();
        assertThat(Interrupted.finish(reader.readUnsignedByte())).isEqualTo('d');
    }

    @Test
    void chain_readsTheSecondBehindTheFirst_andClosesBoth() throws Exception {
        ScriptedStream first = new ScriptedStream().arrives("ab").waits();
        ScriptedStream second = new ScriptedStream().waits().arrives("cd");
        AsyncRead chain = first.chain(second);
        ByteBuffer into = ByteBuffer.allocate(4);
        Interrupted.finish(chain.readExactly(into));
        assertThat(UTF_8.decode(into.flip()).toString()).isEqualTo("abcd");
        assertThat(Interrupted.finish(chain.read(into.clear()))).isEqualTo(-1);
        chain.close();
        assertThat(first.isClosed() && second.isClosed()).isTrue();
    }

    @Test
    void emptyRepeatAndSink() throws Exception {
        assertThat(Interrupted.finish(AsyncRead.empty().read(ByteBuffer.allocate(1))))
                .isEqualTo(-1);
        assertThat(Interrupted.finish(AsyncRead.empty().lines(1).next())).isNull();
        ScriptedStream out = new ScriptedStream();
        assertThat(Interrupted.finish(AsyncRead.repeat((byte) 'x').take(20_000).copyTo(out)))
                .isEqualTo(20_000);
        assertThat(out.writtenText()).isEqualTo("x".repeat(20_000));
        assertThat(Interrupted.finish(AsyncRead.repeat((byte) 'x').take(20_000).copyTo(AsyncWrite.sink())))
                .isEqualTo(20_000);
    }

    private static Stream<Future<?>> endless() {
        return Stream.of(
                AsyncRead.repeat((byte) 0).copyTo(AsyncWrite.sink()),
                AsyncRead.repeat((byte) 0).skip(Long.MAX_VALUE),
                new BufReader(AsyncRead.repeat((byte) 0)).readUntil((byte) 1, new GrowableBuffer(1 << 30)),
                repeatedly(() -> AsyncRead.empty().read(ByteBuffer.allocate(1))),
                repeatedly(() -> AsyncWrite.sink().write(ByteBuffer.allocate(1))));
    }

    private static Future<?> repeatedly(Supplier<Future<?>> operation) {
        return cx -> {
            while (operation.get().poll(cx) != Poll.PENDING) {}
            return Poll.PENDING;
        };
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatNeverHasToWait_yieldsWhenTheBudgetIsSpent(Future<?> operation) throws Exception {
        TaskProbe<?> probe = TaskProbe.of(operation, new Budget(Budget.DEFAULT_OPERATIONS, Long.MAX_VALUE));
        probe.assertPending();
        assertThat(probe.deferCount()).isPositive();
        assertThat(probe.isWoken()).isTrue();
        var _ = probe.drop();
    }

    @Test
    void aFinishedOperation_refusesToBePolled_andSaysWhich() {
        BufReader reader = reader("abc");
        TaskProbe<?> skip = TaskProbe.of(reader.readLine(new GrowableBuffer(10)));
        assertThat(skip.toString()).isNotNull();
        assertThatThrownBy(() -> {
                    skip.assertReady();
                    skip.assertReady();
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("readLine");
    }

    @Test
    void aClosedSource_failsWhateverIsBegun() {
        ScriptedStream script = new ScriptedStream();
        BufReader reader = new BufReader(script);
        reader.close();
        TaskProbe.of(reader.readInt()).assertFails(ClosedChannelException.class);
        TaskProbe.of(reader.lines(3).next()).assertFails(IOException.class);
    }
}
