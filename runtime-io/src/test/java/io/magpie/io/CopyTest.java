package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CopyTest {

    private final BufferPool pool = new BufferPool(8, 2);

    @Test
    void everythingIsCopied_andFlushedAtTheEnd() throws Exception {
        ScriptedStream from = new ScriptedStream().arrives("abc").arrives("def");
        ScriptedStream to = new ScriptedStream().takes(1).blocks().takes(2).flushesAfter(1);
        assertThat(Interrupted.finish(from.copyTo(to))).isEqualTo(6);
        assertThat(to.writtenText()).isEqualTo("abcdef");
        assertThat(to.flushes()).isEqualTo(1);
        assertThat(to.isShutDown()).isFalse();
        assertThat(from.isClosed() || to.isClosed()).isFalse();
    }

    @Test
    void whileNothingComes_nothingIsHeldBack() throws Exception {
        ScriptedStream from = new ScriptedStream().arrives("abc").waits();
        ScriptedStream to = new ScriptedStream();
        BufWriter held = new BufWriter(to, pool);
        TaskProbe<Long> copy = TaskProbe.of(from.copyTo(held));
        copy.assertPending();
        assertThat(to.writtenText()).isEqualTo("abc");
        assertThat(pool.idle()).isEqualTo(1);
        assertThat(copy.assertReady()).isEqualTo(3);
    }

    @Test
    void aCopyFromABufReader_droppedAtEverySuspension_losesNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(30)];
            random.nextBytes(bytes);
            ScriptedStream from = ScriptedStream.chunked(bytes, random.nextLong());
            ScriptedStream to = new ScriptedStream().flushesAfter(random.nextInt(3));
            for (int i = random.nextInt(9); i > 0; i--) {
                to.blocks().takes(1 + random.nextInt(9));
            }
            BufReader reader = new BufReader(from, pool);
            Interrupted.run(() -> reader.copyTo(to), _ -> random.nextBoolean());
            assertThat(to.written()).isEqualTo(bytes);
            assertThat(pool.idle()).isEqualTo(pool.made());
        }
    }

    @Test
    void aDroppedCopy_givesItsBufferBack() throws Exception {
        int lent = lentOfTheSharedPool();
        TaskProbe<Long> copy = TaskProbe.of(new ScriptedStream()
                .arrives("abc")
                .copyTo(new ScriptedStream().takes(1).blocks()));
        copy.assertPending();
        assertThat(lentOfTheSharedPool()).isEqualTo(lent + 1);
        assertThat(copy.drop()).isSameAs(Poll.CANCELLED);
        assertThat(lentOfTheSharedPool()).isEqualTo(lent);
        copy.assertFails(IllegalStateException.class);
    }

    @Test
    void aFailedCopy_givesItsBufferBack() throws Exception {
        int lent = lentOfTheSharedPool();
        ScriptedStream to = new ScriptedStream().takes(1).refuses(new IOException("reset"));
        TaskProbe<Long> copy = TaskProbe.of(new ScriptedStream().arrives("abc").copyTo(to));
        assertThat(copy.assertFails(IOException.class)).hasMessage("reset");
        assertThat(lentOfTheSharedPool()).isEqualTo(lent);
    }

    private static int lentOfTheSharedPool() {
        return BufferPool.shared().made() - BufferPool.shared().idle();
    }

    @Test
    void bothWays_theEndOfEachIsCarriedOver() throws Exception {
        ScriptedStream one = new ScriptedStream().arrives("question");
        ScriptedStream other =
                new ScriptedStream().waits().waits().arrives("long answer").waits();
        TaskProbe<Copied> copy = TaskProbe.of(one.copyBidirectional(other));
        copy.assertPending();
        assertThat(other.writtenText()).isEqualTo("question");
        assertThat(other.isShutDown()).as("half-close carried over").isTrue();
        assertThat(one.isShutDown()).isFalse();
        copy.assertPending();
        copy.assertPending();
        assertThat(copy.assertReady()).isEqualTo(new Copied(8, 11));
        assertThat(one.writtenText()).isEqualTo("long answer");
        assertThat(one.isShutDown()).isTrue();
    }

    @Test
    void bothWays_anErrorOnEitherSideEndsBoth() throws Exception {
        for (boolean reading : new boolean[] {true, false}) {
            for (boolean first : new boolean[] {true, false}) {
                int lent = lentOfTheSharedPool();
                ScriptedStream broken = reading
                        ? new ScriptedStream().waits().fails(new IOException("reset"))
                        : new ScriptedStream().waits().waits().refuses(new IOException("reset"));
                ScriptedStream sound =
                        new ScriptedStream().waits().arrives("abc").waits();
                TaskProbe<Copied> copy =
                        TaskProbe.of(first ? broken.copyBidirectional(sound) : sound.copyBidirectional(broken));
                copy.assertPending();
                assertThat(copy.assertFails(IOException.class)).hasMessage("reset");
                assertThat(lentOfTheSharedPool()).isEqualTo(lent);
            }
        }
    }

    /// Both directions have bytes without end: 128 operations a poll are shared by them.
    @Test
    void aDirectionThatIsAlwaysReady_doesNotStarveTheOther() throws Exception {
        Endless one = new Endless();
        Endless other = new Endless();
        TaskProbe<Copied> copy =
                TaskProbe.of(one.copyBidirectional(other), new Budget(Budget.DEFAULT_OPERATIONS, Long.MAX_VALUE));
        for (int i = 0; i < 4; i++) {
            copy.assertPending();
            assertThat(copy.isWoken()).isTrue();
        }
        assertThat(one.taken).isPositive();
        assertThat(other.taken).isPositive();
        assertThat(copy.deferCount()).isPositive();
        var _ = copy.drop();
    }

    /// Always has something to read, and takes everything, for one operation of the budget each.
    private static final class Endless implements AsyncStream {
        private final AsyncRead source = AsyncRead.repeat((byte) 0);
        private final AsyncWrite sink = AsyncWrite.sink();
        private long taken;

        @Override
        public int pollRead(Context cx, ByteBuffer into) throws IOException {
            return source.pollRead(cx, into);
        }

        @Override
        public int pollWrite(Context cx, ByteBuffer from) throws IOException {
            int n = sink.pollWrite(cx, from);
            taken += Math.max(0, n);
            return n;
        }

        @Override
        public boolean pollShutdown(Context cx) {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aProxyInMemory_carriesBothDirections() throws Exception {
        byte[] question = new byte[100_000];
        byte[] answer = new byte[70_000];
        new SplittableRandom(3).nextBytes(question);
        new SplittableRandom(4).nextBytes(answer);
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            Duplex client = Duplex.of(1000);
            Duplex server = Duplex.of(17);
            Future<Copied> proxy = client.right().copyBidirectional(server.left());
            var handle = runtime.spawn(proxy);
            runtime.blockOn(async(() -> {
                ByteBuffer heard = ByteBuffer.allocate(question.length);
                ByteBuffer got = ByteBuffer.allocate(answer.length);
                await(join(
                        async(() -> {
                            await(client.left().writeAll(ByteBuffer.wrap(question)));
                            await(client.left().shutdown());
                            await(client.left().readExactly(got));
                            assertThat(await(client.left().read(ByteBuffer.allocate(1))))
                                    .isEqualTo(-1);
                        }),
                        async(() -> {
                            await(server.right().readExactly(heard));
                            assertThat(await(server.right().read(ByteBuffer.allocate(1))))
                                    .isEqualTo(-1);
                            await(server.right().writeAll(ByteBuffer.wrap(answer)));
                            await(server.right().shutdown());
                        })));
                assertThat(heard.array()).isEqualTo(question);
                assertThat(got.array()).isEqualTo(answer);
                assertThat(await(handle)).isEqualTo(new Copied(question.length, answer.length));
            }));
        }
    }
}
