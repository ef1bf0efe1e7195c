package io.magpie.io;

import java.net.SocketOption;
import java.util.Objects;

/// How a [TcpListener] or a [UnixListener] listens.
///
/// @param backlog connections that may wait to be accepted; 1 or more. The system has a limit of its own
///     (`net.core.somaxconn` on Linux)
/// @param reuseAddress whether a port may be bound at once although old connections of it linger
///     (`SO_REUSEADDR`); Unix domain sockets ignore it
/// @param maxConnections connections that may be open at once, counted from accept to close; 1 or more,
///     [Integer#MAX_VALUE] for no limit
/// @param whenFull what becomes of a connection that finds as many open
/// @param sockets options to be set before the listener is bound, such as `SO_REUSEPORT` or `SO_RCVBUF`;
///     accepted connections inherit some of them, as the system has it
public record ListenOptions(
        int backlog, boolean reuseAddress, int maxConnections, WhenFull whenFull, SocketOptions sockets) {

    /// What a listener does with a connection when there are as many as it may have.
    public enum WhenFull {

        /// Accept waits until a connection is closed; meanwhile others wait in the backlog.
        WAIT,

        /// The connection is reset at once, if a task accepts at the time; accept goes on with the next.
        REFUSE
    }

    /// 1,024 connections may wait; the address is reused; any number may be open.
    public static final ListenOptions DEFAULT =
            new ListenOptions(1024, true, Integer.MAX_VALUE, WhenFull.WAIT, SocketOptions.NONE);

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if `backlog` or `maxConnections` is less than 1
    public ListenOptions {
        requirePositive("backlog", backlog);
        requirePositive("maxConnections", maxConnections);
        Objects.requireNonNull(whenFull, "whenFull");
        Objects.requireNonNull(sockets, "sockets");
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": it must be 1 or more");
        }
    }

    /// These options with another backlog.
    ///
    /// @param connections that may wait; 1 or more
    /// @return a copy
    public ListenOptions withBacklog(int connections) {
        return new ListenOptions(connections, reuseAddress, maxConnections, whenFull, sockets);
    }

    /// These options with or without reuse of the address.
    ///
    /// @param reuse whether to set `SO_REUSEADDR`
    /// @return a copy
    public ListenOptions withReuseAddress(boolean reuse) {
        return new ListenOptions(backlog, reuse, maxConnections, whenFull, sockets);
    }

    /// These options with a limit of open connections.
    ///
    /// @param connections that may be open at once; 1 or more
    /// @param beyond what becomes of more
    /// @return a copy
    public ListenOptions withMaxConnections(int connections, WhenFull beyond) {
        return new ListenOptions(backlog, reuseAddress, connections, beyond, sockets);
    }

    /// These options with another socket option.
    ///
    /// @param option of [java.net.StandardSocketOptions], or of `jdk.net.ExtendedSocketOptions`
    /// @param value to what it is set
    /// @param <T> the option's type
    /// @return a copy
    public <T> ListenOptions with(SocketOption<T> option, T value) {
        return new ListenOptions(backlog, reuseAddress, maxConnections, whenFull, sockets.with(option, value));
    }
}
