package io.magpie.internal.time;

import io.magpie.future.Waker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Room for the wakers that are collected under the wheel's lock and delivered after it is released.
///
/// Belongs to one thread, which may use it with every wheel. Empty between two calls of [TimerWheel#advance].
public final class WakeBatch {

    /// Wakers collected under one hold of the lock, unless chosen. A guess, Tokio's: short enough for those who wait.
    public static final int DEFAULT_CAPACITY = 32;

    private final @Nullable Waker[] wakers;
    private final WakeSink sink;
    private int size;

    /// A batch of the usual size.
    ///
    /// @param sink takes the wakers
    public WakeBatch(WakeSink sink) {
        this(DEFAULT_CAPACITY, sink);
    }

    /// A batch for so many wakers at a time.
    ///
    /// @param capacity 1 or more
    /// @param sink takes the wakers
    public WakeBatch(int capacity, WakeSink sink) {
        this.wakers = new Waker[capacity];
        this.sink = sink;
    }

    boolean isFull() {
        return size == wakers.length;
    }

    void add(Waker waker) {
        wakers[size++] = waker;
    }

    /// Passes all to the sink, in order; returns how many.
    int deliver() {
        int count = size;
        for (int i = 0; i < count; i++) {
            Waker waker = Objects.requireNonNull(wakers[i]);
            wakers[i] = null;
            sink.wake(waker);
        }
        size = 0;
        return count;
    }
}
