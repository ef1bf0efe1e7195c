package io.magpie.blocking;

import io.magpie.spi.BlockingPoolFactory.Settings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Real threads under Lincheck, which time out at their first look at the clock, or never.
final class LincheckThreads implements ThreadSource {
    private static final VarHandle STARTED;
    private static final VarHandle NOW;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STARTED = lookup.findVarHandle(LincheckThreads.class, "started", int.class);
            NOW = lookup.findVarHandle(LincheckThreads.class, "now", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final ElasticPool pool;

    private final boolean timeOuts;
    private final Function<ElasticPool, Runnable> mutant;
    private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(8);
    private volatile int started;
    private volatile long now;

    LincheckThreads(int maxThreads, boolean timeOuts, Function<ElasticPool, Runnable> mutant) {
        this.timeOuts = timeOuts;
        this.mutant = mutant;
        var settings = new Settings(maxThreads, 1, Integer.MAX_VALUE, Duration.ofNanos(1), "t", Runnable::run);
        this.pool = new ElasticPool(settings, this, 1, 1);
    }

    @Override
    public void start(String name, Runnable body) {
        var thread = new Thread(mutant == null ? body : mutant.apply(pool));
        threads.set((int) STARTED.getAndAdd(this, 1), thread);
        thread.start();
    }

    @Override
    public long nanoTime() {
        return timeOuts ? (long) NOW.getAndAdd(this, 1L) : 0;
    }

    @Override
    public void park(Object blocker, long nanos) {
        LockSupport.park();
    }

    /// Returns 1 if the pool took the job.
    static int submit(ElasticPool pool, CountingJob job) {
        try {
            pool.execute(job);
            return 1;
        } catch (RejectedExecutionException e) {
            return 0;
        }
    }

    /// Waits until every pool thread has ended.
    void join() throws InterruptedException {
        for (int i = 0; i < (int) STARTED.getVolatile(this); i++) {
            threads.get(i).join();
        }
    }
}
