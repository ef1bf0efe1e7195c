package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.magpie.future.Future;
import io.magpie.io.TcpStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/// TCP from the client's side; the server's side is `EchoServer` and `EchoConnection`.
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
}
