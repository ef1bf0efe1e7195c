package io.magpie.io;

import io.magpie.io.internal.IoSocket;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.ScheduledIo;
import io.magpie.io.internal.SocketClosedException;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all sockets have in common: options, and an end.
///
/// Every method may be called by any thread, and waits for nothing.
public abstract sealed class AsyncSocket implements AutoCloseable permits SocketStream, SocketListener, UdpSocket {

    final ScheduledIo io;

    AsyncSocket(ScheduledIo io) {
        this.io = io;
    }

    abstract IoSocket socket();

    /// Sets a socket option. Nothing is preset, but what [ListenOptions] say: small writes of TCP may be held
    /// back until the peer acknowledges (`TCP_NODELAY` is off), as everywhere in Java.
    ///
    /// @param option one of [#supportedOptions]: of [java.net.StandardSocketOptions], or of
    ///     `jdk.net.ExtendedSocketOptions`
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses, or this socket is closed
    /// @throws UnsupportedOperationException if there is no such option
    /// @throws IllegalArgumentException if the value is out of range
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket().setOption(option, value);
    }

    /// The value of a socket option.
    ///
    /// @param option one of [#supportedOptions]
    /// @param <T> the option's type
    /// @return its value; null if it has none, such as `SO_LINGER` on some systems
    /// @throws IOException if the system refuses, or this socket is closed
    /// @throws UnsupportedOperationException if there is no such option
    public <T> @Nullable T option(SocketOption<T> option) throws IOException {
        return socket().option(option);
    }

    /// The options that the JDK has for such a socket on this system.
    ///
    /// @return also after [#close]; not to be changed
    public Set<SocketOption<?>> supportedOptions() {
        return socket().supportedOptions();
    }

    /// Whether [#close] was called, or the runtime was shut down.
    ///
    /// @return false for ever once closed; true says nothing about the peer
    public boolean isOpen() {
        return !Readiness.isShutDown(io.readiness());
    }

    /// Closes this socket: its descriptor, and its port, are free when this returns, also on a runtime that
    /// idles or was shut down. Tasks that wait on it are woken, and fail with a [ClosedChannelException].
    /// Idempotent; any thread. Waits for nothing but a poll of the driver under way, which it ends:
    /// microseconds.
    @Override
    public void close() {
        socket().close();
    }

    @Override
    public String toString() {
        return socket().toString();
    }

    final void requireOpen(int seen) throws IOException {
        if (Readiness.isShutDown(seen)) {
            throw socket().closedReason();
        }
    }

    final IOException failure(String tried, IOException cause) {
        if (Readiness.isShutDown(io.readiness())) {
            return socket().closedReason();
        }
        if (cause instanceof ClosedChannelException) {
            return new SocketClosedException(tried + ": this direction was shut down");
        }
        return Failure.of(tried, cause);
    }

    final boolean awaitReadable(Object waiter) throws IOException {
        int seen = io.awaitReadable(waiter);
        requireOpen(seen);
        return Readiness.mayRead(seen);
    }

    final boolean awaitWritable(Object waiter) throws IOException {
        int seen = io.awaitWritable(waiter);
        requireOpen(seen);
        return Readiness.mayWrite(seen);
    }
}
