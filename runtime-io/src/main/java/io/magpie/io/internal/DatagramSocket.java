package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.MembershipKey;
import org.jspecify.annotations.Nullable;

/// A UDP socket of some backend. No method waits.
public interface DatagramSocket extends IoSocket {

    /// Takes a datagram.
    ///
    /// @param into where to; what it has no room for is lost
    /// @return who sent it; null if none is there
    /// @throws IOException if the system reports a failure
    @Nullable
    InetSocketAddress receive(ByteBuffer into) throws IOException;

    /// Hands over a datagram, all of `from`.
    ///
    /// @param from its position moves on to its limit, unless there is no room
    /// @param to whom; null for the peer it is connected to
    /// @return false if there is no room
    /// @throws IOException if the system refuses, or reports a failure
    boolean send(ByteBuffer from, @Nullable InetSocketAddress to) throws IOException;

    /// Sends to, and receives from, `peer` only.
    ///
    /// @param peer whom
    /// @throws IOException if the system refuses
    void connect(InetSocketAddress peer) throws IOException;

    /// Sends to, and receives from, anybody.
    ///
    /// @throws IOException if the system refuses
    void disconnect() throws IOException;

    /// Receives also what is sent to a group.
    ///
    /// @param group a multicast address
    /// @param on where the group is
    /// @param source who must have sent it; null for anybody
    /// @return the membership
    /// @throws IOException if the system refuses
    MembershipKey join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException;

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if the socket is closed
    InetSocketAddress localAddress() throws IOException;

    /// Whom it is connected to.
    ///
    /// @return null if to nobody
    @Nullable
    InetSocketAddress remoteAddress();
}
