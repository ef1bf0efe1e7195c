package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads and writes that are cancelled at random lose no byte, and double none.
@Timeout(600)
class CancelledStreamsTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    /// In all, of which each kind on each runtime has its part.
    private static final int CANCELS = 2_000 * SCALE;

    private static final int MANY_CANCELS = 100_000;

    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void whateverIsCancelled_theBytesArriveInOrder_eachOnce(StreamKind kind, Flavour flavour) throws Exception {
        compare(kind, flavour, CANCELS / 6);
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.magpie.io.Flavour#withEveryKind")
    void whateverIsCancelled_theBytesArriveInOrder_eachOnce_forLong(StreamKind kind, Flavour flavour) throws Exception {
        compare(kind, flavour, MANY_CANCELS / 6 + 1);
    }

    private static void compare(StreamKind kind, Flavour flavour, int cancels) throws Exception {
        long seed = System.nanoTime();
        try (AsyncRuntime runtime = flavour.start()) {
            SocketListener<?> listener = runtime.blockOn(kind.listen());
            JoinHandle<? extends SocketStream> connect = runtime.spawn(kind.connect(listener.localAddress()));
            SocketStream server = runtime.blockOn(listener.accept());
            SocketStream client = runtime.blockOn(connect);
            for (SocketStream stream : new SocketStream[] {client, server}) {
                // Small, so that writes wait often; smaller, and TCP waits for timers of its own.
                stream.setOption(StandardSocketOptions.SO_SNDBUF, 16_000);
                stream.setOption(StandardSocketOptions.SO_RCVBUF, 64_000);
            }
            Cancelling cancelling = new Cancelling(cancels);
            Halves<?> there = client.split();
            Halves<?> back = server.split();
            // Two ways at once: halves one way, and streams, with several buffers, the other.
            JoinHandle<Long> sent = runtime.spawn(write(client, there.writer(), cancelling, new Random(seed)));
            JoinHandle<Long> received = runtime.spawn(read(server, back.reader(), cancelling, new Random(seed + 1)));
            JoinHandle<Long> sentBack = runtime.spawn(write(server, server, cancelling, new Random(seed + 2)));
            JoinHandle<Long> receivedBack = runtime.spawn(read(client, client, cancelling, new Random(seed + 3)));
            assertThat(runtime.blockOn(received)).as("seed %d", seed).isEqualTo(runtime.blockOn(sent));
            assertThat(runtime.blockOn(receivedBack)).as("seed %d", seed).isEqualTo(runtime.blockOn(sentBack));
        }
    }

    /// Writes bytes that tell their position, and ends the stream. A future of how many.
    private static Future<Long> write(SocketStream stream, AsyncWrite sink, Cancelling cancelling, Random random) {
        return async(() -> {
            long position = 0;
            while (!cancelling.isEnough()) {
                ByteBuffer[] buffers = buffers(stream == sink ? many(random) : 1, random);
                long next = position;
                for (ByteBuffer buffer : buffers) {
                    next = fill(buffer, next);
                }
                boolean all = random.nextBoolean();
                Future<Long> operation;
                if (buffers.length == 1) {
                    operation = all
                            ? sink.writeAll(buffers[0]).map(_ -> 0L)
                            : sink.write(buffers[0]).map(Integer::longValue);
                } else {
                    operation = all ? stream.writeAll(buffers).map(_ -> 0L) : stream.write(buffers);
                }
                await(cancelling.perhaps(operation, random));
                position += moved(buffers);
            }
            await(sink.shutdown());
            return position;
        });
    }

    /// Reads to the end, and checks each byte. A future of how many.
    private static Future<Long> read(SocketStream stream, AsyncRead source, Cancelling cancelling, Random random) {
        return async(() -> {
            long position = 0;
            while (true) {
                ByteBuffer[] buffers = buffers(stream == source ? many(random) : 1, random);
                Future<Long> operation =
                        buffers.length == 1 ? source.read(buffers[0]).map(Integer::longValue) : stream.read(buffers);
                long n = await(cancelling.perhaps(operation, random));
                for (ByteBuffer buffer : buffers) {
                    position = check(buffer.flip(), position);
                }
                if (n == -1) {
                    return position;
                }
            }
        });
    }

    /// A few buffers, or more than the system takes at once.
    private static int many(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? 50 : 5);
    }

    private static ByteBuffer[] buffers(int count, Random random) {
        ByteBuffer[] buffers = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            int size = switch (random.nextInt(4)) {
                case 0 -> 1;
                case 1 -> 1 + random.nextInt(100);
                case 2 -> 1 + random.nextInt(5_000);
                default -> 1 + random.nextInt(30_000);
            };
            buffers[i] = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        }
        return buffers;
    }

    private static byte at(long position) {
        return (byte) (position * 31 + (position >>> 8) * 17 + (position >>> 16));
    }

    private static long fill(ByteBuffer buffer, long position) {
        while (buffer.hasRemaining()) {
            buffer.put(at(position++));
        }
        buffer.flip();
        return position;
    }

    private static long check(ByteBuffer buffer, long position) {
        while (buffer.hasRemaining()) {
            byte got = buffer.get();
            if (got != at(position)) {
                throw new AssertionError("byte " + position + " is " + got + ", not " + at(position));
            }
            position++;
        }
        return position;
    }

    private static long moved(ByteBuffer[] buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.position();
        }
        return sum;
    }
}
