package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where compute jobs wait for one of a fixed number of permits. A job with a permit goes on to the pool as an ordinary
/// job; when it has ended, its permit turns to the next.
final class ComputeLane implements JobQueue.Permits {
    /* The word: bits 0-31 jobs that wait | 32-62 permits in use | 63 CLOSED. A job is pushed before it is counted, so a
     * count always finds a job (rule 1 of the package description). Invariant: jobs wait only while all permits are in
     * use. */

    private static final VarHandle STATE;
    private static final long WAITING = 1L;
    private static final long IN_USE = 1L << 32;
    private static final long CLOSED = 1L << 63;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ComputeLane.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int limit;
    private final Consumer<BlockingJob> pool;
    private final Consumer<BlockingJob> rejected;
    private final JobQueue queue = new JobQueue();

    @SuppressWarnings("unused") // through STATE
    private volatile long state;

    /// A lane of so many permits in front of `pool`, which throws [RejectedExecutionException] for a job it refuses.
    /// `rejected` rejects a job, now or when the calling thread holds no lock of the pool any more.
    ComputeLane(int limit, Consumer<BlockingJob> pool, Consumer<BlockingJob> rejected) {
        this.limit = limit;
        this.pool = pool;
        this.rejected = rejected;
    }

    private static int waiting(long word) {
        return (int) word;
    }

    private static int inUse(long word) {
        return (int) (word >>> 32) & Integer.MAX_VALUE;
    }

    /// Takes a job; false if the lane is closed.
    ///
    /// @throws RejectedExecutionException if the job got a permit at once and the pool has refused it
    boolean submit(BlockingJob job) {
        JobQueue.Entry entry = queue.push(job);
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            if (s < 0) {
                if (queue.withdraw(entry)) {
                    return false;
                }
                rejected.accept(queue.take());
                return true;
            }
            boolean admitted = inUse(s) < limit;
            if (STATE.compareAndSet(this, s, admitted ? s + IN_USE : s + WAITING)) {
                if (admitted) {
                    admit(queue.take(), job);
                } else {
                    queue.sweepIfLong(this);
                }
                return true;
            }
        }
    }

    /// Sends a job that has a permit on to the pool. A job that the pool refuses is rejected, and its permit passes on;
    /// if it is `submitted`, its submitter is told instead.
    private void admit(BlockingJob admitted, @Nullable BlockingJob submitted) {
        RejectedExecutionException refusal = null;
        for (BlockingJob job = admitted; job != null; job = passPermit()) {
            try {
                pool.accept(job);
                break;
            } catch (RejectedExecutionException e) {
                if (job == submitted) {
                    refusal = e;
                } else {
                    rejected.accept(job);
                }
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /// Returns a permit: the next job, which has it now, or null if none waits.
    @Nullable
    BlockingJob passPermit() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            boolean passes = waiting(s) > 0;
            if (STATE.compareAndSet(this, s, passes ? s - WAITING : s - IN_USE)) {
                return passes ? queue.take() : null;
            }
        }
    }

    /// Takes no more jobs and rejects those that wait.
    void close() {
        long s;
        do {
            s = (long) STATE.getVolatile(this);
        } while (!STATE.compareAndSet(this, s, (s | CLOSED) - waiting(s)));
        for (int i = waiting(s); i > 0; i--) {
            rejected.accept(queue.take());
        }
    }

    /// Drops the jobs that were aborted while they waited.
    void sweep() {
        queue.sweep(this);
    }

    /// Whether a job submitted now would have to wait.
    boolean isFull() {
        return inUse((long) STATE.getVolatile(this)) >= limit;
    }

    /// Takes the permit to drop one job that waits.
    @Override
    public boolean takePermit() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            if (waiting(s) == 0) {
                return false;
            }
            if (STATE.compareAndSet(this, s, s - WAITING)) {
                return true;
            }
        }
    }

    @Override
    public void giveBackPermit() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            boolean admitted = inUse(s) < limit; // a permit came back meanwhile and found nobody
            if (s < 0) {
                rejected.accept(queue.take());
                return;
            }
            if (STATE.compareAndSet(this, s, admitted ? s + IN_USE : s + WAITING)) {
                if (admitted) {
                    admit(queue.take(), null);
                }
                return;
            }
        }
    }

    @Override
    public int permits() {
        return waiting((long) STATE.getVolatile(this));
    }

    /// Entries in the queue, those of dropped jobs too. For tests.
    int entries() {
        return queue.entries();
    }
}
