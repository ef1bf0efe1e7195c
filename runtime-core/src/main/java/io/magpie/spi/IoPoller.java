package io.magpie.spi;

import java.io.IOException;
import java.util.List;

/// One set of sockets that is polled together.
///
/// ## Protocol
///
/// - [#poll] is called by one thread at a time: the runtime holds a try-lock around it, timeout 0 included. The calling
///   thread changes between calls.
/// - [#poll] calls no user code. It sets readiness and passes wakers to [IoHost#wake].
/// - [#wakeup] is called by any thread. It makes a poll under way, or else the next one, return at once, and is never
///   lost in between.
/// - Registering, re-arming and deregistering may happen on any thread while another is inside [#poll]; the poller wakes
///   itself where that is needed. A closed socket's descriptor is free when its close completes, also on an idle
///   runtime.
public interface IoPoller {

    /// Waits for events and delivers their wake-ups.
    ///
    /// @param timeoutNanos how long to wait: 0 not at all, negative without limit
    /// @return the number of wakers passed to [IoHost#wake]
    /// @throws IOException if the system's poller fails
    int poll(long timeoutNanos) throws IOException;

    /// Makes the poll under way, or else the next one, return at once. Any thread.
    void wakeup();

    /// The number of sockets registered. Any thread.
    ///
    /// @return 0 or more
    int registered();

    /// Names the open sockets, for the shutdown report. Any thread; a snapshot.
    ///
    /// @return a line for each open socket
    List<String> open();

    /// Wakes everything that waits, fails what is tried from now on, closes what is still open. Called when no thread
    /// polls any more; or, if a shutdown's time is up, while one may: its poll ends. Maybe called twice. Blocks nobody.
    void close();
}
