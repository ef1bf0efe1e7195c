package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [ServerSocketChannel] in a [NioPoller], for TCP or Unix domain sockets.
final class NioListenSocket extends NioSocket implements ListenSocket {

    private final ServerSocketChannel channel;
    private final SocketAddress local;
    private final Places places;

    /// The file that binding has made; null if it made none.
    private final @Nullable SocketFile file;

    private NioListenSocket(
            NioPoller poller,
            ServerSocketChannel channel,
            SocketAddress local,
            Places places,
            @Nullable SocketFile file)
            throws IOException {
        // Before the registration, from which on the shutdown report may name it.
        this.channel = channel;
        this.local = local;
        this.places = places;
        this.file = file;
        super(poller, channel, 0, SelectionKey.OP_ACCEPT);
    }

    static NioListenSocket bind(
            NioPoller poller, SocketAddress address, int backlog, Map<SocketOption<?>, Object> options, int limit)
            throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        SocketAddress local;
        SocketFile file;
        try {
            setOptions(channel, options);
            channel.bind(address, backlog);
            local = channel.getLocalAddress();
            file = local instanceof UnixDomainSocketAddress path ? SocketFile.of(path.getPath()) : null;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        try {
            return new NioListenSocket(poller, channel, local, new Places(limit), file);
        } catch (IOException | RuntimeException e) {
            if (file != null) {
                file.delete();
            }
            throw e;
        }
    }

    @Override
    int readOperation() {
        return SelectionKey.OP_ACCEPT;
    }

    @Override
    int writeOperation() {
        return 0;
    }

    @Override
    public @Nullable Arrival accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        try {
            return new NioArrival(this, accepted, accepted.getRemoteAddress());
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    private record NioArrival(NioListenSocket listener, SocketChannel channel, SocketAddress peer) implements Arrival {

        @Override
        public StreamSocket register(Reactor reactor) throws IOException {
            NioPoller poller = reactor instanceof NioPoller nio ? nio : listener.poller();
            return NioStreamSocket.accepted(poller, channel, peer, listener);
        }

        @Override
        public void refuse() {
            try {
                // With a reset: the peer knows at once, and nothing lingers here.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException _) {
                // It is gone already.
            } finally {
                close(channel);
            }
        }
    }

    @Override
    public boolean takePlace() {
        return places.take();
    }

    @Override
    public boolean awaitPlace(Object waiter) {
        return places.await(this, waiter);
    }

    @Override
    public void freePlace() {
        places.free(this);
    }

    @Override
    void closing() {
        if (file != null) {
            file.delete();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public String toString() {
        return (local instanceof UnixDomainSocketAddress ? "UnixListener[" : "TcpListener[") + local + "]";
    }
}
