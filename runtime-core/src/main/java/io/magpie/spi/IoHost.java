package io.magpie.spi;

import io.magpie.future.Waker;

/// What a runtime offers to its [IoPoller].
public interface IoHost {

    /// Wakes `waker` on behalf of an event. A task is put on the polling worker's queue; a waker that is foreign code is
    /// called later, outside the poll.
    ///
    /// @param waker taken from a socket's slot
    void wake(Waker waker);

    /// The runtime's limit for events taken by one poll.
    ///
    /// @return 1 or more
    int maxEventsPerPoll();
}
