package io.magpie.blocking;

import java.util.ArrayDeque;

/// Threads that do not run by themselves: the test runs them, one at a time, on its own thread. Time passes when one of
/// them parks.
final class HeldThreads implements ThreadSource {
    final ArrayDeque<Runnable> held = new ArrayDeque<>();
    long now;
    int failures;
    Runnable whenParked = () -> {};

    @Override
    public void start(String name, Runnable body) {
        if (failures > 0) {
            failures--;
            throw new OutOfMemoryError("unable to create native thread: possibly out of memory");
        }
        held.add(body);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /// Lets the thread that was started first run until it ends.
    void runNext() {
        held.remove().run();
    }

    @Override
    public void park(Object blocker, long nanos) {
        Runnable event = whenParked;
        whenParked = () -> {};
        long before = now;
        event.run();
        now = Math.max(now, before + nanos);
    }
}
