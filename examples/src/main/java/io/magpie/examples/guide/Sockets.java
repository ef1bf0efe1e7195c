package io.magpie.examples.guide;

import static io.magpie.Async.pollFn;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// TCP from the client's side; the server's side is `EchoServer` and `EchoConnection`.
final class Sockets {

    private Sockets() {}

    // @start region="ask"
    /// Sends a question, says that it was all, and reads the answer to its end.
    static Future<String> ask(InetSocketAddress address, String question) {
        return TcpStream.connect(address)
                .then(stream -> new Closing<>(
                        stream,
                        stream.writeAll(UTF_8.encode(question))
                                .then(_ -> pollFn(_ -> {
                                    stream.shutdownOutput(); // half-close: the other end reads -1
                                    return null;
                                }))
                                .then(_ -> new ReadToEnd(stream, ByteBuffer.allocate(4096)))
                                .map(answer -> UTF_8.decode(answer).toString())));
    }
    // @end

    // @start region="closing"
    /// Closes `stream` however `use` ends: with a value, a failure, or dropped.
    record Closing<T extends @Nullable Object>(TcpStream stream, Future<T> use) implements Future<T> {
        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            return closeUnlessPending(() -> use.poll(cx));
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            return closeUnlessPending(() -> use.drop(cx));
        }

        private @Nullable Object closeUnlessPending(Step step) throws Exception {
            boolean pending = false;
            try {
                Object answer = step.take();
                pending = answer == Poll.PENDING;
                return answer;
            } finally {
                if (!pending) {
                    stream.close();
                }
            }
        }

        private interface Step {
            @Nullable
            Object take() throws Exception;
        }
    }
    // @end

    // @start region="readToEnd"
    /// Reads to the end of the stream, or until `into` is full. A loop over reads is a future written by hand.
    record ReadToEnd(TcpStream stream, ByteBuffer into) implements Future<ByteBuffer> {
        @Override
        public Object poll(Context cx) throws IOException {
            while (into.hasRemaining()) {
                int count = stream.pollRead(cx, into);
                if (count == TcpStream.NOT_READY) {
                    return Poll.PENDING;
                }
                if (count < 0) {
                    break;
                }
            }
            return into.flip();
        }
    }
    // @end

    // @start region="withoutBuffer"
    /// Waits without a buffer, and borrows one only when there is something to read.
    static Future<Integer> readInto(TcpStream stream, Supplier<ByteBuffer> lend) {
        return stream.readable().then(_ -> pollFn(_ -> stream.tryRead(lend.get())));
    }
    // @end

    // @start region="patience"
    /// Reads for a while: 0 if nothing came. No byte is lost, and the read may be tried again.
    static Future<Integer> readWithin(TcpStream stream, ByteBuffer into, Duration patience) {
        return race(stream.read(into), sleep(patience).map(_ -> 0));
    }
    // @end
}
