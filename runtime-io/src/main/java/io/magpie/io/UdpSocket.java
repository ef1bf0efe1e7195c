package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.DatagramSocket;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.SocketFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A UDP socket: datagrams, each of which arrives as it was sent, or does not.
///
/// ```java
/// try (UdpSocket socket = await(UdpSocket.bind(new InetSocketAddress(5353)))) {
///     ByteBuffer datagram = ByteBuffer.allocate(1500);
///     InetSocketAddress sender = await(socket.receiveFrom(datagram));
///     await(socket.sendTo(datagram.flip(), sender));
/// }
/// ```
///
/// One task at a time may receive, and one may send; these may be two tasks. [#close] may be called by any
/// thread, and wakes both with a [java.nio.channels.ClosedChannelException].
///
/// ## Truncation
///
/// A datagram that is longer than the room in the buffer loses its rest, and nothing tells: give the buffer
/// room for a byte more than the longest that is expected, or for 65,507.
///
/// ## Cancellation
///
/// A datagram is taken only in the poll that returns it, so dropping a future of this class loses none.
///
/// ## Failures
///
/// They are the exceptions of `java.net`. A connected socket may fail with a
/// [java.net.PortUnreachableException] after it sent what nobody received, once, and goes on; so may a send,
/// for a datagram before it. A connected socket cannot send an empty datagram, because Java has no way to: that fails with
/// an [IOException].
///
/// Source: `UdpSocket` of Tokio.
public final class UdpSocket extends AsyncSocket {

    /// Returned by the methods that count bytes: nothing was transferred.
    public static final int NOT_READY = AsyncRead.NOT_READY;

    private final DatagramSocket socket;

    private UdpSocket(DatagramSocket socket) {
        super(socket.io());
        this.socket = socket;
    }

    @Override
    DatagramSocket socket() {
        return socket;
    }

    /// A socket on `address`, with the default options.
    ///
    /// @param address where it is bound; port 0 for any free port
    /// @return as [#bind(InetSocketAddress, UdpOptions)]
    public static Future<UdpSocket> bind(InetSocketAddress address) {
        return bind(address, UdpOptions.DEFAULT);
    }

