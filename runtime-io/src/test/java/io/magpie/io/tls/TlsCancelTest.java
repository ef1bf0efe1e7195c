package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random drops, random portions, reader and writer of each end on workers of their own: every byte arrives once.
class TlsCancelTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);
    private static final int BYTES = 300_000;

    /// The byte at `position` of a stream that began with `seed`.
    private static byte at(long seed, int position) {
        long x = (seed + position) * 0x9E3779B97F4A7C15L;
        return (byte) (x >>> 56);
    }

    /// Polls once more, or drops: decided anew each time that it has to wait.
    private static final class Fickle<T> implements Future<@Nullable T> {
        private final Future<T> inner;
        private final Random random;

        Fickle(Future<T> inner, Random random) {
            this.inner = inner;
            this.random = random;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            Object answer = inner.poll(cx);
            if (answer == Poll.PENDING && random.nextInt(3) == 0) {
                inner.drop(cx);
                return null;
            }
            return answer;
        }
    }

    private static Future<@Nullable Void> write(TlsStream stream, long seed) {
        return async(() -> {
            Random random = new Random(seed);
            ByteBuffer chunk = ByteBuffer.allocate(40_000);
            int written = 0;
            while (written < BYTES) {
                chunk.clear().limit(Math.min(BYTES - written, 1 + random.nextInt(random.nextInt(40_000) + 1)));
                for (int i = 0; i < chunk.limit(); i++) {
                    chunk.put(i, at(seed, written + i));
                }
                if (random.nextBoolean()) {
                    await(new Fickle<>(stream.write(chunk), random));
                } else {
                    await(new Fickle<>(stream.writeAll(chunk), random));
                }
                written += chunk.position();
                if (random.nextInt(4) == 0) {
                    await(new Fickle<>(stream.flush(), random));
                }
            }
            await(new Fickle<>(stream.shutdown(), random));
            await(stream.shutdown());
        });
    }

    private static Future<@Nullable Void> read(TlsStream stream, long seed) {
        return async(() -> {
            Random random = new Random(~seed);
            ByteBuffer chunk = ByteBuffer.allocateDirect(40_000);
            int got = 0;
            while (true) {
                chunk.clear().limit(1 + random.nextInt(random.nextInt(40_000) + 1));
                Integer n = await(new Fickle<>(stream.read(chunk), random));
                if (n != null && n < 0) {
                    break;
                }
                assertThat(chunk.position()).isEqualTo(n == null ? 0 : n);
                for (int i = 0; i < chunk.position(); i++) {
                    if (chunk.get(i) != at(seed, got)) {
                        throw new AssertionError("byte " + got + " of stream " + seed + " is wrong");
                    }
                    got++;
                }
            }
            assertThat(got).isEqualTo(BYTES);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void droppedReadsAndWrites_loseAndDoubleNoByte(String protocol) throws Exception {
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        TlsConnector connector = TlsConnector.of(Keys.client("localhost")).withProtocols(protocol);
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(4).build()) {
            for (int i = 1; i <= 6 * SCALE; i++) {
                long seed = i;
                runtime.blockOn(() -> {
                    var pair = MemoryStream.pair(1 << 10 + seed % 7, seed);
                    var ends =
                            await(join(connector.connect(pair.left(), "localhost", 1), acceptor.accept(pair.right())));
                    try (TlsStream client = ends.first();
                            TlsStream server = ends.second()) {
                        // In TLS 1.2 the first shutdown ends both directions: one after the other.
                        boolean both = protocol.equals("TLSv1.3");
                        JoinHandle<Void> there = spawn(write(client, seed));
                        JoinHandle<Void> back = both ? spawn(write(server, -seed)) : null;
                        await(spawn(read(server, seed)));
                        await(there);
                        if (back != null) {
                            await(spawn(read(client, -seed)));
                            await(back);
                        }
                        await(server.flush()); // its answer to close_notify
                        assertThat(client.buffers() + server.buffers()).isZero();
                    }
                });
            }
        }
    }

    /// A handshake is dropped after each number of polls.
    @Test
    void aDroppedHandshake_closesTheStreamBeneath() throws Exception {
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        TlsConnector connector = TlsConnector.of(Keys.client("localhost"));
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            boolean finished = false;
            for (int polls = 1; !finished; polls++) {
                int most = polls;
                finished = runtime.blockOn(() -> {
                    var pair = MemoryStream.pair(2000, 0);
                    JoinHandle<TlsStream> server = spawn(acceptor.accept(pair.right()));
                    TlsStream open = await(new PolledAtMost<>(connector.connect(pair.left(), "localhost", 1), most));
                    if (open == null) {
                        assertThat(pair.left().isClosed()).isTrue();
                        try {
                            await(server);
                        } catch (java.io.IOException expected) {
                            // its peer has gone
                        }
                        return false;
                    }
                    await(server).close();
                    open.close();
                    return true;
                });
            }
        }
    }

    /// Null if it takes more polls than `most`; it is dropped then.
    private static final class PolledAtMost<T> implements Future<@Nullable T> {
        private final Future<T> inner;
        private int most;
        private boolean dropping;

        PolledAtMost(Future<T> inner, int most) {
            this.inner = inner;
            this.most = most;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (!dropping) {
                Object answer = inner.poll(cx);
                if (answer != Poll.PENDING || --most > 0) {
                    return answer;
                }
                dropping = true;
            }
            try {
                Object answer = inner.drop(cx.withCancellation(io.magpie.future.Cancellation.GIVEN_UP));
                return answer == Poll.CANCELLED ? null : answer;
            } catch (io.magpie.future.Cancelled passed) {
                return null;
            }
        }
    }
}
