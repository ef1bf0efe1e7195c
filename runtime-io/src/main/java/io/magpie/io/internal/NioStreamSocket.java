package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [SocketChannel] in a [NioPoller].
///
/// A heap buffer is copied through a direct buffer that the JDK keeps for each thread; a direct buffer is
/// not.
final class NioStreamSocket extends NioSocket implements StreamSocket {

    /// How much of a heap buffer is handed to the JDK at once: it copies all it gets, even if the socket
    /// takes little, and keeps the copy's buffer for the thread. The figure of the JDK's own socket streams.
    private static final int COPIED_AT_ONCE = 128 * 1024;

    /// How many buffers go to the system at once: the least that POSIX guarantees.
    private static final int VECTORED_AT_ONCE = 16;

    private final SocketChannel channel;
    private final SocketAddress remote;

    /// Who accepted it; null if it was connected from here.
    private final @Nullable NioListenSocket listener;

    /// Until [#finishConnect] has succeeded; used by the connecting task only.
    private boolean connecting;

    private NioStreamSocket(
            NioPoller poller,
            SocketChannel channel,
            SocketAddress remote,
            @Nullable NioListenSocket listener,
            boolean connecting)
            throws IOException {
        // Before the registration, from which on the shutdown report may name it.
        this.channel = channel;
        this.remote = remote;
        this.listener = listener;
        this.connecting = connecting;
        super(
                poller,
                channel,
                connecting ? 0 : Readiness.WRITABLE,
                connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ);
    }

    /// A connection that `listener` accepted.
    static NioStreamSocket accepted(
            NioPoller poller, SocketChannel channel, SocketAddress remote, NioListenSocket listener)
            throws IOException {
        return new NioStreamSocket(poller, channel, remote, listener, false);
    }

    static NioStreamSocket connect(
            NioPoller poller,
            SocketAddress address,
            @Nullable SocketAddress local,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        boolean connected;
        try {
            channel.configureBlocking(false);
            setOptions(channel, options);
            if (local != null) {
                channel.bind(local);
            }
            connected = channel.connect(address);
        } catch (SocketException e) {
            channel.close();
            throw explained(e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new NioStreamSocket(poller, channel, address, null, !connected);
    }

    /// The connecting end of a Unix domain socket does not wait for room in the backlog: the system says EAGAIN.
    private static SocketException explained(SocketException e) {
        String message = e.getMessage();
        if (message == null || !message.contains("temporarily unavailable")) {
            return e;
        }
        var full = new SocketException(message + " (the listener's backlog is full: try again later)");
        full.initCause(e);
        return full;
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
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        int end = offset + length;
        long total = 0;
        for (int next = skipFull(into, offset, end); next < end; next = skipFull(into, next, end)) {
            int count = portion(into, next, end);
            long room = remaining(into, next, count);
            long n = count == 1 ? read(into[next]) : channel.read(into, next, count);
            if (n < 0) {
                return total == 0 ? n : total; // the end is found again by the next read
            }
            total += n;
            if (n < room) {
                break;
            }
        }
        return total;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        int end = offset + length;
        long total = 0;
        for (int next = skipFull(from, offset, end); next < end; next = skipFull(from, next, end)) {
            int count = portion(from, next, end);
            long offered = remaining(from, next, count);
            long n = count == 1 ? write(from[next]) : channel.write(from, next, count);
            total += n;
            if (n < offered) {
                break;
            }
        }
        return total;
    }

    /// The first buffer from `next` on that has something remaining; `end` if none has.
    private static int skipFull(ByteBuffer[] buffers, int next, int end) {
        while (next < end && !buffers[next].hasRemaining()) {
            next++;
        }
        return next;
    }

    /// How many buffers from `first` on go to the JDK at once; it copies what is on the heap: see
    /// COPIED_AT_ONCE.
    private static int portion(ByteBuffer[] buffers, int first, int end) {
        long copied = 0;
        int count = 0;
        while (first + count < end && count < VECTORED_AT_ONCE) {
            ByteBuffer buffer = buffers[first + count];
            copied += buffer.isDirect() ? 0 : buffer.remaining();
            if (copied > COPIED_AT_ONCE) {
                break;
            }
            count++;
        }
        return Math.max(1, count); // a single big one is cut elsewhere
    }

    private static long remaining(ByteBuffer[] buffers, int first, int count) {
        long sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
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
    public SocketAddress localAddress() throws IOException {
        try {
            return channel.getLocalAddress();
        } catch (ClosedChannelException _) {
            throw closedReason();
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String peer() {
        // The client of a Unix domain socket has no name, as a rule.
        NioListenSocket acceptor = listener;
        boolean unnamed = remote instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty();
        return unnamed && acceptor != null ? "a client of " + acceptor.localAddress() : remote.toString();
    }

    @Override
    void closed() {
        if (listener != null) {
            listener.freePlace();
        }
    }

    @Override
    public String toString() {
        return (remote instanceof UnixDomainSocketAddress ? "UnixStream[to " : "TcpStream[to ") + peer() + "]";
    }
}