    /// A socket on `address`. Inert; binds in its first poll, which does not wait, so that dropping it loses
    /// nothing. Fails with a [java.net.BindException] if the address is in use or not this machine's.
    ///
    /// @param address where it is bound, resolved; port 0 for any free port
    /// @param options how
    /// @return a future of the socket, to be polled on a runtime that has an I/O driver; else it fails with
    ///     an [IllegalStateException]
    public static Future<UdpSocket> bind(InetSocketAddress address, UdpOptions options) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        return new Opening<>("UdpSocket.bind(" + address + ")", reactor -> {
            Failure.requireResolved(address);
            try {
                return new UdpSocket(reactor.datagrams(
                        address, options.family(), options.sockets().values()));
            } catch (IOException e) {
                throw Failure.of("cannot bind to " + address, e);
            }
        });
    }

    // ---- any peer

    /// Receives a datagram, and waits if none is there. Inert.
    ///
    /// @param into where to; its position moves on by the datagram's length. Not to be touched while the
    ///     future is polled
    /// @return a future of its sender; fails with an [IOException]; with an [IllegalStateException] if
    ///     another future has waited to receive and is not finished
    public Future<InetSocketAddress> receiveFrom(ByteBuffer into) {
        return new Receive(Objects.requireNonNull(into, "into"));
    }

    /// Sends a datagram, and waits if there is no room. Inert.
    ///
    /// @param from the datagram; its position moves on to its limit. Not to be touched while the future is
    ///     polled
    /// @param to whom, resolved; of a connected socket, its peer
    /// @return a future of its length; fails with an [IOException], among others when it is too long; with an
    ///     [IllegalStateException] if another future has waited to send and is not finished
    public Future<Integer> sendTo(ByteBuffer from, InetSocketAddress to) {
        return new Send(Objects.requireNonNull(from, "from"), Objects.requireNonNull(to, "to"));
    }

    /// Receives a datagram if one is there.
    ///
    /// @param into where to; its position moves on by the datagram's length
    /// @return its sender; null if none is there
    /// @throws IOException if the system reports a failure, or this socket is closed
    public @Nullable InetSocketAddress tryReceiveFrom(ByteBuffer into) throws IOException {
        int seen = io.readiness();
        return Readiness.mayRead(seen) ? receiveNow(into, seen) : null;
    }

    /// Sends a datagram if there is room.
    ///
    /// @param from the datagram
    /// @param to whom, resolved
    /// @return its length; [#NOT_READY] if there is no room
    /// @throws IOException if the system refuses or reports a failure, or this socket is closed
    public int trySendTo(ByteBuffer from, InetSocketAddress to) throws IOException {
        return tryTransfer(from, Objects.requireNonNull(to, "to"));
    }

    /// Receives a datagram, for futures written by hand: as [#receiveFrom] without an object for each call.
    /// When pending, the waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to; its position moves on by the datagram's length
    /// @return its sender; null when pending
    /// @throws IOException if the system reports a failure, or this socket is closed
    /// @throws IllegalStateException if a future has waited to receive and is not finished
    public @Nullable InetSocketAddress pollReceiveFrom(Context cx, ByteBuffer into) throws IOException {
        if (!cx.proceed()) {
            return null;
        }
        InetSocketAddress sender = receive(into, cx.waker());
        if (sender == null) {
            cx.refund();
        }
        return sender;
    }

    /// Sends a datagram, for futures written by hand: as [#sendTo] without an object for each call. When not
    /// ready, the waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from the datagram
    /// @param to whom, resolved
    /// @return its length; [#NOT_READY]
    /// @throws IOException if the system refuses or reports a failure, or this socket is closed
    /// @throws IllegalStateException if a future has waited to send and is not finished
    public int pollSendTo(Context cx, ByteBuffer from, InetSocketAddress to) throws IOException {
        return pollTransfer(cx, from, Objects.requireNonNull(to, "to"));
    }

    // ---- one peer

    /// Sends to, and receives from, `peer` only. Nothing is sent; what came before and was not received is lost.
    ///
    /// @param peer whom, resolved; in place of the one before
    /// @throws IOException if the system refuses, or this socket is closed
    public void connect(InetSocketAddress peer) throws IOException {
        Failure.requireResolved(peer);
        try {
            socket.disconnect();
            socket.connect(peer);
        } catch (IOException e) {
            throw failure("cannot connect " + this + " to " + peer, e);
        }
    }

    /// Sends to, and receives from, anybody, as before [#connect].
    ///
    /// @throws IOException if the system refuses, or this socket is closed
    public void disconnect() throws IOException {
        try {
            socket.disconnect();
        } catch (IOException e) {
            throw failure("cannot disconnect " + this, e);
        }
    }

    /// As [#receiveFrom], for who knows the sender: the peer of a connected socket.
    ///
    /// @param into where to; its position moves on by the datagram's length. Not to be touched while the
    ///     future is polled
    /// @return a future of the datagram's length, which may be 0; fails as [#receiveFrom] does
    public Future<Integer> receive(ByteBuffer into) {
        return new ReceiveLength(Objects.requireNonNull(into, "into"));
    }

    /// As [#sendTo], to the peer of a connected socket.
    ///
    /// @param from the datagram; its position moves on to its limit. Not to be touched while the future is
    ///     polled
    /// @return a future of its length; fails as [#sendTo] does; with an [IllegalStateException] if this
    ///     socket is connected to nobody
    public Future<Integer> send(ByteBuffer from) {
        return new Send(Objects.requireNonNull(from, "from"), null);
    }

    /// As [#tryReceiveFrom], for who knows the sender.
    ///
    /// @param into where to; its position moves on by the datagram's length
    /// @return its length, which may be 0; [#NOT_READY] if none is there
    /// @throws IOException if the system reports a failure, or this socket is closed
    public int tryReceive(ByteBuffer into) throws IOException {
        int before = into.position();
        return tryReceiveFrom(into) == null ? NOT_READY : into.position() - before;
    }

    /// As [#trySendTo], to the peer of a connected socket.
    ///
    /// @param from the datagram
    /// @return its length; [#NOT_READY] if there is no room
    /// @throws IOException if the system refuses or reports a failure, or this socket is closed
    /// @throws IllegalStateException if this socket is connected to nobody
    public int trySend(ByteBuffer from) throws IOException {
        return tryTransfer(from, null);
    }

    /// As [#pollReceiveFrom], for who knows the sender.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to; its position moves on by the datagram's length
    /// @return its length, which may be 0; [#NOT_READY]
    /// @throws IOException if the system reports a failure, or this socket is closed
    /// @throws IllegalStateException if a future has waited to receive and is not finished
    public int pollReceive(Context cx, ByteBuffer into) throws IOException {
        int before = into.position();
        return pollReceiveFrom(cx, into) == null ? NOT_READY : into.position() - before;
    }

    /// As [#pollSendTo], to the peer of a connected socket.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from the datagram
    /// @return its length; [#NOT_READY]
    /// @throws IOException if the system refuses or reports a failure, or this socket is closed
    /// @throws IllegalStateException if a future has waited to send and is not finished, or this socket is connected to nobody
    public int pollSend(Context cx, ByteBuffer from) throws IOException {
        return pollTransfer(cx, from, null);
    }

    // ---- readiness

    /// Waits until a receive may be tried, without a buffer. Inert. May end although nothing is there.
    ///
    /// @return a future that ends when there is a datagram, or a failure; fails only if this socket is
    ///     closed; with an [IllegalStateException] if another future has waited to receive and is not finished
    public Future<@Nullable Void> readable() {
        return new ReadyFuture(this, false);
    }

    /// Waits until a send may be tried. Inert. May end although there is no room.
    ///
    /// @return a future that ends when there is room, or a failure; fails only if this socket is closed; with
    ///     an [IllegalStateException] if another future has waited to send and is not finished
    public Future<@Nullable Void> writable() {
        return new ReadyFuture(this, true);
    }

    /// Whether a receive may be tried, for futures written by hand: as [#readable]. When it may not, the
    /// waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes nothing of its budget
    /// @return true if [#tryReceiveFrom] may find something
    /// @throws IOException if this socket is closed
    /// @throws IllegalStateException if a future has waited to receive and is not finished
    public boolean pollReadable(Context cx) throws IOException {
        return awaitReadable(cx.waker());
    }

    // ---- groups

    /// Receives also what is sent to a multicast group. Bind to the group's port, and to the wildcard
    /// address.
    ///
    /// @param group a multicast address, of this socket's family
    /// @param on where the group is
    /// @return the membership, to be closed to leave the group
    /// @throws IOException if the system refuses, or this socket is closed
    /// @throws IllegalArgumentException if `group` is no multicast address
    /// @throws UnsupportedOperationException if this socket's family has another kind of groups
    public Membership join(InetAddress group, NetworkInterface on) throws IOException {
        return joinFrom(group, on, null);
    }

    /// As [#join(InetAddress, NetworkInterface)], of what one sender sends. May be called for several
    /// senders.
    ///
    /// @param group a multicast address, of this socket's family
    /// @param on where the group is
    /// @param source who must have sent it
    /// @return the membership, to be closed to hear that sender no more
    /// @throws IOException if the system refuses, or this socket is closed
    /// @throws IllegalArgumentException if `group` is no multicast address
    /// @throws IllegalStateException if the group was joined for all senders
    /// @throws UnsupportedOperationException if the system cannot
    public Membership join(InetAddress group, NetworkInterface on, InetAddress source) throws IOException {
        return joinFrom(group, on, Objects.requireNonNull(source, "source"));
    }

    private Membership joinFrom(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
            throws IOException {
        try {
            return new Membership(socket.join(group, on, source));
        } catch (IOException e) {
            throw failure("cannot join " + group + " on " + on.getName(), e);
        }
    }

    // ---- addresses

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if this socket is closed
    public InetSocketAddress localAddress() throws IOException {
        return socket.localAddress();
    }

    /// Whom this socket is connected to.
    ///
    /// @return null if to nobody, or this socket is closed
    public @Nullable InetSocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    // ---- how

    private @Nullable InetSocketAddress receive(ByteBuffer into, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return null;
            }
            InetSocketAddress sender = receiveNow(into, seen);
            if (sender != null) {
                return sender;
            }
        }
    }

    private @Nullable InetSocketAddress receiveNow(ByteBuffer into, int seen) throws IOException {
        requireOpen(seen);
        InetSocketAddress sender;
        try {
            sender = socket.receive(into);
        } catch (IOException e) {
            throw failure("cannot receive on " + this, e);
        }
        if (sender == null) {
            // Only then: a datagram shorter than the buffer says nothing of the next one.
            io.clear(seen, Readiness.READABLE);
        }
        return sender;
    }

    private int send(ByteBuffer from, @Nullable InetSocketAddress to, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitWritable(waiter);
            if (!Readiness.mayWrite(seen)) {
                return NOT_READY;
            }
            int n = sendNow(from, to, seen);
            if (n != NOT_READY) {
                return n;
            }
        }
    }

    private int sendNow(ByteBuffer from, @Nullable InetSocketAddress to, int seen) throws IOException {
        requireOpen(seen);
        int length = from.remaining();
        if (length == 0 && remoteAddress() != null) {
            // The JDK would say that it was sent.
            throw new IOException("cannot send an empty datagram to " + remoteAddress() + ": " + this
                    + " is connected, and then Java sends none; call disconnect() and sendTo(…)");
        }
        try {
            if (to != null) {
                Failure.requireResolved(to);
            }
            if (socket.send(from, to)) {
                return length;
            }
        } catch (NotYetConnectedException e) {
            throw new IllegalStateException(this + " is connected to nobody: call connect(peer), or sendTo(…)", e);
        } catch (AlreadyConnectedException e) {
            throw new IllegalStateException(
                    this + " is connected to " + remoteAddress() + " and cannot send to " + to
                            + ": call disconnect(), or send(…)",
                    e);
        } catch (IOException e) {
            throw failure("cannot send " + length + " bytes to " + (to == null ? remoteAddress() : to), e);
        }
        io.clear(seen, Readiness.WRITABLE);
        return NOT_READY;
    }

    private int tryTransfer(ByteBuffer from, @Nullable InetSocketAddress to) throws IOException {
        int seen = io.readiness();
        return Readiness.mayWrite(seen) ? sendNow(from, to, seen) : NOT_READY;
    }

    private int pollTransfer(Context cx, ByteBuffer from, @Nullable InetSocketAddress to) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        int n = send(from, to, cx.waker());
        if (n == NOT_READY) {
            cx.refund();
        }
        return n;
    }

    private final class Receive extends SocketFuture<InetSocketAddress> {

        private final ByteBuffer into;

        Receive(ByteBuffer into) {
            super(io);
            this.into = into;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            InetSocketAddress sender = receive(into, this);
            return sender == null ? Poll.PENDING : sender;
        }

        @Override
        public String toString() {
            return UdpSocket.this + ".receiveFrom";
        }
    }

    private final class ReceiveLength extends SocketFuture<Integer> {

        private final ByteBuffer into;

        ReceiveLength(ByteBuffer into) {
            super(io);
            this.into = into;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int before = into.position();
            return receive(into, this) == null ? Poll.PENDING : (Object) (into.position() - before);
        }

        @Override
        public String toString() {
            return UdpSocket.this + ".receive";
        }
    }

    private final class Send extends SocketFuture<Integer> {

        private final ByteBuffer from;
        private final @Nullable InetSocketAddress to;

        Send(ByteBuffer from, @Nullable InetSocketAddress to) {
            super(io);
            this.from = from;
            this.to = to;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int n = send(from, to, this);
            return n == NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return UdpSocket.this + (to == null ? ".send" : ".sendTo(" + to + ")");
        }
    }
}
