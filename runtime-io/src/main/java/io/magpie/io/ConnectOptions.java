package io.magpie.io;

import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/// How a [TcpStream] or a [UnixStream] connects.
///
/// @param localAddress where it is bound before; null for an address and port that the system chooses
/// @param sockets options to be set before it is bound and connected, such as `SO_RCVBUF`, which decides the
///     window
public record ConnectOptions(@Nullable SocketAddress localAddress, SocketOptions sockets) {

    /// From any address, with the system's options.
    public static final ConnectOptions DEFAULT = new ConnectOptions(null, SocketOptions.NONE);

    /// These options with another local address.
    ///
    /// @param address of this machine; port 0 for any free port
    /// @return a copy
    public ConnectOptions withLocalAddress(SocketAddress address) {
        return new ConnectOptions(address, sockets);
    }

    /// These options with another socket option.
    ///
    /// @param option of [java.net.StandardSocketOptions], or of `jdk.net.ExtendedSocketOptions`
    /// @param value to what it is set
    /// @param <T> the option's type
    /// @return a copy
    public <T> ConnectOptions with(SocketOption<T> option, T value) {
        return new ConnectOptions(localAddress, sockets.with(option, value));
    }
}
