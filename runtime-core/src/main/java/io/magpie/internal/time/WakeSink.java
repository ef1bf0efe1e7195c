package io.magpie.internal.time;

import io.magpie.future.Waker;

/// Takes the wakers of timers that fired. A worker puts tasks on its own queue, and foreign wakers on the queue for
/// those.
@FunctionalInterface
public interface WakeSink {

    /// Takes a waker; runs no user code, throws nothing. Called without any lock.
    ///
    /// @param waker of a timer that fired
    void wake(Waker waker);
}
