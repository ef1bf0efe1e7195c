package io.magpie.io.internal;

import io.magpie.future.Context;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a backend's poller offers to the sockets above it: new sockets, registered with itself.
public interface Reactor extends IoPoller {

    /// The poller of the worker that polls.
    ///
    /// @param cx of the current poll
    /// @return where new sockets are registered
    /// @throws IllegalStateException if the runtime has no I/O driver, or there is no runtime
    static Reactor of(Context cx) {
        IoPoller poller = cx.service(IoPoller.class);
        if (poller instanceof Reactor reactor) {
            return reactor;
        }
        if (poller == null) {
            throw new IllegalStateException("no I/O driver in this runtime: add runtime-io to the class or module path,"
                    + " or call builder.driver(…)");
        }
        throw new IllegalStateException(
                "this runtime's I/O driver, " + poller.getClass().getName()
                        + ", does not serve io.magpie.io: leave builder.driver(…) out, or give it a driver of runtime-io");
    }

    /// A socket that listens on `address`.
    ///
    /// @param address where, of TCP or a Unix domain socket; port 0 for any free port
    /// @param backlog how many connections may wait to be accepted; 1 or more, the system has a limit of its
    ///     own
    /// @param options to be set before it is bound
    /// @param limit how many connections may be open at once
    /// @return a bound socket
    /// @throws IOException if the address is in use, or not this machine's
    ListenSocket listen(SocketAddress address, int backlog, Map<SocketOption<?>, Object> options, int limit)
            throws IOException;

    /// A socket that is being connected to `address`: await that it is writable, then call
    /// [StreamSocket#finishConnect].
    ///
    /// @param address resolved, of TCP or a Unix domain socket
    /// @param local where to bind it before; null for any address
    /// @param options to be set before it is bound
    /// @return a socket, perhaps connected already
    /// @throws IOException if the system refuses at once
    StreamSocket connect(SocketAddress address, @Nullable SocketAddress local, Map<SocketOption<?>, Object> options)
            throws IOException;

    /// A UDP socket.
    ///
    /// @param address where it is bound; port 0 for any free port
    /// @param family IPv4 or IPv6; null for both
    /// @param options to be set before it is bound
    /// @return a bound socket
    /// @throws IOException if the address is in use, or not this machine's
    DatagramSocket datagrams(
            InetSocketAddress address, @Nullable ProtocolFamily family, Map<SocketOption<?>, Object> options)
            throws IOException;
}
