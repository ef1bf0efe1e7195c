package io.magpie.io;

/// How a [TcpListener] listens.
///
/// @param backlog connections that may wait to be accepted; 1 or more. The system has a limit of its own
///     (`net.core.somaxconn` on Linux)
/// @param reuseAddress whether a port may be bound at once although old connections of it linger (`SO_REUSEADDR`)
public record ListenOptions(int backlog, boolean reuseAddress) {

    /// 1,024 connections may wait; the address is reused.
    public static final ListenOptions DEFAULT = new ListenOptions(1024, true);

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException if `backlog` is less than 1
    public ListenOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog is " + backlog + ": it must be 1 or more");
        }
    }

    /// These options with another backlog.
    ///
    /// @param connections that may wait; 1 or more
    /// @return a copy
    public ListenOptions withBacklog(int connections) {
        return new ListenOptions(connections, reuseAddress);
    }

    /// These options with or without reuse of the address.
    ///
    /// @param reuse whether to set `SO_REUSEADDR`
    /// @return a copy
    public ListenOptions withReuseAddress(boolean reuse) {
        return new ListenOptions(backlog, reuse);
    }
}
