package io.magpie.blocking;

import java.util.concurrent.locks.LockSupport;

/// What a pool needs of its surroundings: threads, time, and a way to wait. Tests bring their own.
interface ThreadSource {
    /// Makes and starts a thread.
    ///
    /// @throws Throwable if the system has no thread to give
    void start(String name, Runnable body) throws Throwable;

    /// A clock, in nanoseconds.
    default long nanoTime() {
        return System.nanoTime();
    }

    /// Waits until unparked, interrupted, or so many nanoseconds have passed; may return early.
    default void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    /// Platform daemon threads. They inherit nothing of the thread that happens to start them; their context class loader
    /// is that of the thread that calls this method.
    static ThreadSource platform() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return (name, body) -> {
            Thread thread = Thread.ofPlatform()
                    .daemon()
                    .name(name)
                    .priority(Thread.NORM_PRIORITY)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(body);
            thread.setContextClassLoader(loader);
            thread.start();
        };
    }

    /// Virtual threads, otherwise as [#platform].
    static ThreadSource virtual() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return (name, body) -> {
            Thread thread = Thread.ofVirtual()
                    .name(name)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(body);
            thread.setContextClassLoader(loader);
            thread.start();
        };
    }
}
