package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.LeafContract;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DuplexTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private final Duplex pair = Duplex.of(4);
    private final AsyncStream left = pair.left();
    private final AsyncStream right = pair.right();

    @Test
    void whatIsWrittenToOneEnd_isReadFromTheOther() throws Exception {
        Interrupted.finish(left.writeAll(UTF_8.encode("abc")));
        Interrupted.finish(right.writeAll(UTF_8.encode("xy")));
        assertThat(read(right, 8)).isEqualTo("abc");
        assertThat(read(left, 8)).isEqualTo("xy");
    }

    @Test
    void aWriterWaitsWhileTheDirectionIsFull() throws Exception {
        ByteBuffer bytes = UTF_8.encode("abcdef");
        TaskProbe<?> write = TaskProbe.of(left.writeAll(bytes));
        write.assertPending();
        assertThat(bytes.position()).isEqualTo(4);
        assertThat(write.isWoken()).isFalse();
        assertThat(read(right, 3)).isEqualTo("abc");
        assertThat(write.isWoken()).isTrue();
        write.assertReady();
        assertThat(read(right, 8)).isEqualTo("def");
    }

    @Test
    void shuttingDown_endsOneDirectionBehindWhatWasWritten() throws Exception {
        Interrupted.finish(left.writeAll(UTF_8.encode("abc")));
        Interrupted.finish(left.shutdown());
        Interrupted.finish(left.shutdown());
        assertThat(read(right, 8)).isEqualTo("abc");
        assertThat(read(right, 8)).isNull();
        assertThat(read(right, 8)).isNull();
        Interrupted.finish(right.writeAll(UTF_8.encode("still").limit(4)));
        assertThat(read(left, 8)).isEqualTo("stil");
        TaskProbe.of(left.write(UTF_8.encode("x"))).assertFails(IOException.class);
    }

    @Test
    void shuttingDown_wakesTheReader() throws Exception {
        TaskProbe<Integer> reader = TaskProbe.of(right.read(ByteBuffer.allocate(1)));
        reader.assertPending();
        Interrupted.finish(left.shutdown());
        assertThat(reader.isWoken()).isTrue();
        assertThat(reader.assertReady()).isEqualTo(-1);
    }

    @Test
    void closingAnEnd_isTheEndForTheReaderAndABrokenPipeForTheWriter() throws Exception {
        Interrupted.finish(left.writeAll(UTF_8.encode("bye")));
        Interrupted.finish(right.writeAll(UTF_8.encode("full")));
        TaskProbe<?> writer = TaskProbe.of(right.write(UTF_8.encode("x")));
        writer.assertPending();
        left.close();
        left.close();
        assertThat(writer.isWoken()).isTrue();
        assertThat(writer.assertFails(IOException.class)).hasMessageContaining("broken pipe");
        assertThat(read(right, 8)).isEqualTo("bye");
        assertThat(read(right, 8)).isNull();
    }

    @Test
    void closingAnEnd_wakesAndFailsWhoWaitsThere() throws Exception {
        Interrupted.finish(left.writeAll(UTF_8.encode("full")));
        TaskProbe<?> reader = TaskProbe.of(left.read(ByteBuffer.allocate(1)));
        TaskProbe<?> writer = TaskProbe.of(left.write(UTF_8.encode("x")));
        reader.assertPending();
        writer.assertPending();
        left.close();
        assertThat(reader.isWoken()).isTrue();
        assertThat(writer.isWoken()).isTrue();
        reader.assertFails(ClosedChannelException.class);
        writer.assertFails(ClosedChannelException.class);
        TaskProbe.of(left.shutdown()).assertFails(ClosedChannelException.class);
    }

    @Test
    void aReaderWithoutABuffer_isWokenToo() throws Exception {
        TaskProbe<Boolean> readable = TaskProbe.of(cx -> right.pollReadable(cx));
        assertThat(readable.assertReady()).isFalse();
        Interrupted.finish(left.write(UTF_8.encode("a")));
        assertThat(readable.isWoken()).isTrue();
        assertThat(readable.assertReady()).isTrue();
    }

    @Test
    void aCapacityOfNone_isRefused() {
        assertThatThrownBy(() -> Duplex.of(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Byte by byte, with tasks on two workers, capacities of 1, 3 and 5, and reads and writes that lose races.
    @Test
    void tasksThatCancelAtRandom_loseAndDoubleNoByte() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            for (int capacity = 1; capacity <= 5; capacity += 2) {
                Duplex pipe = Duplex.of(capacity);
                int total = 400 * SCALE;
                int seed = capacity;
                long received = runtime.blockOn(async(() -> {
                    JoinHandle<?> writing = spawn(writeSequence(pipe.left(), total, seed));
                    long read = await(checkSequence(pipe.right(), seed));
                    await(writing);
                    return read;
                }));
                assertThat(received).isEqualTo(total);
            }
        }
    }

    private static Future<@Nullable Void> writeSequence(AsyncStream stream, int total, int seed) {
        return async(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[7];
            int sent = 0;
            while (sent < total) {
                int n = Math.min(total - sent, 1 + random.nextInt(7));
                for (int i = 0; i < n; i++) {
                    bytes[i] = (byte) ((sent + i) * 31);
                }
                ByteBuffer part = ByteBuffer.wrap(bytes, 0, n);
                while (part.hasRemaining()) {
                    await(race(stream.writeAll(part), yieldNow()));
                }
                sent += n;
            }
            await(stream.shutdown());
        });
    }

    private static Future<Long> checkSequence(AsyncStream stream, int seed) {
        return async(() -> {
            SplittableRandom random = new SplittableRandom(-seed);
            long received = 0;
            while (true) {
                ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(7));
                int n = await(race(stream.read(into), yieldNow().map(_ -> 0)));
                for (int i = 0; i < into.position(); i++, received++) {
                    if (into.get(i) != (byte) (received * 31)) {
                        throw new AssertionError("byte " + received + " is " + into.get(i));
                    }
                }
                if (n < 0) {
                    return received;
                }
            }
        });
    }

    @Test
    void aFullPipeBothWays_drainsWhenBothRead() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            Duplex pipe = Duplex.of(3);
            byte[] big = new byte[10_000];
            runtime.blockOn(async(() -> {
                await(join(
                        join(
                                pipe.left().writeAll(ByteBuffer.wrap(big)),
                                pipe.right().writeAll(ByteBuffer.wrap(big))),
                        join(
                                pipe.left().readExactly(ByteBuffer.allocate(big.length)),
                                pipe.right().readExactly(ByteBuffer.allocate(big.length)))));
            }));
        }
    }

    /// As text; null at the end.
    private static @Nullable String read(AsyncStream stream, int most) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(most);
        int n = Interrupted.finish(stream.read(into));
        return n < 0 ? null : UTF_8.decode(into.flip()).toString();
    }

    @Nested
    class ReadingIsALeaf extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            Duplex pipe = Duplex.of(1);
            return Leaf.exclusive(
                    () -> pipe.left().read(ByteBuffer.allocate(1)),
                    () -> TaskProbe.of(pipe.right().write(ByteBuffer.allocate(1)))
                            .assertReady());
        }
    }

    @Nested
    class WritingIsALeaf extends LeafContract {
        @Override
        protected Leaf newLeaf() throws Exception {
            Duplex pipe = Duplex.of(1);
            TaskProbe.of(pipe.left().write(ByteBuffer.allocate(1))).assertReady();
            return Leaf.exclusive(
                    () -> pipe.left().write(ByteBuffer.allocate(1)),
                    () -> TaskProbe.of(pipe.right().read(ByteBuffer.allocate(1)))
                            .assertReady());
        }
    }
}
