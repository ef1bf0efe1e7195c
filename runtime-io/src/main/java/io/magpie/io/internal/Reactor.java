package io.magpie.io.internal;

import io.magpie.future.Context;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.net.InetSocketAddress;

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
    /// @param address where; port 0 for any free port
    /// @param backlog how many connections may wait to be accepted; 1 or more, the system has a limit of its own
    /// @param reuseAddress whether a port whose old connections linger may be bound at once
    /// @return a bound socket
    /// @throws IOException if the address is in use, or not this machine's
    ListenSocket listen(InetSocketAddress address, int backlog, boolean reuseAddress) throws IOException;

    /// A socket that is being connected to `address`: await that it is writable, then call
    /// [StreamSocket#finishConnect].
    ///
    /// @param address resolved
    /// @return a socket, perhaps connected already
    /// @throws IOException if the system refuses at once
    StreamSocket connect(InetSocketAddress address) throws IOException;
}
