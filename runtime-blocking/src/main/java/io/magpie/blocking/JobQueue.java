package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A FIFO of jobs that any thread may push and take. It has no size: whoever takes must own a permit, which the queue's
/// owner counts, and which guarantees that there is a job.
///
/// A job sits in an entry that is emptied by whoever takes the job; an empty entry is skipped. That lets [#sweep] drop
/// jobs that were aborted while they waited from the middle of the queue.
final class JobQueue {
    /// Jobs that may wait before the queue is swept for aborted ones. A guess: a sweep of so many costs some ten
    /// microseconds, once in as many pushes.
    private static final int MIN_SWEEP = 1024;

    private static final VarHandle SWEEP_AT;
    private static final VarHandle SWEEPING;

    static {
        try {
            var lookup = MethodHandles.lookup();
            SWEEP_AT = lookup.findVarHandle(JobQueue.class, "sweepAt", int.class);
            SWEEPING = lookup.findVarHandle(JobQueue.class, "sweeping", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The count of permits, as [#sweep] sees it.
    interface Permits {
        /// Takes a permit; false if there is none.
        boolean takePermit();

        /// Gives back a permit that was not used.
        void giveBackPermit();

        /// Permits at this moment.
        int permits();
    }

    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("unused") // through SWEEP_AT
    private volatile int sweepAt = MIN_SWEEP;

    @SuppressWarnings("unused") // through SWEEPING
    private volatile boolean sweeping;

    /// Appends a job. The caller adds a permit next, or withdraws the entry.
    Entry push(BlockingJob job) {
        var entry = new Entry(job);
        entries.add(entry);
        return entry;
    }

    /// Takes the oldest job; the caller owns a permit.
    BlockingJob take() {
        for (; ; ) {
            Entry entry = entries.poll();
            if (entry == null) {
                throw new AssertionError("a permit without a job");
            }
            BlockingJob job = entry.empty();
            if (job != null) {
                return job;
            }
        }
    }

    /// Takes a job back for which no permit was added. False if another thread has taken it with a permit of its own: one
    /// job is then left over, and the caller must [#take] it. Walks the queue, so only for rare cases.
    boolean withdraw(Entry entry) {
        if (entry.empty() == null) {
            return false;
        }
        entries.remove(entry);
        return true;
    }

    /// Drops aborted jobs if the queue is long and has doubled since it was last swept, so that a sweep costs O(1) a push.
    void sweepIfLong(Permits permits) {
        if (permits.permits() >= (int) SWEEP_AT.getVolatile(this)) {
            sweep(permits);
        }
    }

    /// Drops jobs that were aborted while they waited, with a permit each. Does nothing while another thread sweeps.
    void sweep(Permits permits) {
        if (!SWEEPING.compareAndSet(this, false, true)) {
            return;
        }
        boolean held = false;
        for (Iterator<Entry> i = entries.iterator(); i.hasNext(); ) {
            Entry entry = i.next();
            BlockingJob job = entry.job();
            if (job != null && job.isWithdrawn()) {
                held = held || permits.takePermit();
                if (!held) {
                    break;
                }
                held = !entry.empty(job);
                job = null;
            }
            if (job == null) {
                i.remove(); // legal also if a taker has polled it: an empty entry is nobody's
            }
        }
        if (held) {
            permits.giveBackPermit();
        }
        SWEEP_AT.setVolatile(this, Math.max(MIN_SWEEP, 2 * permits.permits()));
        SWEEPING.setVolatile(this, false);
    }

    /// Entries in the queue, empty ones too. For tests.
    int entries() {
        return entries.size();
    }

    /// A job's place in the queue.
    static final class Entry {
        private static final VarHandle JOB;

        static {
            try {
                JOB = MethodHandles.lookup().findVarHandle(Entry.class, "job", BlockingJob.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // through JOB
        private volatile @Nullable BlockingJob job;

        private Entry(BlockingJob job) {
            this.job = job;
        }

        private @Nullable BlockingJob job() {
            return (BlockingJob) JOB.getVolatile(this);
        }

        private @Nullable BlockingJob empty() {
            return (BlockingJob) JOB.getAndSet(this, null);
        }

        private boolean empty(BlockingJob expected) {
            return JOB.compareAndSet(this, expected, null);
        }
    }
}
