package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.Reactor;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.SocketFuture;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Connects to one address. Dropped midway, it closes the socket.
final class ConnectFuture<S extends SocketStream> implements Future<S> {

    private final SocketAddress address;
    private final ConnectOptions options;
    private final Function<StreamSocket, S> stream;

    /// The attempt under way; null before the first poll and after the last.
    private @Nullable Connecting connecting;

    private boolean finished;

    ConnectFuture(SocketAddress address, ConnectOptions options, Function<StreamSocket, S> stream) {
        this.address = Objects.requireNonNull(address, "address");
        this.options = Objects.requireNonNull(options, "options");
        this.stream = stream;
    }

    @Override
    public @Nullable Object poll(Context cx) throws IOException {
        if (finished) {
            throw new IllegalStateException(this + " was polled after it had finished or was dropped");
        }
        boolean pending = false;
        try {
            if (connecting == null) {
                connecting = new Connecting(begin(cx));
            }
            Object answer = connecting.poll(cx);
            pending = answer == Poll.PENDING;
            return answer;
        } catch (IOException e) {
            if (connecting != null) {
                connecting.socket.close();
            }
            throw Failure.of("cannot connect to " + address + from(), e);
        } finally {
            if (!pending) {
                finished = true;
                connecting = null;
            }
        }
    }

    private StreamSocket begin(Context cx) throws IOException {
        Reactor reactor = Reactor.of(cx);
        Failure.requireResolved(address);
        return reactor.connect(
                address, options.localAddress(), options.sockets().values());
    }

    private String from() {
        return options.localAddress() == null ? "" : " from " + options.localAddress();
    }

    @Override
    public @Nullable Object drop(Context cx) {
        finished = true;
        if (connecting != null) {
            connecting.drop(cx);
            connecting.socket.close();
            connecting = null;
        }
        return Poll.CANCELLED;
    }

    @Override
    public String toString() {
        return (address instanceof InetSocketAddress ? "TcpStream" : "UnixStream") + ".connect(" + address + ")";
    }

    private final class Connecting extends SocketFuture<S> {

        private final StreamSocket socket;

        Connecting(StreamSocket socket) {
            super(socket.io());
            this.socket = socket;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            while (true) {
                int seen = socket.io().awaitWritable(this);
                if (Readiness.isShutDown(seen)) {
                    throw socket.closedReason();
                }
                if (!Readiness.mayWrite(seen)) {
                    return Poll.PENDING;
                }
                if (socket.finishConnect()) {
                    return stream.apply(socket);
                }
                socket.io().clear(seen, Readiness.WRITABLE);
            }
        }
    }
}
