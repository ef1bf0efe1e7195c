package io.magpie;

import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A blocking pool that starts a thread for each job: enough for core's tests, which know no real one.
public final class ThreadPerJobPool implements BlockingPool {

    private final BlockingPoolFactory.Settings settings;
    private final Phaser jobs = new Phaser(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    private ThreadPerJobPool(BlockingPoolFactory.Settings settings) {
        this.settings = settings;
    }

    /// What a builder takes.
    public static BlockingPoolFactory factory() {
        return ThreadPerJobPool::new;
    }

    @Override
    public void execute(BlockingJob job) {
        if (closed.get()) {
            throw new RejectedExecutionException("closed");
        }
        jobs.register();
        Thread.ofPlatform().daemon().name(settings.threadNamePrefix() + "job").start(() -> {
            try {
                settings.threads().runBound(job::run);
            } finally {
                jobs.arriveAndDeregister();
            }
        });
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            jobs.arriveAndDeregister();
        }
    }

    @Override
    public void interruptAll() {}

    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        if (nanos < 0) {
            jobs.awaitAdvanceInterruptibly(0);
            return true;
        }
        try {
            jobs.awaitAdvanceInterruptibly(0, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        }
    }

    @Override
    public List<String> running() {
        return List.of();
    }

    @Override
    public int threads() {
        return jobs.getUnarrivedParties();
    }

    @Override
    public int idleThreads() {
        return 0;
    }

    @Override
    public int queued() {
        return 0;
    }
}
