package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Datagrams, driven by hand.
class UdpTest {

    private final HandRuntime runtime = new HandRuntime();
    private UdpSocket one;
    private UdpSocket other;

    @BeforeEach
    void bind() throws Exception {
        one = runtime.run(UdpSocket.bind(anyPort()));
        other = runtime.run(UdpSocket.bind(anyPort()));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ByteBuffer datagram(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void aDatagramArrivesAsItWasSent_withItsSender() throws Exception {
        for (int length : new int[] {1, 0, 1472, 65_507, 0}) {
            ByteBuffer sent = datagram(length, length);
            assertThat(runtime.run(one.sendTo(sent, other.localAddress()))).isEqualTo(length);
            assertThat(sent.hasRemaining()).isFalse();
            ByteBuffer into = ByteBuffer.allocate(70_000);
            assertThat(runtime.run(other.receiveFrom(into))).isEqualTo(one.localAddress());
            assertThat(into.flip()).isEqualTo(sent.flip());
        }
    }

    @Test
    void aConnectedSocketHearsItsPeerOnly() throws Exception {
        UdpSocket stranger = runtime.run(UdpSocket.bind(anyPort()));
        runtime.run(stranger.sendTo(datagram(8, 0), one.localAddress()));
        one.connect(other.localAddress());
        assertThat(one.remoteAddress()).isEqualTo(other.localAddress());
        runtime.run(stranger.sendTo(datagram(7, 0), one.localAddress()));
        runtime.run(other.sendTo(datagram(3, 0), one.localAddress()));
        assertThat(runtime.run(one.receive(ByteBuffer.allocate(9)))).isEqualTo(3);
        runtime.run(other.sendTo(datagram(0, 0), one.localAddress()));
        var empty = runtime.spawn(one.receive(ByteBuffer.allocate(9)));
        runtime.step(0);
        assertThat(empty.done).isTrue();
        assertThat(empty.result()).isZero();
        assertThat(runtime.run(one.send(datagram(4, 0)))).isEqualTo(4);
        assertThat(runtime.run(other.receive(ByteBuffer.allocate(9)))).isEqualTo(4);

        one.connect(stranger.localAddress());
        assertThat(one.remoteAddress()).isEqualTo(stranger.localAddress());
        assertThatThrownBy(() -> runtime.run(one.sendTo(datagram(1, 0), other.localAddress())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is connected to " + stranger.localAddress())
                .hasMessageContaining("disconnect()");

        one.disconnect();
        assertThat(one.remoteAddress()).isNull();
        runtime.run(one.sendTo(datagram(5, 0), other.localAddress()));
        assertThat(runtime.run(other.receive(ByteBuffer.allocate(9)))).isEqualTo(5);
        assertThatThrownBy(() -> runtime.run(one.send(datagram(1, 0))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connected to nobody")
                .hasMessageContaining("connect(peer)");
    }

    @Test
    void aConnectedSocket_refusesAnEmptyDatagramInsteadOfLosingIt() throws Exception {
        one.connect(other.localAddress());
        for (Future<Integer> send :
                List.of(one.send(datagram(0, 0)), one.sendTo(datagram(0, 0), other.localAddress()))) {
            assertThatThrownBy(() -> runtime.run(send))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("empty datagram to " + other.localAddress())
                    .hasMessageContaining("disconnect()");
        }
        one.disconnect();
        assertThat(runtime.run(one.sendTo(datagram(0, 0), other.localAddress())))
                .isZero();
        assertThat(runtime.run(other.receive(ByteBuffer.allocate(1)))).isZero();
    }

    @Test
    void whatThereIsNoRoomForIsLost_andTheNextDatagramIsWhole() throws Exception {
        ByteBuffer sent = datagram(100, 1);
        runtime.run(one.sendTo(sent, other.localAddress()));
        runtime.run(one.sendTo(datagram(5, 2), other.localAddress()));
        ByteBuffer small = ByteBuffer.allocate(10);
        assertThat(runtime.run(other.receive(small))).isEqualTo(10);
        assertThat(small.flip()).isEqualTo(sent.flip().limit(10));
        assertThat(runtime.run(other.receive(ByteBuffer.allocate(10)))).isEqualTo(5);
    }

    @Test
    void datagramsThatWaitAreReceivedOneByOne_withoutAnotherPollOfTheDriver() throws Exception {
        for (int i = 0; i < 10; i++) {
            runtime.run(one.sendTo(datagram(i, i), other.localAddress()));
        }
        runtime.run(other.readable());
        for (int i = 0; i < 10; i++) {
            assertThat(other.tryReceive(ByteBuffer.allocate(100))).isEqualTo(i);
        }
        assertThat(other.tryReceive(ByteBuffer.allocate(100))).isEqualTo(UdpSocket.NOT_READY);
        assertThat(other.tryReceiveFrom(ByteBuffer.allocate(100))).isNull();
        Context cx = runtime.context(() -> {});
        assertThat(other.pollReadable(cx)).isFalse();
        int before = cx.budget().remaining();
        assertThat(other.pollReceive(cx, ByteBuffer.allocate(1))).isEqualTo(UdpSocket.NOT_READY);
        assertThat(other.pollReceiveFrom(cx, ByteBuffer.allocate(1))).isNull();
        assertThat(cx.budget().remaining()).as("waiting costs none").isEqualTo(before);
        assertThat(one.pollSendTo(cx, datagram(3, 0), other.localAddress())).isEqualTo(3);
        assertThat(cx.budget().remaining()).isEqualTo(before - 1);
        assertThat(one.trySendTo(datagram(4, 0), other.localAddress())).isEqualTo(4);
        one.connect(other.localAddress());
        assertThat(one.trySend(datagram(5, 0))).isEqualTo(5);
        assertThat(one.pollSend(cx, datagram(6, 0))).isEqualTo(6);
        runtime.run(other.readable());
        for (int length = 3; length <= 6; length++) {
            assertThat(other.pollReceive(cx, ByteBuffer.allocate(100))).isEqualTo(length);
        }
    }

    @Test
    void aReceiveThatIsDroppedTakesNoDatagram() throws Exception {
        for (int i = 0; i < 100; i++) {
            var receive = runtime.spawn(other.receive(ByteBuffer.allocate(10)));
            runtime.step(0);
            one.trySendTo(datagram(1 + i % 9, 0), other.localAddress());
            if (i % 2 == 0) {
                runtime.poller.poll(-1); // the event is there, the task has not run
            }
            receive.drop();
            assertThat(runtime.run(other.receive(ByteBuffer.allocate(10)))).isEqualTo(1 + i % 9);
        }
    }

    @Test
    void aSecondReceiverIsToldSo() throws Exception {
        runtime.spawn(other.receiveFrom(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThatThrownBy(() -> runtime.run(other.receive(ByteBuffer.allocate(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already waits to read");
    }

    @Test
    void closingWakesWhoReceives_andFreesThePort() throws Exception {
        var receive = runtime.spawn(other.receiveFrom(ByteBuffer.allocate(1)));
        runtime.step(0);
        InetSocketAddress address = other.localAddress();
        other.close();
        runtime.runReady();
        assertThatThrownBy(receive::result)
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("UdpSocket[" + address + "] is closed");
        assertThatThrownBy(() -> runtime.run(other.sendTo(datagram(1, 0), address)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(other::localAddress).hasMessageContaining("is closed");
        assertThat(other.remoteAddress()).isNull();
        for (int i = 0; i < 20; i++) {
            runtime.run(UdpSocket.bind(address)).close();
        }
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void theEndOfTheRuntimeFailsWhoReceives() throws Exception {
        var receive = runtime.spawn(other.receiveFrom(ByteBuffer.allocate(1)));
        runtime.step(0);
        assertThat(runtime.poller.open()).contains(one.toString(), other.toString());
        runtime.poller.close();
        runtime.runReady();
        assertThatThrownBy(receive::result).hasMessageContaining("the runtime was shut down");
    }

    @Test
    void aPeerThatIsGoneIsReported_andTheSocketGoesOn() throws Exception {
        InetSocketAddress gone = other.localAddress();
        other.close();
        one.connect(gone);
        runtime.run(one.send(datagram(1, 0)));
        assertThatThrownBy(() -> runtime.run(one.receive(ByteBuffer.allocate(1))))
                .isInstanceOf(PortUnreachableException.class)
                .hasMessageContaining("cannot receive on " + one);
        other = runtime.run(UdpSocket.bind(gone));
        runtime.run(one.send(datagram(2, 0)));
        assertThat(runtime.run(other.receive(ByteBuffer.allocate(9)))).isEqualTo(2);
    }

    @Test
    void errorsNameTheAddress() throws Exception {
        assertThatThrownBy(() -> runtime.run(UdpSocket.bind(one.localAddress())))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("cannot bind to " + one.localAddress());
        assertThatThrownBy(() -> runtime.run(one.sendTo(datagram(70_000, 0), other.localAddress())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot send 70000 bytes to " + other.localAddress())
                .hasMessageContaining("too long");
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThatThrownBy(() -> runtime.run(one.sendTo(datagram(1, 0), unresolved)))
                .hasMessageContaining("nowhere.invalid is not resolved");
        assertThatThrownBy(() -> one.connect(unresolved)).hasMessageContaining("nowhere.invalid");
        Context bare = Context.of(() -> {});
        assertThatThrownBy(() -> UdpSocket.bind(anyPort()).poll(bare)).hasMessageContaining("add runtime-io");
    }

    @Test
    void optionsAreSetBeforeOrAfterBinding() throws Exception {
        UdpOptions shared = UdpOptions.DEFAULT
                .withFamily(StandardProtocolFamily.INET)
                .with(StandardSocketOptions.SO_REUSEADDR, true);
        UdpSocket first = runtime.run(UdpSocket.bind(anyPort(), shared));
        UdpSocket second = runtime.run(UdpSocket.bind(first.localAddress(), shared));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
        first.setOption(StandardSocketOptions.SO_BROADCAST, true);
        assertThat(first.option(StandardSocketOptions.SO_BROADCAST)).isTrue();
        assertThat(first.supportedOptions()).contains(StandardSocketOptions.IP_MULTICAST_TTL);
    }

    @Test
    void aFullSendBufferMakesTheSenderWait_orTheSystemDrops() throws Exception {
        one.setOption(StandardSocketOptions.SO_SNDBUF, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(runtime.run(one.sendTo(datagram(1000, i), other.localAddress())))
                    .isEqualTo(1000);
        }
        runtime.run(one.writable());
    }

    // ---- groups

    private static final InetAddress GROUP = InetAddress.ofLiteral("239.1.2.3");

    private UdpSocket member(NetworkInterface on) throws Exception {
        UdpOptions options = UdpOptions.DEFAULT
                .withFamily(StandardProtocolFamily.INET)
                .with(StandardSocketOptions.SO_REUSEADDR, true)
                .with(StandardSocketOptions.IP_MULTICAST_IF, on)
                .with(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        return runtime.run(UdpSocket.bind(new InetSocketAddress("0.0.0.0", 0), options));
    }

    @Test
    void whatIsSentToAGroupReachesItsMembers_untilTheyLeave() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
        UdpSocket member = member(loopback);
        InetSocketAddress group =
                new InetSocketAddress(GROUP, member.localAddress().getPort());
        UdpSocket sender = member(loopback);
        try (Membership membership = member.join(GROUP, loopback)) {
            assertThat(membership.isValid()).isTrue();
            assertThat(membership.group()).isEqualTo(GROUP);
            assertThat(membership.networkInterface()).isEqualTo(loopback);
            assertThat(membership.source()).isNull();
            assertThat(membership).hasToString("Membership[/239.1.2.3 on " + loopback.getName() + "]");
            runtime.run(sender.sendTo(datagram(3, 0), group));
            assertThat(runtime.run(member.receive(ByteBuffer.allocate(9)))).isEqualTo(3);

            InetAddress source = InetAddress.ofLiteral("127.0.0.1");
            membership.block(source);
            runtime.run(sender.sendTo(datagram(4, 0), group));
            membership.unblock(source);
            runtime.run(sender.sendTo(datagram(5, 0), group));
            assertThat(runtime.run(member.receive(ByteBuffer.allocate(9)))).isEqualTo(5);
        }
        runtime.run(sender.sendTo(datagram(6, 0), group));
        runtime.run(sender.sendTo(datagram(7, 0), new InetSocketAddress("127.0.0.1", group.getPort())));
        assertThat(runtime.run(member.receive(ByteBuffer.allocate(9)))).isEqualTo(7);
    }

    @Test
    void aMembershipOfOneSourceHearsNobodyElse() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
        UdpSocket member = member(loopback);
        InetSocketAddress group =
                new InetSocketAddress(GROUP, member.localAddress().getPort());
        UdpSocket sender = member(loopback);
        try (Membership membership = member.join(GROUP, loopback, InetAddress.ofLiteral("127.0.0.9"))) {
            assertThat(membership.source()).isEqualTo(InetAddress.ofLiteral("127.0.0.9"));
            runtime.run(sender.sendTo(datagram(3, 0), group));
            runtime.run(sender.sendTo(datagram(4, 0), new InetSocketAddress("127.0.0.1", group.getPort())));
            assertThat(runtime.run(member.receive(ByteBuffer.allocate(9)))).isEqualTo(4);
        }
        assertThatThrownBy(() -> member.join(InetAddress.ofLiteral("127.0.0.1"), loopback))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void finishedFuturesRefuseToBePolled() throws Exception {
        Future<UdpSocket> bind = UdpSocket.bind(anyPort());
        runtime.run(bind);
        assertThatThrownBy(() -> runtime.run(bind)).isInstanceOf(IllegalStateException.class);
        Future<UdpSocket> dropped = UdpSocket.bind(anyPort());
        assertThat(dropped.drop(runtime.context(() -> {}))).isSameAs(Poll.CANCELLED);
        assertThatThrownBy(() -> runtime.run(dropped)).isInstanceOf(IllegalStateException.class);
    }
}
