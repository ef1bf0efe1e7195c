package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [DatagramChannel] in a [NioPoller].
final class NioDatagramSocket extends NioSocket implements DatagramSocket {

    private final DatagramChannel channel;

    /// For messages: the address it was bound to.
    private final InetSocketAddress bound;

    private NioDatagramSocket(NioPoller poller, DatagramChannel channel, InetSocketAddress bound) throws IOException {
        // Before the registration, from which on the shutdown report may name it.
        this.channel = channel;
        this.bound = bound;
        super(poller, channel, Readiness.WRITABLE, SelectionKey.OP_READ);
    }

    static NioDatagramSocket bind(
            NioPoller poller,
            InetSocketAddress address,
            @Nullable ProtocolFamily family,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        DatagramChannel channel = family == null ? DatagramChannel.open() : DatagramChannel.open(family);
        InetSocketAddress bound;
        try {
            setOptions(channel, options);
            channel.bind(address);
            bound = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new NioDatagramSocket(poller, channel, bound);
    }

    @Override
    int readOperation() {
        return SelectionKey.OP_READ;
    }

    @Override
    int writeOperation() {
        return SelectionKey.OP_WRITE;
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into) throws IOException {
        // Not `read`, also when connected: it answers 0 for an empty datagram and for none.
        return (InetSocketAddress) channel.receive(into);
    }

    @Override
    public boolean send(ByteBuffer from, @Nullable InetSocketAddress to) throws IOException {
        boolean empty = !from.hasRemaining();
        int sent = to == null ? channel.write(from) : channel.send(from, to);
        return sent > 0 || empty; // an empty one for which there is no room is lost, as any datagram may be
    }

    @Override
    public void connect(InetSocketAddress peer) throws IOException {
        channel.connect(peer);
    }

    @Override
    public void disconnect() throws IOException {
        channel.disconnect();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        return source == null ? channel.join(group, on) : channel.join(group, on, source);
    }

    @Override
    public InetSocketAddress localAddress() throws IOException {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (ClosedChannelException _) {
            throw closedReason();
        }
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        try {
            return (InetSocketAddress) channel.getRemoteAddress();
        } catch (IOException _) {
            return null; // closed
        }
    }

    @Override
    public String toString() {
        return "UdpSocket[" + bound + "]";
    }
}
