package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/// A listening socket of some backend. No method waits.
public interface ListenSocket {

    /// Its readiness, and who waits.
    ///
    /// @return the same object always
    ScheduledIo io();

    /// Takes a connection.
    ///
    /// @param reactor where to register it
    /// @return the connection; null if none waits
    /// @throws IOException if the system refuses; the listener goes on
    @Nullable
    StreamSocket accept(Reactor reactor) throws IOException;

    /// The address it is bound to.
    ///
    /// @return also after it was closed
    InetSocketAddress localAddress();

    /// Sets a socket option.
    ///
    /// @param option which
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /// The error of an operation on a closed socket.
    ///
    /// @return a new exception that says who closed it
    IOException closedReason();

    /// Closes it: the port is free when this returns. Wakes who waits. Idempotent; any thread.
    void close();
}
