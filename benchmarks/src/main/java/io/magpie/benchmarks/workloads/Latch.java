package io.magpie.benchmarks.workloads;

import io.magpie.future.Future;
import io.magpie.sync.Notify;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts down to zero, and then releases the one task that waits: with Magpie's own means.
public final class Latch {

    private final AtomicInteger count;
    private final Notify zero = new Notify();

    /// A latch that is released after `count` countings.
    ///
    /// @param count 1 or more
    public Latch(int count) {
        this.count = new AtomicInteger(count);
    }

    /// Counts one down.
    public void countDown() {
        if (count.decrementAndGet() == 0) {
            zero.notifyOne();
        }
    }

    /// A future of the release; for one waiter.
    ///
    /// @return a new future
    public Future<?> released() {
        return zero.notified();
    }
}
