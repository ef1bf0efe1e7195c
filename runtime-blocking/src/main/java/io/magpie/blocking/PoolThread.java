package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one thread of an [ElasticPool] does, from its start to its end.
final class PoolThread implements Runnable {
    private static final System.Logger LOG = System.getLogger("io.magpie.blocking");

    /// Stands in `current` while somebody interrupts the thread on behalf of the job that was there.
    private static final Object INTERRUPTING = new Object();

    private static final VarHandle CURRENT;
    private static final VarHandle THREAD;

    static {
        try {
            var lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(PoolThread.class, "current", Object.class);
            THREAD = lookup.findVarHandle(PoolThread.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// How a rest ended.
    private enum Rest {
        /// Claimed: the thread is arriving.
        CLAIMED,
        /// There is work, or was; the thread is still busy.
        REFUSED,
        /// The thread is no longer counted.
        ENDED
    }

    private final ElasticPool pool;

    @SuppressWarnings("unused") // through THREAD
    private volatile @Nullable Thread thread;

    @SuppressWarnings("unused") // through CURRENT
    private volatile @Nullable Object current; // the job that runs, or INTERRUPTING, or null

    private boolean entered;

    PoolThread(ElasticPool pool) {
        this.pool = pool;
    }

    @Override
    public void run() {
        THREAD.setVolatile(this, Thread.currentThread());
        try {
            pool.bind(this::work);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the thread binding of a blocking pool failed", e);
        } finally {
            pool.ended(this, entered);
        }
    }

    private void work() {
        entered = true;
        boolean arriving = true;
        for (; ; ) {
            BlockingJob job = arriving ? pool.arrive() : pool.take();
            if (job != null) {
                arriving = perform(job);
                continue;
            }
            switch (rest()) {
                case CLAIMED -> arriving = true;
                case REFUSED -> arriving = false;
                case ENDED -> {
                    return;
                }
            }
        }
    }

    /// Runs a job, and passes a compute permit on. Returns true if that made this thread arriving.
    private boolean perform(BlockingJob job) {
        clearInterrupt(); // left by the job before, or set while the thread was idle
        // Volatile, as all accesses to `current`: pairs with interruptJob, which must not hit the next job.
        CURRENT.setVolatile(this, job);
        try {
            job.run();
        } catch (Throwable e) {
            LOG.log(
                    Level.ERROR,
                    "a job of a blocking pool threw, which is a bug in whoever made it: " + nameOf(job),
                    e);
        }
        while (!CURRENT.compareAndSet(this, job, null)) {
            Thread.onSpinWait(); // an interrupter is between its two writes
        }
        return job.kind() == BlockingJob.Kind.COMPUTE && pool.passPermit();
    }

    private Rest rest() {
        if (pool.keepAliveNanos() == 0) {
            return pool.leave() ? Rest.ENDED : Rest.REFUSED;
        }
        IdleStack.Node node = pool.idlers().publish(Thread.currentThread());
        if (!pool.goIdle()) {
            pool.idlers().unpublish(node);
            return pool.isClosed() && pool.leave() ? Rest.ENDED : Rest.REFUSED;
        }
        long deadline = pool.nanoTime() + pool.keepAliveNanos();
        while (!node.isClaimed()) {
            long left = deadline - pool.nanoTime();
            if (left > 0) {
                clearInterrupt(); // a set flag would turn the wait into a spin
                pool.park(left);
            } else if (pool.timeOut()) {
                pool.idlers().unpublish(node);
                return Rest.ENDED;
            } else {
                deadline += pool.keepAliveNanos(); // a claim is on its way
            }
        }
        return Rest.CLAIMED;
    }

    private void clearInterrupt() {
        if (Thread.interrupted()) {
            pool.countStrayInterrupt();
        }
    }

    /// Interrupts the job that runs, if there is one; never a later job. Any thread.
    void interruptJob() {
        Object job = CURRENT.getVolatile(this);
        Thread thread = (Thread) THREAD.getVolatile(this);
        if (job == null || job == INTERRUPTING || thread == null || !CURRENT.compareAndSet(this, job, INTERRUPTING)) {
            return;
        }
        try {
            thread.interrupt();
        } finally {
            CURRENT.setVolatile(this, job);
        }
    }

    /// A line about the job that runs, or null. Any thread.
    @Nullable
    String describeJob() {
        Object job = CURRENT.getVolatile(this);
        while (job == INTERRUPTING) {
            Thread.onSpinWait();
            job = CURRENT.getVolatile(this);
        }
        Thread thread = (Thread) THREAD.getVolatile(this);
        if (job == null || thread == null) {
            return null;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        return nameOf((BlockingJob) job) + " on " + thread.getName() + ": " + thread.getState()
                + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    private static String nameOf(BlockingJob job) {
        String name = job.name();
        String kind = job.kind() == BlockingJob.Kind.COMPUTE ? "compute job" : "blocking job";
        return name == null ? "unnamed " + kind : kind + " '" + name + "'";
    }

    /// Waits for the thread to end.
    boolean join(Duration limit) throws InterruptedException {
        Thread thread = (Thread) THREAD.getVolatile(this);
        return thread == null || thread.join(limit);
    }
}
