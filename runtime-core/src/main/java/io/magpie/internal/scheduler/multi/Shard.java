package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.PollerLock;
import io.magpie.spi.IoPoller;

/// A poller of the driver, and the lock that lets one worker at a time into it.
final class Shard {

    private final IoPoller poller;
    private final PollerLock lock = new PollerLock();

    /// Set when the runtime gives up waiting for its tasks: a closed poller is polled no more.
    private volatile boolean closed;

    /// A shard that nobody polls.
    Shard(IoPoller poller) {
        this.poller = poller;
    }

    /// The driver's poller.
    IoPoller poller() {
        return poller;
    }

    /// Held around every poll, timeout 0 included.
    PollerLock lock() {
        return lock;
    }

    /// Takes the lock for the worker in `slot`, if it is free and the poller open.
    boolean tryEnter(int slot) {
        return !closed && lock.tryLock(slot);
    }

    /// Closes the poller; ends a poll under way.
    void close() {
        closed = true;
        poller.close();
    }
}
