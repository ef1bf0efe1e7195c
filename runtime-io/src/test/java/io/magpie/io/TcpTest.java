package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is TCP's own, driven by hand; the rest is in [StreamTest].
class TcpTest {

    private final HandRuntime runtime = new HandRuntime();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void aRefusedConnectionSaysWhereTo() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        InetSocketAddress address = listener.localAddress();
        listener.close();
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(address)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(address.toString())
                .hasMessageContaining("refused");
        assertThat(runtime.poller.registered()).isZero();
    }

    @Test
    void anUnresolvedAddressSaysSo() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(nowhere)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @Test
    void aDroppedConnectClosesItsSocket() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        Future<TcpStream> connect = TcpStream.connect(listener.localAddress());
        Context cx = runtime.context(() -> {});
        assertThat(connect.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(runtime.poller.registered()).isEqualTo(2);
        assertThat(connect.drop(cx)).isSameAs(Poll.CANCELLED);
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void aLingerOfZeroResets() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        var connect = runtime.spawn(TcpStream.connect(listener.localAddress()));
        TcpStream server = runtime.run(listener.accept());
        TcpStream client = runtime.finish(connect);
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        assertThatThrownBy(() -> runtime.run(server.read(ByteBuffer.allocate(1))))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    // ---- several addresses

    /// A port of this machine that nobody listens on.
    private InetSocketAddress closedPort() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        listener.close();
        return listener.localAddress();
    }

    @Test
    void theFirstAddressThatAcceptsIsTaken() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        TcpListener unasked = runtime.run(TcpListener.bind(anyPort()));
        List<InetSocketAddress> addresses =
                List.of(closedPort(), closedPort(), listener.localAddress(), unasked.localAddress());
        TcpStream stream = runtime.run(TcpStream.connect(addresses, ConnectOptions.DEFAULT));
        assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
        assertThat(runtime.poller.registered())
                .as("the attempts that failed are closed")
                .isEqualTo(3);
    }

    @Test
    void ifEveryAddressFails_allAreNamed_withTheirReasons() throws Exception {
        InetSocketAddress first = closedPort();
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        InetSocketAddress last = closedPort();
        assertThatThrownBy(
                        () -> runtime.run(TcpStream.connect(List.of(first, unresolved, last), ConnectOptions.DEFAULT)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("each of 3 addresses failed")
                .hasMessageContaining(first + ": Connection refused")
                .hasMessageContaining("nowhere.invalid is not resolved")
                .hasMessageContaining(last + ": Connection refused")
                .satisfies(e -> assertThat(e.getCause()).hasMessageContaining(last.toString()))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getClass)
                        .containsExactly(ConnectException.class, UnknownHostException.class));
        assertThat(runtime.poller.registered()).isZero();
        assertThatThrownBy(() -> TcpStream.connect(List.of(), ConnectOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TcpStream.connect("localhost", 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void aLiteralAddressNeedsNoPool() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
        int port = listener.localAddress().getPort();
        TcpStream stream = runtime.run(TcpStream.connect("127.0.0.1", port));
        assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
    }

    // ---- options

    @Test
    void aConnectionComesFromTheAddressThatItWasBoundTo() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        InetSocketAddress from = new InetSocketAddress("127.0.0.2", 0);
        ConnectOptions options = ConnectOptions.DEFAULT
                .withLocalAddress(from)
                .with(StandardSocketOptions.TCP_NODELAY, true)
                .with(StandardSocketOptions.SO_KEEPALIVE, true);
        var connect = runtime.spawn(TcpStream.connect(listener.localAddress(), options));
        TcpStream server = runtime.run(listener.accept());
        TcpStream client = runtime.finish(connect);
        assertThat(server.remoteAddress().getAddress()).isEqualTo(from.getAddress());
        assertThat(client.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        assertThat(client.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
    }

    @Test
    void aLocalAddressThatCannotBeHadIsNamed() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        ConnectOptions options = ConnectOptions.DEFAULT.withLocalAddress(listener.localAddress());
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(anyPort(), options)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(" from " + listener.localAddress());
        ConnectOptions unknown = ConnectOptions.DEFAULT.with(StandardSocketOptions.IP_MULTICAST_TTL, 1);
        assertThatThrownBy(() -> runtime.run(TcpStream.connect(listener.localAddress(), unknown)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("IP_MULTICAST_TTL");
        assertThat(runtime.poller.registered()).isEqualTo(1);
    }

    @Test
    void twoListenersShareAPort_ifTheyAskForIt() throws Exception {
        ListenOptions shared = ListenOptions.DEFAULT.with(StandardSocketOptions.SO_REUSEPORT, true);
        TcpListener first = runtime.run(TcpListener.bind(anyPort(), shared));
        TcpListener second = runtime.run(TcpListener.bind(first.localAddress(), shared));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void impossibleOptionsAreRefusedWithTheirValue() {
        assertThatThrownBy(() -> ListenOptions.DEFAULT.withBacklog(0)).hasMessageContaining("backlog is 0");
        assertThatThrownBy(() -> ListenOptions.DEFAULT.withMaxConnections(0, ListenOptions.WhenFull.WAIT))
                .hasMessageContaining("maxConnections is 0");
    }

    // ---- who may come in

    @Test
    void whoIsNotWelcomeIsReset_andNeverAStream() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
        ConnectOptions banned = ConnectOptions.DEFAULT.withLocalAddress(new InetSocketAddress("127.0.0.2", 0));
        TcpStream outsider = runtime.run(TcpStream.connect(listener.localAddress(), banned));
        TcpStream guest = runtime.run(TcpStream.connect(listener.localAddress()));
        TcpStream server = runtime.run(listener.accept(peer -> peer.getAddress() instanceof Inet4Address a
                && a.getHostAddress().equals("127.0.0.1")));
        assertThat(server.remoteAddress()).isEqualTo(guest.localAddress());
        assertThatThrownBy(() -> runtime.run(outsider.read(ByteBuffer.allocate(1))))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(runtime.poller.registered())
                .as("listener, two clients, one server")
                .isEqualTo(4);
    }

    @Test
    void aFilterThatThrows_resetsThePeer_andTheListenerGoesOn() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort(), limit(1)));
        TcpStream first = runtime.run(TcpStream.connect(listener.localAddress()));
        assertThatThrownBy(() -> runtime.run(listener.accept(_ -> {
                    throw new IllegalStateException("no answer");
                })))
                .hasMessage("no answer");
        assertThatThrownBy(() -> runtime.run(first.read(ByteBuffer.allocate(1))))
                .hasMessageContaining("reset");
        var second = runtime.spawn(TcpStream.connect(listener.localAddress()));
        assertThat(runtime.run(listener.accept()).isOpen())
                .as("its place is free")
                .isTrue();
        runtime.finish(second);
    }

    private static ListenOptions limit(int connections) {
        return ListenOptions.DEFAULT.withMaxConnections(connections, ListenOptions.WhenFull.WAIT);
    }

    @Test
    void aFloodOfUnwelcomePeersLetsOthersRun() throws Exception {
        TcpListener listener = runtime.run(TcpListener.bind(anyPort()));
        for (int i = 0; i < 200; i++) {
            runtime.run(TcpStream.connect(listener.localAddress()));
        }
        Context cx = runtime.context(() -> {});
        Future<TcpStream> accept = listener.accept(_ -> false);
        runtime.step(0);
        assertThat(accept.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(cx.budget().isSpent()).isTrue();
        accept.drop(cx);
        assertThat(listener.accept().poll(runtime.context(() -> {})))
                .as("the others are not taken yet")
                .isInstanceOf(TcpStream.class);
    }
}
