package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams that were split, driven by hand.
@ParameterizedClass
@EnumSource
class HalvesTest {

    private final StreamKind kind;
    private final HandRuntime runtime = new HandRuntime();
    private SocketStream client;
    private SocketStream server;

    HalvesTest(StreamKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() throws Exception {
        SocketListener<?> listener = runtime.run(kind.listen());
        var connect = runtime.spawn(kind.connect(listener.localAddress()));
        server = runtime.run(listener.accept());
        client = runtime.finish(connect);
        listener.close();
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private static ByteBuffer bytes(int n) {
        return ByteBuffer.allocate(n);
    }

    @Test
    void oneHalfReadsWhileTheOtherWrites() throws Exception {
        Halves<?> halves = client.split();
        var reading = runtime.spawn(halves.reader().read(bytes(10)));
        runtime.step(0);
        runtime.run(halves.writer().writeAll(bytes(3)));
        ByteBuffer got = bytes(10);
        assertThat(runtime.run(server.read(got))).isEqualTo(3);
        runtime.run(server.writeAll(bytes(4)));
        assertThat(runtime.finish(reading)).isEqualTo(4);
        assertThat(halves.reader().remoteAddress()).isEqualTo(client.remoteAddress());
    }

    @Test
    void closingTheWriterEndsTheStreamForThePeer_andReadingGoesOn() throws Exception {
        Halves<?> halves = client.split();
        runtime.run(halves.writer().writeAll(bytes(3)));
        halves.writer().close();
        assertThat(runtime.run(server.read(bytes(10)))).isEqualTo(3);
        assertThat(runtime.run(server.read(bytes(10)))).isEqualTo(-1);
        runtime.run(server.writeAll(bytes(5)));
        assertThat(runtime.run(halves.reader().read(bytes(10)))).isEqualTo(5);
        assertThatThrownBy(() -> runtime.run(halves.writer().write(bytes(1))))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("write half of " + client);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void closingTheReaderWakesWhoReads_andWritingGoesOn() throws Exception {
        Halves<?> halves = client.split();
        var reading = runtime.spawn(halves.reader().read(bytes(10)));
        runtime.step(0);
        halves.reader().close();
        runtime.runReady();
        assertThatThrownBy(reading::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("read half of " + client);
        runtime.run(halves.writer().writeAll(bytes(3)));
        assertThat(runtime.run(server.read(bytes(10)))).isEqualTo(3);
        runtime.run(server.writeAll(bytes(3)));
        assertThatThrownBy(() -> halves.reader().pollReadable(runtime.context(() -> {})))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closingTheWriterWakesWhoWrites() throws Exception {
        Halves<?> halves = client.split();
        var writing = runtime.spawn(halves.writer().writeAll(bytes(50_000_000)));
        runtime.step(0);
        assertThat(writing.done).isFalse();
        halves.writer().close();
        runtime.runReady();
        assertThatThrownBy(writing::result).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void theSecondCloseClosesTheStream_inEitherOrder() throws Exception {
        Halves<?> first = client.split();
        first.reader().close();
        first.reader().close();
        assertThat(client.isOpen()).isTrue();
        first.writer().close();
        assertThat(client.isOpen()).isFalse();
        Halves<?> second = server.split();
        second.writer().close();
        assertThat(server.isOpen()).isTrue();
        second.reader().close();
        assertThat(server.isOpen()).isFalse();
        assertThat(runtime.poller.registered()).isZero();
    }

    @Test
    void halvesOfOneStreamAreJoined_andThenOfNoUse() throws Exception {
        Halves<? extends SocketStream> halves = client.split();
        assertThat(join(halves)).isSameAs(client);
        halves.reader().close();
        halves.writer().close();
        assertThat(client.isOpen()).as("the halves own it no more").isTrue();
        assertThatThrownBy(() -> runtime.run(halves.writer().write(bytes(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("joined again");
        assertThatThrownBy(() -> halves.reader().pollRead(runtime.context(() -> {}), bytes(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> join(halves)).hasMessageContaining("they were joined before");
        runtime.run(client.writeAll(bytes(1)));
        join(client.split());
    }

    private static <S extends SocketStream> S join(Halves<S> halves) {
        return halves.reader().reunite(halves.writer());
    }

    @Test
    @SuppressWarnings("unchecked") // what the types would refuse, if the kinds were different
    void halvesOfDifferentStreamsAreNotJoined() {
        Halves<SocketStream> one = (Halves<SocketStream>) client.split();
        Halves<SocketStream> other = (Halves<SocketStream>) server.split();
        assertThatThrownBy(() -> one.reader().reunite(other.writer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different streams")
                .hasMessageContaining(client.toString())
                .hasMessageContaining(server.toString());
        assertThat(join(one)).isSameAs(client);
        assertThat(join(other)).isSameAs(server);
    }

    @Test
    void aClosedHalfIsNotJoined() {
        Halves<?> halves = client.split();
        halves.reader().close();
        assertThatThrownBy(() -> join(halves))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one of them is closed");
    }

    @Test
    void aStreamIsSplitOnceAtATime() {
        Halves<?> halves = client.split();
        assertThatThrownBy(client::split)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("split already");
        join(halves);
        assertThat(client.split()).isNotNull();
    }

    @Test
    void closingTheStreamClosesBothHalves() throws Exception {
        Halves<?> halves = client.split();
        var reading = runtime.spawn(halves.reader().read(bytes(10)));
        runtime.step(0);
        client.close();
        runtime.runReady();
        assertThatThrownBy(reading::result).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> runtime.run(halves.writer().shutdown())).isInstanceOf(ClosedChannelException.class);
        halves.writer().close();
        halves.reader().close();
    }

    @Test
    void halvesTransferManyBuffersAtOnce() throws Exception {
        Halves<?> halves = client.split();
        ByteBuffer[] two = {bytes(2), bytes(3)};
        assertThat(halves.writer().pollWrite(runtime.context(() -> {}), two, 0, 2))
                .isEqualTo(5);
        runtime.run(server.readable());
        ByteBuffer back = bytes(10);
        assertThat(server.tryRead(back)).isEqualTo(5);
        runtime.run(server.writeAll(back.flip()));
        runtime.run(client.readable());
        two[0].clear();
        two[1].clear();
        assertThat(halves.reader().pollRead(runtime.context(() -> {}), two, 0, 2))
                .isEqualTo(5);
        assertThat(halves.reader().pollRead(runtime.context(() -> {}), new ByteBuffer[] {bytes(1)}, 0, 1))
                .isEqualTo(AsyncRead.NOT_READY);
        runtime.run(halves.writer().shutdown());
        assertThat(runtime.run(server.read(bytes(1)))).isEqualTo(-1);
    }
}
