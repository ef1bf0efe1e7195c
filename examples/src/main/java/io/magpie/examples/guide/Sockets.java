package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.magpie.future.Future;
import io.magpie.io.ConnectOptions;
import io.magpie.io.Halves;
import io.magpie.io.ListenOptions;
import io.magpie.io.ListenOptions.WhenFull;
import io.magpie.io.ReadHalf;
import io.magpie.io.SocketListener;
import io.magpie.io.SocketStream;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.io.UdpSocket;
import io.magpie.io.WriteHalf;
import io.magpie.task.JoinHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/// Sockets of all kinds; a server is `EchoServer` with `EchoConnection`.
final class Sockets {

    private Sockets() {}

    // @start region="ask"
    /// Sends a question, says that it was all, and reads the answer to its end.
    static Future<String> ask(InetSocketAddress address, String question) {
        return async(() -> {
            try (TcpStream stream = await(TcpStream.connect(address))) {
                await(stream.writeAll(UTF_8.encode(question)));
                stream.shutdownOutput(); // half-close: the other end reads -1
                ByteBuffer answer = ByteBuffer.allocate(4096);
                while (answer.hasRemaining() && await(stream.read(answer)) >= 0) {}
                return UTF_8.decode(answer.flip()).toString();
            }
        });
    }
    // @end

    // @start region="withoutBuffer"
    /// Waits without a buffer, and borrows one only when there is something to read.
    static Future<Integer> readInto(TcpStream stream, Supplier<ByteBuffer> lend) {
        return async(() -> {
            await(stream.readable());
            return stream.tryRead(lend.get());
        });
    }
    // @end

    // @start region="patience"
    /// Reads for a while: 0 if nothing came. No byte is lost, and the read may be tried again.
    static Future<Integer> readWithin(TcpStream stream, ByteBuffer into, Duration patience) {
        return race(stream.read(into), sleep(patience).map(_ -> 0));
    }
    // @end

    // @start region="call"
    /// Connects to a name: looks it up on the blocking pool, and tries its addresses in turn, ten seconds in all.
    static Future<TcpStream> call(String host, int port) {
        ConnectOptions options = ConnectOptions.DEFAULT.with(TCP_NODELAY, true);
        return timeout(Duration.ofSeconds(10), TcpStream.connect(host, port, options));
    }
    // @end

    // @start region="guests"
    /// A door for a hundred guests at once; more wait outside.
    static Future<TcpListener> openDoor(InetSocketAddress address) {
        return TcpListener.bind(address, ListenOptions.DEFAULT.withMaxConnections(100, WhenFull.WAIT));
    }

    /// The next guest from this machine; others are reset before there is a stream.
    static Future<TcpStream> nextGuest(TcpListener door) {
        return door.accept(peer -> peer.getAddress().isLoopbackAddress());
    }
    // @end

    // @start region="halves"
    /// Sends and receives at the same time, in two tasks, until both ends have said everything.
    static Future<ByteBuffer> exchange(TcpStream stream, ByteBuffer message, ByteBuffer answer) {
        Halves<TcpStream> halves = stream.split();
        return async(() -> {
            JoinHandle<?> sending = spawn(() -> {
                try (WriteHalf<TcpStream> writer = halves.writer()) { // its close is the end for the peer
                    await(writer.writeAll(message));
                }
            });
            try (ReadHalf<TcpStream> reader = halves.reader()) {
                while (answer.hasRemaining() && await(reader.read(answer)) >= 0) {}
            }
            await(sending);
            return answer.flip();
        });
    }
    // @end

    // @start region="gather"
    /// Sends a header and a body with one call of the system, and copies neither into the other.
    static Future<?> send(TcpStream stream, ByteBuffer header, ByteBuffer body) {
        return stream.writeAll(new ByteBuffer[] {header, body});
    }
    // @end

    // @start region="anyStream"
    /// Greets whoever comes, by TCP or from another process of this machine.
    static Future<?> greetOne(SocketListener<?> listener) {
        return async(() -> {
            try (SocketStream stream = await(listener.accept())) {
                await(stream.writeAll(UTF_8.encode("hello")));
            }
        });
    }
    // @end

    // @start region="datagrams"
    /// Sends each datagram back to who sent it.
    static Future<?> echo(UdpSocket socket) {
        return async(() -> {
            ByteBuffer datagram = ByteBuffer.allocateDirect(65_507); // the longest there is: nothing is cut off
            while (true) {
                InetSocketAddress sender = await(socket.receiveFrom(datagram.clear()));
                await(socket.sendTo(datagram.flip(), sender));
            }
        });
    }
    // @end
}
