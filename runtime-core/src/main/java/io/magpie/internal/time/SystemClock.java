package io.magpie.internal.time;

/// The system's monotonic clock; its origin is the moment this class was loaded.
public final class SystemClock implements Clock {

    /// The only instance, so that the marks of all runtimes agree.
    public static final SystemClock INSTANCE = new SystemClock();

    private static final long ORIGIN = System.nanoTime();

    private SystemClock() {}

    @Override
    public long now() {
        return System.nanoTime() - ORIGIN;
    }
}
