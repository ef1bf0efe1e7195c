package io.magpie.spi;

import java.io.IOException;

/// A source of I/O events that the workers poll: the plug-in interface of a reactor.
///
/// Found with [java.util.ServiceLoader] (of the class loader of `AsyncRuntime`), or given to the builder. There is no
/// reactor thread: an idle worker waits inside the driver's poller, and busy workers look at it between tasks, because a
/// hand-off per event costs 55 to 140 % more CPU per request.
///
/// Source: the shape is Netty's `IoHandler` and Cats Effect's `PollingSystem`.
public interface IoDriver {

    /// The driver's name, for messages and metrics: `nio`, `epoll`.
    ///
    /// @return a short name
    String name();

    /// Opens a poller for one runtime. A runtime with many workers opens several (shards); each is polled by one thread
    /// at a time.
    ///
    /// @param host the runtime that will poll
    /// @return a new poller, closed by the runtime
    /// @throws IOException if the system refuses
    IoPoller open(IoHost host) throws IOException;

    /// How many pollers a runtime with so many workers should open.
    ///
    /// @param workers the number of worker threads
    /// @return 1 or more
    default int shards(int workers) {
        return 1;
    }
}
