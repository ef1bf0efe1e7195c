package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.PollerLock;
import io.magpie.spi.IoPoller;

/// A poller of the driver, and the lock that lets one worker at a time into it.
///
/// @param poller the driver's
/// @param lock held around every poll, timeout 0 included
record Shard(IoPoller poller, PollerLock lock) {

    /// A shard that nobody polls.
    Shard(IoPoller poller) {
        this(poller, new PollerLock());
    }
}
