package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every socket of a backend offers, whatever it carries. No method waits.
public interface IoSocket {

    /// Its readiness, and who waits.
    ///
    /// @return the same object always
    ScheduledIo io();

    /// Sets a socket option.
    ///
    /// @param option which
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses, or the socket is closed
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /// Reads a socket option.
    ///
    /// @param option which
    /// @param <T> the option's type
    /// @return its value
    /// @throws IOException if the system refuses, or the socket is closed
    <T> @Nullable T option(SocketOption<T> option) throws IOException;

    /// The options there are.
    ///
    /// @return also after it was closed
    Set<SocketOption<?>> supportedOptions();

    /// The error of an operation on a closed socket.
    ///
    /// @return a new exception that says who closed it
    IOException closedReason();

    /// Closes it: the descriptor, and the port, are free when this returns. Wakes who waits. Idempotent; any
    /// thread.
    void close();
}
