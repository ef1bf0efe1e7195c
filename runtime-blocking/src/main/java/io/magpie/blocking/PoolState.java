package io.magpie.blocking;

/// The word of an elastic pool and its transitions, as pure functions: each takes a word and returns the next one, the
/// same word where the transition is refused. [ElasticPool] applies them by compare-and-set.
///
/// The rules are in the package description; `PoolModelTest` explores all interleavings of these functions.
final class PoolState {
    /* bits 0-26 jobs | 27-38 arriving | 39-50 idle | 51-62 total | 63 CLOSED */

    /// Threads a pool can count.
    static final int MAX_THREADS = (1 << 12) - 1;

    /// Jobs a pool can count: 134 million.
    static final int MAX_JOBS = (1 << 27) - 1;

    private static final int ARRIVING_SHIFT = 27;
    private static final int IDLE_SHIFT = 39;
    private static final int TOTAL_SHIFT = 51;
    private static final long JOB = 1L;
    private static final long ARRIVING = 1L << ARRIVING_SHIFT;
    private static final long IDLE = 1L << IDLE_SHIFT;
    private static final long TOTAL = 1L << TOTAL_SHIFT;
    private static final long CLOSED = 1L << 63;

    private final int maxThreads;
    private final int maxArriving;

    /// Rules for a pool of so many threads, of which so many may be on their way at once.
    PoolState(int maxThreads, int maxArriving) {
        if (maxThreads > MAX_THREADS) {
            throw new IllegalArgumentException("maxThreads is " + maxThreads + ": a pool has at most " + MAX_THREADS);
        }
        this.maxThreads = maxThreads;
        this.maxArriving = maxArriving;
    }

    static int total(long word) {
        return (int) (word >>> TOTAL_SHIFT) & MAX_THREADS;
    }

    static int idle(long word) {
        return (int) (word >>> IDLE_SHIFT) & MAX_THREADS;
    }

    static int arriving(long word) {
        return (int) (word >>> ARRIVING_SHIFT) & MAX_THREADS;
    }

    static int jobs(long word) {
        return (int) word & MAX_JOBS;
    }

    static boolean isClosed(long word) {
        return word < 0;
    }

    /// Threads that run a job, or have done so and not yet looked for the next.
    static int busy(long word) {
        return total(word) - idle(word) - arriving(word);
    }

    /// Whether the step from `before` to `after` lowered `jobs`: its author now takes a job from the queue.
    static boolean tookJob(long before, long after) {
        return jobs(after) < jobs(before);
    }

    /// Whether the step claimed an idle thread: its author now claims a node.
    static boolean claimed(long before, long after) {
        return idle(after) < idle(before);
    }

    /// Whether the step made room for a thread: its author now starts one.
    static boolean addedThread(long before, long after) {
        return total(after) > total(before);
    }

    /// Adds permits for jobs that were pushed, and summons a thread if none is arriving. Not when closed.
    long add(long word, int jobs) {
        if (isClosed(word) || jobs(word) > MAX_JOBS - jobs) {
            throw new AssertionError("cannot add " + jobs + " to " + describe(word));
        }
        return summon(word + jobs * JOB);
    }

    /// A busy thread adds a permit for a job it has pushed, and counts itself as arriving: it will look next. Not when
    /// closed.
    long addAndArrive(long word) {
        if (isClosed(word) || jobs(word) == MAX_JOBS) {
            throw new AssertionError("cannot add a job to " + describe(word));
        }
        return word + JOB + ARRIVING;
    }

    /// A thread arrives: takes a permit if there is one, and then summons the next thread if jobs remain.
    long arrive(long word) {
        long arrived = word - ARRIVING;
        return jobs(word) == 0 ? arrived : summon(arrived - JOB);
    }

    /// A busy thread takes a permit; refused if there is none. It summons too: in vain (rule 2), except after a thread
    /// could not be started.
    long take(long word) {
        return jobs(word) == 0 ? word : summon(word - JOB);
    }

    /// Takes a permit for a job that will not run; refused if there is none.
    long withdraw(long word) {
        return jobs(word) == 0 ? word : word - JOB;
    }

    /// A busy thread goes idle; refused if there are jobs or the pool is closed.
    long goIdle(long word) {
        return jobs(word) > 0 || isClosed(word) ? word : word + IDLE;
    }

    /// An idle thread ends; refused if all idle threads are claimed, this one among them.
    long timeOut(long word) {
        return idle(word) == 0 ? word : word - IDLE - TOTAL;
    }

    /// A busy thread ends; refused if there are jobs.
    long leave(long word) {
        return jobs(word) > 0 ? word : word - TOTAL;
    }

    /// A thread that was added could not be started.
    long startFailed(long word) {
        return word - ARRIVING - TOTAL;
    }

    /// Takes the permit of a job that no thread will ever run; refused if there are threads, or no jobs.
    long strand(long word) {
        return total(word) > 0 ? word : withdraw(word);
    }

    /// Closes the pool: takes all permits, claims all idle threads.
    long close(long word) {
        long idle = idle(word);
        return (word | CLOSED) - jobs(word) * JOB - idle * IDLE + idle * ARRIVING;
    }

    /// Makes one more thread arrive, if there are more jobs than arriving threads: an idle one, else a new one.
    private long summon(long word) {
        int arriving = arriving(word);
        if (jobs(word) <= arriving || arriving >= maxArriving) {
            return word;
        }
        if (idle(word) > 0) {
            return word - IDLE + ARRIVING;
        }
        return total(word) < maxThreads ? word + TOTAL + ARRIVING : word;
    }

    static String describe(long word) {
        return "total=" + total(word) + " idle=" + idle(word) + " arriving=" + arriving(word) + " jobs=" + jobs(word)
                + (isClosed(word) ? " CLOSED" : "");
    }
}
