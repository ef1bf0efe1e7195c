package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Copies and buffers over real sockets, on every kind of runtime.
@Timeout(60)
class CopyOverTcpTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private record Pair(TcpStream near, TcpStream far) {}

    private static Future<Pair> connected() {
        return async(() -> {
            try (TcpListener listener = await(TcpListener.bind(ANY))) {
                var both = await(join(TcpStream.connect(listener.localAddress()), listener.accept()));
                return new Pair(both.first(), both.second());
            }
        });
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aProxy_carriesBothDirections_andTheHalfClose(Flavour flavour) throws Exception {
        byte[] question = random(300_000);
        byte[] answer = random(200_000);
        try (AsyncRuntime runtime = flavour.start()) {
            Copied copied = runtime.blockOn(async(() -> {
                Pair client = await(connected());
                Pair server = await(connected());
                JoinHandle<Copied> proxy = spawn(client.far().copyBidirectional(server.near()));
                GrowableBuffer heard = new GrowableBuffer(question.length);
                GrowableBuffer got = new GrowableBuffer(answer.length);
                await(join(
                        async(() -> {
                            await(client.near().writeAll(ByteBuffer.wrap(question)));
                            await(client.near().shutdown());
                            await(client.near().readToEnd(got));
                        }),
                        async(() -> {
                            await(server.far().readToEnd(heard)); // ends although nothing was answered yet
                            await(server.far().writeAll(ByteBuffer.wrap(answer)));
                            await(server.far().shutdown());
                        })));
                assertThat(heard.toByteArray()).isEqualTo(question);
                assertThat(got.toByteArray()).isEqualTo(answer);
                return await(proxy);
            }));
            assertThat(copied).isEqualTo(new Copied(question.length, answer.length));
        }
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aResetOfOneSide_endsBothDirections(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            runtime.blockOn(async(() -> {
                Pair client = await(connected());
                Pair server = await(connected());
                JoinHandle<Copied> proxy = spawn(client.far().copyBidirectional(server.near()));
                client.near().setOption(StandardSocketOptions.SO_LINGER, 0);
                client.near().close();
                try {
                    await(proxy);
                    throw new AssertionError("the reset was not seen");
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("reset");
                }
                server.near().close();
                assertThat(await(server.far().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            }));
        }
    }

    /// Reads and writes through buffers, each of which loses races at random; the bytes are compared one by one.
    @ParameterizedTest
    @EnumSource(Flavour.class)
    void operationsCancelledAtRandom_loseAndDoubleNoByte(Flavour flavour) throws Exception {
        int total = 60_000 * Integer.getInteger("magpie.test.scale", 1);
        BufferPool pool = new BufferPool(64, 4);
        try (AsyncRuntime runtime = flavour.start()) {
            runtime.blockOn(async(() -> {
                Pair pair = await(connected());
                BufReader reader = new BufReader(pair.far(), pool);
                int lost = await(
                        race(reader.read(ByteBuffer.allocate(9)), yieldNow().map(_ -> 0)));
                assertThat(lost).isZero(); // the one that is sure to lose
                JoinHandle<?> writing = spawn(writeSequence(new BufWriter(pair.near(), pool), total));
                await(checkSequence(reader, total));
                await(writing);
            }));
        }
        assertThat(pool.idle()).isEqualTo(pool.made());
    }

    private static Future<@Nullable Void> writeSequence(BufWriter writer, int total) {
        return async(() -> {
            try (writer) {
                SplittableRandom random = new SplittableRandom(1);
                for (int sent = 0; sent < total; ) {
                    byte[] bytes = new byte[Math.min(total - sent, 1 + random.nextInt(200))];
                    for (int i = 0; i < bytes.length; i++, sent++) {
                        bytes[i] = (byte) (sent * 31 + (sent >>> 8));
                    }
                    ByteBuffer part = ByteBuffer.wrap(bytes);
                    while (part.hasRemaining()) {
                        await(race(writer.writeAll(part), yieldNow()));
                    }
                    if (random.nextInt(4) == 0) {
                        await(race(writer.flush(), yieldNow()));
                    }
                }
                await(writer.shutdown());
            }
        });
    }

    private static Future<@Nullable Void> checkSequence(BufReader reader, int total) {
        return async(() -> {
            try (reader) {
                SplittableRandom random = new SplittableRandom(2);
                int received = 0;
                while (true) {
                    ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(100));
                    int n = await(race(reader.read(into), yieldNow().map(_ -> 0)));
                    for (int i = 0; i < into.position(); i++, received++) {
                        if (into.get(i) != (byte) (received * 31 + (received >>> 8))) {
                            throw new AssertionError("byte " + received + " is wrong");
                        }
                    }
                    if (n < 0) {
                        assertThat(received).isEqualTo(total);
                        return;
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void manyIdleReaders_ownNoBuffer(Flavour flavour) throws Exception {
        BufferPool pool = new BufferPool(64, 4);
        try (AsyncRuntime runtime = flavour.start()) {
            runtime.blockOn(async(() -> {
                Pair[] pairs = new Pair[20];
                JoinHandle<?>[] reading = new JoinHandle<?>[pairs.length];
                for (int i = 0; i < pairs.length; i++) {
                    pairs[i] = await(connected());
                    BufReader reader = new BufReader(pairs[i].far(), pool);
                    reading[i] = spawn(reader.readInt());
                }
                await(yieldNow());
                assertThat(pool.made()).isZero();
                for (int i = 0; i < pairs.length; i++) {
                    await(pairs[i].near()
                            .writeAll(ByteBuffer.allocate(4).putInt(i).flip()));
                    assertThat(await(reading[i])).isEqualTo(i);
                    pairs[i].near().close();
                    pairs[i].far().close();
                }
                assertThat(pool.made()).isEqualTo(pool.idle());
            }));
        }
    }
}
