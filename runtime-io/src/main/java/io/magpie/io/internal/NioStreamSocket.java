package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A [SocketChannel] in a [NioPoller].
///
/// A heap buffer is copied through a direct buffer that the JDK keeps for each thread; a direct buffer is not.
final class NioStreamSocket extends NioSocket implements StreamSocket {

    /// How much of a heap buffer is handed to the JDK at once: it copies all it gets, even if the socket takes
    /// little, and keeps the copy's buffer for the thread. The figure of the JDK's own socket streams.
    private static final int COPIED_AT_ONCE = 128 * 1024;

    private final SocketChannel channel;
    private final InetSocketAddress remote;

    /// Until [#finishConnect] has succeeded; used by the connecting task only.
    private boolean connecting;

    private NioStreamSocket(NioPoller poller, SocketChannel channel, InetSocketAddress remote, boolean connecting)
            throws IOException {
        // Before the registration, from which on the shutdown report may name it.
        this.channel = channel;
        this.remote = remote;
        this.connecting = connecting;
        super(
                poller,
                channel,
                connecting ? 0 : Readiness.WRITABLE,
                connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ);
    }

    static NioStreamSocket accepted(NioPoller poller, SocketChannel channel) throws IOException {
        InetSocketAddress remote;
        try {
            remote = (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new NioStreamSocket(poller, channel, remote, false);
    }

    static NioStreamSocket connect(NioPoller poller, InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean connected;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(address);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new NioStreamSocket(poller, channel, address, !connected);
    }

    @Override
    int readOperation() {
        return SelectionKey.OP_READ;
    }

    @Override
    int writeOperation() {
        return connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
    }

    @Override
    public ScheduledIo io() {
        return this;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (connecting) {
            if (!channel.finishConnect()) {
                return false;
            }
            connecting = false;
            interest(SelectionKey.OP_READ);
        }
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (into.isDirect() || into.remaining() <= COPIED_AT_ONCE) {
            return channel.read(into);
        }
        int total = 0;
        while (into.hasRemaining()) {
            int chunk = Math.min(into.remaining(), COPIED_AT_ONCE);
            int limit = into.limit();
            into.limit(into.position() + chunk);
            int n;
            try {
                n = channel.read(into);
            } finally {
                into.limit(limit);
            }
            if (n < 0) {
                return total == 0 ? n : total; // the end is found again by the next read
            }
            total += n;
            if (n < chunk) {
                break;
            }
        }
        return total;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (from.isDirect() || from.remaining() <= COPIED_AT_ONCE) {
            return channel.write(from);
        }
        int total = 0;
        while (from.hasRemaining()) {
            int chunk = Math.min(from.remaining(), COPIED_AT_ONCE);
            int limit = from.limit();
            from.limit(from.position() + chunk);
            int n;
            try {
                n = channel.write(from);
            } finally {
                from.limit(limit);
            }
            total += n;
            if (n < chunk) {
                break;
            }
        }
        return total;
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public <T> @Nullable T option(SocketOption<T> option) throws IOException {
        return channel.getOption(option);
    }

    @Override
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String toString() {
        return "TcpStream[to " + remote + "]";
    }
}
