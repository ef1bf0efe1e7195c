package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.Readiness;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams of each kind, driven by hand: one thread polls tasks and driver.
@ParameterizedClass
@EnumSource
class StreamTest {

    private final StreamKind kind;

    private final HandRuntime runtime = new HandRuntime();

    StreamTest(StreamKind kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private record Pair(SocketListener<?> listener, SocketStream client, SocketStream server) {}

    private Pair connected() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        var client = runtime.spawn(kind.connect(listener.localAddress()));
        SocketStream server = runtime.run(listener.accept());
        return new Pair(listener, runtime.finish(client), server);
    }

    @Test
    void aByteGoesThereAndBack() throws Exception {
        Pair pair = connected();
        runtime.run(pair.client.writeAll(ByteBuffer.wrap(new byte[] {42})));
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(1);
        buffer.flip();
        assertThat(runtime.run(pair.server.write(buffer))).isEqualTo(1);
        ByteBuffer back = ByteBuffer.allocate(64);
        assertThat(runtime.run(pair.client.read(back))).isEqualTo(1);
        assertThat(back.get(0)).isEqualTo((byte) 42);
        assertThat(pair.server.remoteAddress()).isEqualTo(pair.client.localAddress());
        assertThat(pair.client.remoteAddress()).isEqualTo(pair.server.localAddress());
    }

