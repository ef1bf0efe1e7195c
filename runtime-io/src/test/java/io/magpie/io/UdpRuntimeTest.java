package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Datagrams on the real runtimes.
class UdpRuntimeTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private static UdpSocket bind(AsyncRuntime runtime) throws Exception {
        return runtime.blockOn(UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    /// Sends its number back to who sent a datagram; the sends and receives are cancelled at random.
    private static Future<Integer> answer(UdpSocket socket, Cancelling cancelling, Random random) {
        return async(() -> {
            int expected = 0;
            while (true) {
                ByteBuffer datagram = ByteBuffer.allocateDirect(1 + Integer.BYTES);
                InetSocketAddress[] sender = new InetSocketAddress[1];
                long n = await(cancelling.perhaps(
                        socket.receiveFrom(datagram).map(from -> {
                            sender[0] = from;
                            return (long) datagram.position();
                        }),
                        random));
                if (n == Cancelling.CANCELLED) {
                    assertThat(datagram.position())
                            .as("of what was not received")
                            .isZero();
                    continue;
                }
                assertThat(n).isEqualTo(Integer.BYTES);
                int number = datagram.flip().getInt(0);
                if (number < 0) {
                    return expected;
                }
                assertThat(number).as("each datagram once, in order").isEqualTo(expected++);
                while (datagram.hasRemaining()) {
                    await(cancelling.perhaps(socket.sendTo(datagram, sender[0]).map(Integer::longValue), random));
                }
            }
        });
    }

    /// Sends numbers, one when the one before has come back. A future of how many.
    private static Future<Integer> ask(UdpSocket socket, Cancelling cancelling, Random random) {
        return async(() -> {
            int number = 0;
            while (!cancelling.isEnough()) {
                ByteBuffer datagram = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
                while (datagram.hasRemaining()) {
                    await(cancelling.perhaps(socket.send(datagram).map(Integer::longValue), random));
                }
                ByteBuffer back = ByteBuffer.allocate(100);
                while (await(cancelling.perhaps(socket.receive(back).map(Integer::longValue), random))
                        == Cancelling.CANCELLED) {}
                assertThat(back.flip().getInt()).isEqualTo(number++);
            }
            await(socket.send(ByteBuffer.allocate(Integer.BYTES).putInt(0, -1)));
            return number;
        });
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsCancelled_eachDatagramArrivesOnce(Flavour flavour) throws Exception {
        long seed = System.nanoTime();
        try (AsyncRuntime runtime = flavour.start()) {
            UdpSocket client = bind(runtime);
            UdpSocket server = bind(runtime);
            client.connect(server.localAddress());
            Cancelling cancelling = new Cancelling(500 * SCALE);
            JoinHandle<Integer> answered = runtime.spawn(answer(server, cancelling, new Random(seed)));
            JoinHandle<Integer> asked = runtime.spawn(ask(client, cancelling, new Random(seed + 1)));
            assertThat(runtime.blockOn(asked)).as("seed %d", seed).isEqualTo(runtime.blockOn(answered));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReceivesIsWoken_whenAnotherThreadCloses(Flavour flavour) throws Exception {
        try (AsyncRuntime runtime = flavour.start()) {
            for (int i = 0; i < 20; i++) {
                UdpSocket socket = bind(runtime);
                JoinHandle<InetSocketAddress> receiver = runtime.spawn(socket.receiveFrom(ByteBuffer.allocate(1)));
                Thread closer = Thread.ofPlatform().start(socket::close);
                assertThatThrownBy(() -> runtime.blockOn(receiver)).isInstanceOf(ClosedChannelException.class);
                closer.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdownNamesTheSocketsThatAreOpen_andFreesTheirPorts(Flavour flavour) throws Exception {
        InetSocketAddress address;
        try (AsyncRuntime runtime = flavour.start()) {
            UdpSocket socket = bind(runtime);
            address = socket.localAddress();
            runtime.spawn(socket.receiveFrom(ByteBuffer.allocate(1)));
            assertThat(runtime.shutdownNow().sockets()).isEqualTo(List.of(socket.toString()));
        }
        try (AsyncRuntime next = flavour.start()) {
            next.blockOn(UdpSocket.bind(address)).close();
        }
    }
}
