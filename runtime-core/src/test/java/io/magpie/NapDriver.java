package io.magpie;

import io.magpie.spi.IoDriver;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A driver with one socket, on which nothing ever happens. Counts its polls. Closed, it waits for nothing.
public class NapDriver implements IoDriver, IoPoller {
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger pollsSinceClose = new AtomicInteger();
    private final Semaphore wakeups = new Semaphore(0);
    private volatile boolean closed;

    @Override
    public String name() {
        return "nap";
    }

    @Override
    public IoPoller open(IoHost host) throws IOException {
        return this;
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        polls.incrementAndGet();
        if (closed) {
            pollsSinceClose.incrementAndGet();
            return 0;
        }
        try {
            if (timeoutNanos < 0) {
                wakeups.acquire();
            } else {
                var _ = wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public int registered() {
        return 1;
    }

    @Override
    public List<String> open() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        wakeups.release();
    }
}
