package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A [ServerSocketChannel] in a [NioPoller].
final class NioListenSocket extends NioSocket implements ListenSocket {

    private final ServerSocketChannel channel;
    private final InetSocketAddress local;

    private NioListenSocket(NioPoller poller, ServerSocketChannel channel, InetSocketAddress local) throws IOException {
        // Before the registration, from which on the shutdown report may name it.
        this.channel = channel;
        this.local = local;
        super(poller, channel, 0, SelectionKey.OP_ACCEPT);
    }

    static NioListenSocket bind(NioPoller poller, InetSocketAddress address, int backlog, boolean reuseAddress)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        InetSocketAddress local;
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, reuseAddress);
            channel.bind(address, backlog);
            local = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new NioListenSocket(poller, channel, local);
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
    public ScheduledIo io() {
        return this;
    }

    @Override
    public @Nullable StreamSocket accept(Reactor reactor) throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        return NioStreamSocket.accepted(reactor instanceof NioPoller nio ? nio : poller(), accepted);
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public String toString() {
        return "TcpListener[" + local + "]";
    }
}
