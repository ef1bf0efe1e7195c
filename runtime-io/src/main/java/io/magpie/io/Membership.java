package io.magpie.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.MembershipKey;
import org.jspecify.annotations.Nullable;

/// That a [UdpSocket] receives what is sent to a multicast group; ends with [#close], or with the socket. Any
/// thread.
public final class Membership implements AutoCloseable {

    private final MembershipKey key;

    Membership(MembershipKey key) {
        this.key = key;
    }

    /// The group.
    ///
    /// @return a multicast address
    public InetAddress group() {
        return key.group();
    }

    /// Where the group is.
    ///
    /// @return the interface it was joined on
    public NetworkInterface networkInterface() {
        return key.networkInterface();
    }

    /// The only sender that is heard.
    ///
    /// @return null if everybody is who is not blocked
    public @Nullable InetAddress source() {
        return key.sourceAddress();
    }

    /// Drops what `sender` sends to the group from now on.
    ///
    /// @param sender whom not to hear
    /// @throws IOException if the system refuses
    /// @throws IllegalStateException if the membership is of one source only, or has ended
    /// @throws UnsupportedOperationException if the system cannot
    public void block(InetAddress sender) throws IOException {
        var _ = key.block(sender);
    }

    /// Receives again what `sender` sends.
    ///
    /// @param sender who was blocked
    /// @throws IllegalStateException if it was not, or the membership has ended
    public void unblock(InetAddress sender) {
        var _ = key.unblock(sender);
    }

    /// Whether the group is still joined.
    ///
    /// @return false after [#close], and once the socket is closed
    public boolean isValid() {
        return key.isValid();
    }

    /// Leaves the group. Idempotent.
    @Override
    public void close() {
        key.drop();
    }

    @Override
    public String toString() {
        return "Membership[" + group() + " on " + networkInterface().getName()
                + (source() == null ? "]" : ", sent by " + source() + "]");
    }
}
