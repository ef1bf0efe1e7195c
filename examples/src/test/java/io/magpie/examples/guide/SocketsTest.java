package io.magpie.examples.guide;

import static io.magpie.testkit.RuntimeTest.Flavor.CURRENT_THREAD;
import static io.magpie.testkit.RuntimeTest.Flavor.MULTI_THREAD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.examples.EchoServer;
import io.magpie.future.Future;
import io.magpie.io.SocketListener;
import io.magpie.io.SocketStream;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.io.UdpSocket;
import io.magpie.io.UnixListener;
import io.magpie.io.UnixStream;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.RuntimeTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of sockets.md that are not in [GuideTest].
class SocketsTest {

    @TempDir
    private Path folder;

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void aCallByName_isAnswered_inBothDirectionsAtOnce() throws Exception {
        try (EchoServer server = EchoServer.start(0, 1);
                AsyncRuntime runtime = AsyncRuntime.create();
                TcpStream stream = runtime.blockOn(Sockets.call("127.0.0.1", server.port()))) {
            assertThat(stream.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
            byte[] message = new byte[3_000_000]; // more than the buffers of both ends hold
            ByteBuffer answer = runtime.blockOn(
                    Sockets.exchange(stream, ByteBuffer.wrap(message), ByteBuffer.allocate(message.length + 1)));
            assertThat(answer.remaining()).isEqualTo(message.length);
        }
    }

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void aGuestIsLetIn_andGetsHeaderAndBody(AsyncRuntime runtime) throws Exception {
        try (TcpListener door = runtime.blockOn(Sockets.openDoor(loopback(0)))) {
            JoinHandle<TcpStream> call = runtime.spawn(TcpStream.connect(door.localAddress()));
            try (TcpStream guest = runtime.blockOn(Sockets.nextGuest(door));
                    TcpStream caller = runtime.blockOn(call)) {
                runtime.blockOn(Sockets.send(guest, UTF_8.encode("head"), UTF_8.encode("body")));
                ByteBuffer all = ByteBuffer.allocate(8);
                while (all.hasRemaining()) {
                    runtime.blockOn(caller.read(all));
                }
                assertThat(UTF_8.decode(all.flip()).toString()).isEqualTo("headbody");
            }
        }
    }

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void aGreetingGoesToAnyKindOfStream(AsyncRuntime runtime) throws Exception {
        try (UnixListener unix = runtime.blockOn(UnixListener.bind(folder.resolve("socket")));
                TcpListener tcp = runtime.blockOn(TcpListener.bind(loopback(0)))) {
            assertThat(greeting(runtime, unix, UnixStream.connect(folder.resolve("socket"))))
                    .isEqualTo("hello");
            assertThat(greeting(runtime, tcp, TcpStream.connect(tcp.localAddress())))
                    .isEqualTo("hello");
        }
    }

    private static String greeting(
            AsyncRuntime runtime, SocketListener<?> listener, Future<? extends SocketStream> connect) throws Exception {
        JoinHandle<?> greeter = runtime.spawn(Sockets.greetOne(listener));
        try (SocketStream stream = runtime.blockOn(connect)) {
            runtime.blockOn(greeter);
            ByteBuffer words = ByteBuffer.allocate(100);
            while (runtime.blockOn(stream.read(words)) >= 0) {}
            return UTF_8.decode(words.flip()).toString();
        }
    }

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void aDatagramComesBack(AsyncRuntime runtime) throws Exception {
        try (UdpSocket server = runtime.blockOn(UdpSocket.bind(loopback(0)));
                UdpSocket client = runtime.blockOn(UdpSocket.bind(loopback(0)))) {
            JoinHandle<?> echo = runtime.spawn(Sockets.echo(server));
            client.connect(server.localAddress());
            runtime.blockOn(client.send(UTF_8.encode("are you there?")));
            ByteBuffer answer = ByteBuffer.allocate(100);
            assertThat(runtime.blockOn(client.receive(answer))).isEqualTo(14);
            assertThat(UTF_8.decode(answer.flip()).toString()).isEqualTo("are you there?");
            echo.abort("the test is over");
        }
    }
}
