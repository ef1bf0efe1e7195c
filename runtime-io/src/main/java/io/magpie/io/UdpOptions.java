package io.magpie.io;

import java.net.ProtocolFamily;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/// How a [UdpSocket] is bound.
///
/// @param family [java.net.StandardProtocolFamily#INET] or `INET6`; null for both in one socket, where the
///     system can. A socket that joins multicast groups is best of their family
/// @param sockets options to be set before it is bound, such as `SO_REUSEADDR` for several sockets of one
///     group
public record UdpOptions(@Nullable ProtocolFamily family, SocketOptions sockets) {

    /// Both families, the system's options.
    public static final UdpOptions DEFAULT = new UdpOptions(null, SocketOptions.NONE);

    /// These options with another family.
    ///
    /// @param only of this family
    /// @return a copy
    public UdpOptions withFamily(ProtocolFamily only) {
        return new UdpOptions(only, sockets);
    }

    /// These options with another socket option.
    ///
    /// @param option of [java.net.StandardSocketOptions], or of `jdk.net.ExtendedSocketOptions`
    /// @param value to what it is set
    /// @param <T> the option's type
    /// @return a copy
    public <T> UdpOptions with(SocketOption<T> option, T value) {
        return new UdpOptions(family, sockets.with(option, value));
    }
}
