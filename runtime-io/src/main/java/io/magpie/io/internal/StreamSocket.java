package io.magpie.io.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream socket of some backend. No method waits.
public interface StreamSocket {

    /// Its readiness, and who waits.
    ///
    /// @return the same object always
    ScheduledIo io();

    /// Ends a connection attempt.
    ///
    /// @return false if it is still under way
    /// @throws IOException if it failed
    boolean finishConnect() throws IOException;

    /// Reads what is there.
    ///
    /// @param into as many bytes as it has room for
    /// @return bytes read; 0 if none are there; -1 at the end
    /// @throws IOException if the connection failed
    int read(ByteBuffer into) throws IOException;

    /// Writes what there is room for.
    ///
    /// @param from its position moves on by what was written
    /// @return bytes written; 0 if there is no room
    /// @throws IOException if the connection failed
    int write(ByteBuffer from) throws IOException;

    /// Reads no more: a read finds the end.
    ///
    /// @throws IOException if the system refuses
    void shutdownInput() throws IOException;

    /// Writes no more: the peer finds the end after what was written.
    ///
    /// @throws IOException if the system refuses
    void shutdownOutput() throws IOException;

    /// Sets a socket option.
    ///
    /// @param option which
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /// Reads a socket option.
    ///
    /// @param option which
    /// @param <T> the option's type
    /// @return its value
    /// @throws IOException if the system refuses
    <T> @Nullable T option(SocketOption<T> option) throws IOException;

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if the socket is closed
    InetSocketAddress localAddress() throws IOException;

    /// The peer's address.
    ///
    /// @return also after it was closed
    InetSocketAddress remoteAddress();

    /// The error of an operation on a closed socket.
    ///
    /// @return a new exception that says who closed it
    IOException closedReason();

    /// Closes it: the descriptor is free when this returns. Wakes who waits. Idempotent; any thread.
    void close();
}