    @Test
    void randomBytesAreEchoedByteByByte() throws Exception {
        Pair pair = connected();
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        var echo = runtime.spawn(new Echo(pair.server, ByteBuffer.allocateDirect(5000)));
        var writer = runtime.spawn(pair.client.writeAll(ByteBuffer.wrap(sent)));
        ByteBuffer received = ByteBuffer.allocate(sent.length);
        while (received.hasRemaining()) {
            assertThat(runtime.run(pair.client.read(received))).isPositive();
        }
        assertThat(writer.done).isTrue();
        assertThat(received.array()).isEqualTo(sent);
        pair.client.shutdownOutput();
        assertThat(runtime.run(pair.client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        runtime.finish(echo);
    }

    /// Echoes until the end; without an allocation for each request.
    static final class Echo implements Future<Void> {
        private final SocketStream stream;
        private final ByteBuffer buffer;
        private boolean writing;

        Echo(SocketStream stream, ByteBuffer buffer) {
            this.stream = stream;
            this.buffer = buffer;
        }

        @Override
        public Object poll(Context cx) throws IOException {
            while (true) {
                if (!writing) {
                    int n = stream.pollRead(cx, buffer);
                    if (n == AsyncRead.NOT_READY) {
                        return Poll.PENDING;
                    }
                    if (n < 0) {
                        stream.close();
                        return null;
                    }
                    buffer.flip();
                    writing = true;
                }
                while (buffer.hasRemaining()) {
                    if (stream.pollWrite(cx, buffer) == AsyncRead.NOT_READY) {
                        return Poll.PENDING;
                    }
                }
                buffer.clear();
                writing = false;
            }
        }
    }

    @Test
    void anEchoCostsOneSelectAndNoSecondRead() throws Exception {
        Pair pair = connected();
        try (SocketChannel plain = SocketChannel.open(pair.listener.localAddress())) {
            SocketStream server = runtime.run(pair.listener.accept());
            runtime.spawn(new Echo(server, ByteBuffer.allocateDirect(4096)));
            runtime.step(0);
            int polls = runtime.polls;
            int wakes = runtime.wakes;
            for (int i = 0; i < 100; i++) {
                plain.write(ByteBuffer.allocate(64));
                runtime.step(-1);
                assertThat(plain.read(ByteBuffer.allocate(64))).isEqualTo(64);
            }
            assertThat(runtime.polls - polls).isEqualTo(100);
            assertThat(runtime.wakes - wakes).isEqualTo(100);
        }
    }

    @Test
    void closedListenersPortIsFreeAtOnce() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        for (int i = 0; i < 20; i++) {
            listener.close();
            listener = runtime.run(kind.listen(listener.localAddress(), ListenOptions.DEFAULT.withReuseAddress(false)));
        }
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void closingWakesTheReaderAndTheWriter() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        var writer = runtime.spawn(pair.client.writeAll(ByteBuffer.allocate(50_000_000)));
        runtime.step(0);
        assertThat(writer.done).isFalse();
        pair.client.close();
        runtime.runReady();
        assertThatThrownBy(reader::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining(pair.client.remoteAddress().toString())
                .hasMessageContaining("is closed");
        assertThatThrownBy(writer::result).isInstanceOf(ClosedChannelException.class);
        assertThat(pair.client.isOpen()).isFalse();
        assertThatThrownBy(() -> runtime.run(pair.client.read(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class);
        pair.client.close();
    }

    @Test
    void closingTheListenerWakesTheAcceptor() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        var acceptor = runtime.spawn(listener.accept());
        runtime.step(0);
        assertThat(acceptor.done).isFalse();
        listener.close();
        runtime.runReady();
        assertThatThrownBy(acceptor::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining(listener.localAddress().toString());
    }

    @Test
    void halfClosedStreamsStillReceive() throws Exception {
        Pair pair = connected();
        runtime.run(pair.client.writeAll(ByteBuffer.wrap(new byte[10])));
        pair.client.shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(10);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        runtime.run(pair.server.writeAll(ByteBuffer.wrap(new byte[20])));
        pair.server.close();
        buffer.clear();
        assertThat(runtime.run(pair.client.read(buffer))).isEqualTo(20);
        assertThat(runtime.run(pair.client.read(buffer))).isEqualTo(-1);
    }

    @Test
    void anUnreadEndOfStreamDoesNotKeepThePollerBusy() throws Exception {
        Pair pair = connected();
        pair.client.close();
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
        pair.listener.close();
        runtime.poller.poll(0);
        runtime.poller.poll(0);
        assertThat(runtime.poller.poll(2_000_000)).as("waits out its time").isZero();
        assertThat(runtime.run(pair.server.read(buffer))).isEqualTo(-1);
    }

    @Test
    void shuttingTheInputDownWakesTheReader() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        pair.client.shutdownInput();
        assertThat(runtime.finish(reader)).isEqualTo(-1);
    }

    @Test
    void anAddressInUseSaysWhich() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        assertThatThrownBy(() -> runtime.run(kind.listen(listener.localAddress(), ListenOptions.DEFAULT)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(listener.localAddress().toString());
    }

    @Test
    void withoutADriverTheErrorSaysWhatToAdd() {
        Context bare = Context.of(() -> {});
        assertThatThrownBy(() -> kind.listen().poll(bare))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add runtime-io");
        assertThatThrownBy(() -> kind.connect(kind.anyAddress()).poll(bare)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecondReaderIsToldSo() throws Exception {
        Pair pair = connected();
        var first = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThatThrownBy(() -> runtime.run(pair.client.readable()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already waits to read");
        first.drop();
        var next = runtime.spawn(pair.client.read(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThat(next.done).isFalse();
        runtime.run(pair.server.writeAll(ByteBuffer.allocate(1)));
        assertThat(runtime.finish(next)).isEqualTo(1);
    }

    /// The first one was woken, and somebody else comes before it is polled.
    @Test
    void aSecondWriterIsToldSo_alsoWhenThereIsRoomAgain() throws Exception {
        Pair pair = connected();
        ByteBuffer all = ByteBuffer.allocate(8_000_000);
        Future<?> first = pair.client.writeAll(all);
        assertThat(first.poll(runtime.context(() -> {}))).isSameAs(Poll.PENDING);
        ByteBuffer room = ByteBuffer.allocate(1_000_000);
        while (!Readiness.mayWrite(pair.client.io.readiness())) {
            runtime.run(pair.server.read(room.clear()));
            runtime.step(0);
        }
        int written = all.position();
        for (Future<?> second : List.of(
                pair.client.write(ByteBuffer.allocate(1)),
                pair.client.writeAll(new ByteBuffer[] {ByteBuffer.allocate(1)}),
                pair.client.split().writer().writeAll(ByteBuffer.allocate(1)),
                new BufWriter(pair.client).writeAll(ByteBuffer.allocate(100_000)))) {
            assertThatThrownBy(() -> runtime.run(second))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already waits to write");
        }
        assertThat(first.poll(runtime.context(() -> {}))).isSameAs(Poll.PENDING);
        assertThat(all.position()).isGreaterThan(written);
        first.drop(runtime.context(() -> {}).withCancellation(Cancellation.GIVEN_UP));
        var next = runtime.spawn(pair.client.write(ByteBuffer.allocate(1)));
        while (!next.done) {
            runtime.run(pair.server.read(room.clear()));
        }
        assertThat(next.result()).isEqualTo(1);
    }

    @Test
    void aSecondReaderIsToldSo_alsoWhenSomethingHasCome() throws Exception {
        Pair pair = connected();
        ByteBuffer into = ByteBuffer.allocate(4);
        Halves<?> halves = pair.client.split();
        Future<?> first = halves.reader().readExactly(into);
        assertThat(first.poll(runtime.context(() -> {}))).isSameAs(Poll.PENDING);
        runtime.run(pair.server.writeAll(ByteBuffer.allocate(4)));
        while (!Readiness.mayRead(pair.client.io.readiness())) {
            runtime.step(-1);
        }
        for (Future<?> second : List.of(
                halves.reader().read(ByteBuffer.allocate(1)),
                pair.client.read(new ByteBuffer[] {ByteBuffer.allocate(1)}),
                new BufReader(pair.client).readUnsignedByte())) {
            assertThatThrownBy(() -> runtime.run(second))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already waits to read");
        }
        assertThat(first.poll(runtime.context(() -> {}))).isNull();
        assertThat(into.hasRemaining()).isFalse();
    }

    @Test
    void oneFutureMayMoveToAnotherTask() throws Exception {
        Pair pair = connected();
        Future<Integer> read = pair.client.read(ByteBuffer.allocate(1));
        assertThat(read.poll(runtime.context(() -> {
                    throw new AssertionError("woke the previous task");
                })))
                .isSameAs(Poll.PENDING);
        var moved = runtime.spawn(read);
        runtime.runReady();
        runtime.run(pair.server.writeAll(ByteBuffer.allocate(1)));
        assertThat(runtime.finish(moved)).isEqualTo(1);
    }

    @Test
    void readableNeedsNoBuffer() throws Exception {
        Pair pair = connected();
        ByteBuffer lent = ByteBuffer.allocateDirect(10);
        assertThat(pair.server.tryRead(lent)).isZero();
        var readable = runtime.spawn(pair.server.readable());
        runtime.step(0);
        assertThat(readable.done).isFalse();
        runtime.run(pair.client.writeAll(ByteBuffer.allocate(3)));
        runtime.finish(readable);
        assertThat(pair.server.tryRead(lent)).isEqualTo(3);
        assertThat(pair.server.pollReadable(runtime.context(() -> {})))
                .as("a short read says that nothing is left")
                .isFalse();
        assertThat(pair.server.tryRead(lent)).isZero();
    }

    @Test
    void droppedReadsAndWritesLoseNothing() throws Exception {
        Pair pair = connected();
        Random random = new Random(11);
        byte[] sent = new byte[400_000];
        random.nextBytes(sent);
        ByteBuffer out = ByteBuffer.wrap(sent);
        ByteBuffer in = ByteBuffer.allocate(sent.length);
        while (in.hasRemaining()) {
            var write = out.hasRemaining()
                    ? runtime.spawn(pair.client.writeAll(out.slice(out.position(), out.remaining())))
                    : null;
            ByteBuffer writing = ByteBuffer.wrap(sent, out.position(), out.remaining());
            if (write != null) {
                write.drop(); // never polled
                write = null;
                var real = runtime.spawn(pair.client.writeAll(writing));
                runtime.runReady();
                real.drop();
                out.position(writing.position());
            }
            ByteBuffer room = in.slice(in.position(), Math.min(in.remaining(), 1 + random.nextInt(10_000)));
            var read = runtime.spawn(pair.server.read(room));
            int steps = random.nextInt(3);
            for (int i = 0; i < steps; i++) {
                runtime.step(0);
            }
            read.drop();
            in.position(in.position() + room.position());
        }
        assertThat(in.array()).isEqualTo(sent);
    }

    @Test
    void wavesOfConnectionsLeaveNothingBehind() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        for (int wave = 0; wave < 10; wave++) {
            List<SocketStream> open = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var client = runtime.spawn(kind.connect(listener.localAddress()));
                open.add(runtime.run(listener.accept()));
                open.add(runtime.finish(client));
            }
            assertThat(runtime.poller.registered()).isEqualTo(201);
            assertThat(runtime.poller.open()).hasSize(201).anyMatch(line -> line.contains("Listener["));
            open.forEach(SocketStream::close);
            assertThat(runtime.poller.registered()).isEqualTo(1);
        }
    }

    @Test
    void shutdownFailsWhatWaitsAndFreesPorts() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.server.read(ByteBuffer.allocate(1)));
        var acceptor = runtime.spawn(pair.listener.accept());
        runtime.step(0);
        runtime.poller.close();
        runtime.runReady();
        assertThatThrownBy(reader::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("the runtime was shut down");
        assertThatThrownBy(acceptor::result).hasMessageContaining("the runtime was shut down");
        assertThatThrownBy(() -> pair.client.tryRead(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        pair.client.close();
        try (var successor = new HandRuntime()) {
            SocketAddress address = pair.listener.localAddress();
            successor.run(kind.listen(address, ListenOptions.DEFAULT)).close();
        }
        Future<? extends SocketListener<?>> late = kind.listen();
        assertThatThrownBy(() -> late.poll(runtime.context(() -> {})))
                .hasMessageContaining("the runtime was shut down");
    }

    @Test
    void readingTakesOneOperationOfTheBudgetAndWaitingNone() throws Exception {
        Pair pair = connected();
        Context cx = runtime.context(() -> {});
        int before = cx.budget().remaining();
        assertThat(pair.server.pollRead(cx, ByteBuffer.allocate(1))).isEqualTo(AsyncRead.NOT_READY);
        Future<Integer> read = pair.server.read(ByteBuffer.allocate(1));
        assertThat(read.poll(cx)).isSameAs(Poll.PENDING);
        read.drop(cx);
        assertThat(cx.budget().remaining()).isEqualTo(before);
        assertThat(pair.server.pollWrite(cx, ByteBuffer.allocate(1))).isEqualTo(1);
        assertThat(cx.budget().remaining()).isEqualTo(before - 1);
        while (!cx.budget().isSpent()) {
            cx.proceed();
        }
        assertThat(pair.server.pollWrite(cx, ByteBuffer.allocate(1))).isEqualTo(AsyncRead.NOT_READY);
    }

    @Test
    void finishedFuturesRefuseToBePolled() throws Exception {
        Pair pair = connected();
        Future<Integer> write = pair.client.write(ByteBuffer.allocate(1));
        runtime.run(write);
        assertThatThrownBy(() -> runtime.run(write)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aResetIsASocketExceptionWithTheAddress() throws Exception {
        Pair pair = connected();
        var reader = runtime.spawn(pair.client.read(ByteBuffer.allocate(10)));
        runtime.step(0);
        runtime.run(pair.client.writeAll(ByteBuffer.allocate(1)));
        pair.server.close(); // with a byte unread: a reset
        assertThatThrownBy(() -> runtime.finish(reader))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset")
                .hasMessageContaining(pair.client.remoteAddress().toString());
        assertThat(pair.client.isOpen()).isTrue();
    }

    @Test
    void writingToAPeerThatIsGone_isABrokenPipeWithTheAddress() throws Exception {
        Pair pair = connected();
        pair.server.close();
        assertThatThrownBy(() -> {
                    while (true) {
                        runtime.run(pair.client.writeAll(ByteBuffer.allocate(100_000)));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write to " + pair.client.remoteAddress())
                .hasMessageMatching(".*([Bb]roken pipe|reset).*");
    }

    @Test
    void writingAfterTheOutputWasShutDownSaysSo() throws Exception {
        Pair pair = connected();
        pair.client.shutdownOutput();
        pair.client.shutdownOutput();
        assertThatThrownBy(() -> runtime.run(pair.client.write(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("cannot write to " + pair.client.remoteAddress())
                .hasMessageContaining("shut down");
        assertThat(pair.client.isOpen()).isTrue();
    }

    @Test
    void optionsAreSetAndRead_andThoseOfOthersRefused() throws Exception {
        Pair pair = connected();
        assertThat(pair.client.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
        pair.client.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 16);
        assertThat(pair.client.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(1 << 16);
        assertThat(pair.listener.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
        assertThatThrownBy(() -> pair.client.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1))
                .isInstanceOf(UnsupportedOperationException.class);
        pair.client.close();
        assertThatThrownBy(() -> pair.client.option(StandardSocketOptions.SO_SNDBUF))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(pair.client::localAddress).hasMessageContaining("is closed");
        assertThat(pair.client.supportedOptions()).isNotEmpty();
    }

    // ---- several buffers at once

    private static ByteBuffer[] cut(byte[] bytes, Random random) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, random.nextInt(random.nextBoolean() ? 10 : 200_000));
            buffers.add(
                    random.nextBoolean()
                            ? ByteBuffer.wrap(bytes, from, length)
                            : ByteBuffer.allocateDirect(length)
                                    .put(bytes, from, length)
                                    .flip());
            from += length;
        }
        return buffers.toArray(ByteBuffer[]::new);
    }

    private static ByteBuffer[] rooms(int bytes, Random random) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int left = bytes; left > 0; ) {
            int length = Math.min(left, random.nextInt(random.nextBoolean() ? 10 : 200_000));
            buffers.add(random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length));
            left -= length;
        }
        return buffers.toArray(ByteBuffer[]::new);
    }

    @Test
    void manyBuffersAreOneSequenceOfBytes() throws Exception {
        Pair pair = connected();
        Random random = new Random(3);
        byte[] sent = new byte[2_000_000];
        random.nextBytes(sent);
        ByteBuffer[] out = cut(sent, random);
        ByteBuffer[] in = rooms(sent.length, random);
        var writer = runtime.spawn(pair.client.writeAll(out));
        long received = 0;
        while (received < sent.length) {
            received += runtime.run(pair.server.read(in));
        }
        runtime.finish(writer);
        ByteBuffer all = ByteBuffer.allocate(sent.length);
        for (ByteBuffer buffer : in) {
            all.put(buffer.flip());
        }
        assertThat(all.array()).isEqualTo(sent);
        assertThat(runtime.run(pair.server.read(in))).as("no room").isZero();
        assertThat(runtime.run(pair.client.write(out))).as("nothing to write").isZero();
    }

    @Test
    void withoutRoomOrBytes_nothingIsWaitedFor() throws Exception {
        Pair pair = connected();
        ByteBuffer none = ByteBuffer.allocate(0);
        ByteBuffer[] several = {none, ByteBuffer.allocateDirect(0)};
        while (pair.client.tryWrite(ByteBuffer.allocate(100_000)) > 0) {
            // until there is no room
        }
        for (Future<? extends Number> idle : List.<Future<? extends Number>>of(
                pair.client.read(none),
                pair.client.read(several),
                pair.client.write(none),
                pair.client.write(several))) {
            var task = runtime.spawn(idle);
            runtime.runReady();
            assertThat(task.done).as("%s", idle).isTrue();
            assertThat(task.result().longValue()).isZero();
        }
        var read = runtime.spawn(pair.client.read(ByteBuffer.allocate(1))); // the slot is free
        runtime.run(pair.server.write(ByteBuffer.wrap(new byte[1])));
        assertThat(runtime.finish(read)).isEqualTo(1);
    }

    @Test
    void manyBuffersAreWrittenAndReadAtOnce() throws Exception {
        Pair pair = connected();
        ByteBuffer[] out = {ByteBuffer.wrap(new byte[] {1}), ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[] {2, 3})
        };
        assertThat(pair.client.tryWrite(out)).isEqualTo(3);
        runtime.run(pair.server.readable());
        ByteBuffer[] in = {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(9)};
        assertThat(pair.server.tryRead(in)).isEqualTo(3);
        assertThat(in[0].array()).containsExactly(1, 2);
        assertThat(in[2].flip().get()).isEqualTo((byte) 3);
        Context cx = runtime.context(() -> {});
        assertThat(pair.server.pollReadable(cx)).as("a short read empties it").isFalse();
        in[0].clear();
        assertThat(pair.server.pollRead(cx, in, 0, 1)).isEqualTo(AsyncRead.NOT_READY);
        assertThat(pair.server.tryRead(in)).isZero();
        in[0].position(2);
        int before = cx.budget().remaining();
        out[0].clear();
        out[2].clear();
        assertThat(pair.client.pollWrite(cx, out, 1, 2))
                .as("of a part of the array")
                .isEqualTo(2);
        assertThat(cx.budget().remaining()).isEqualTo(before - 1);
        pair.client.shutdownOutput();
        in[0].clear();
        assertThat(runtime.run(pair.server.read(in))).isEqualTo(2);
        in[0].clear();
        assertThat(runtime.run(pair.server.read(in))).as("the end").isEqualTo(-1);
        assertThatThrownBy(() -> pair.client.pollWrite(cx, out, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pair.client.pollRead(cx, out, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aWriteOfManyBuffersThatWasDropped_goesOnWhereItStopped() throws Exception {
        Pair pair = connected();
        byte[] sent = new byte[30_000_000];
        new Random(5).nextBytes(sent);
        ByteBuffer[] out = {
            ByteBuffer.wrap(sent, 0, 20_000_000).slice(),
            ByteBuffer.wrap(sent, 20_000_000, 10_000_000).slice()
        };
        var first = runtime.spawn(pair.client.writeAll(out));
        runtime.runReady();
        assertThat(first.done).isFalse();
        assertThat(out[0].position()).isPositive();
        first.drop();
        var second = runtime.spawn(pair.client.writeAll(out));
        ByteBuffer in = ByteBuffer.allocate(sent.length);
        while (in.hasRemaining()) {
            runtime.run(pair.server.read(in));
        }
        runtime.finish(second);
        assertThat(in.array()).isEqualTo(sent);
    }
}
