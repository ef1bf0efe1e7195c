package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A pool that starts threads as jobs come, up to a limit, and lets them go when they have idled for a while.
///
/// This class applies the transitions of [PoolState] to the word and does what each of them asks for: take a job, claim
/// an idle thread, start one. The protocol is in the package description.
final class ElasticPool implements BlockingPool, JobQueue.Permits {
    private static final System.Logger LOG = System.getLogger("io.magpie.blocking");

    /// Threads that may be on their way at once. More arrive sooner when many jobs block, and in vain when jobs are
    /// short. Measured with 1, 2, 4 and 16: no difference beyond the noise, so the least (see the decision record
    /// `blocking-pool-word`).
    static final int MAX_ARRIVING = 1;

    /// Jobs that may wait when the queue is "unbounded": what the word can count, less a margin for submitters that have
    /// looked and not yet added.
    private static final int MOST_JOBS = PoolState.MAX_JOBS - (1 << 20);

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final VarHandle STATE;
    private static final VarHandle STRAY_INTERRUPTS;
    private static final VarHandle STARTED;
    private static final VarHandle FAILING;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(ElasticPool.class, "state", long.class);
            STRAY_INTERRUPTS = lookup.findVarHandle(ElasticPool.class, "strayInterrupts", long.class);
            STARTED = lookup.findVarHandle(ElasticPool.class, "started", long.class);
            FAILING = lookup.findVarHandle(ElasticPool.class, "failing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Settings settings;
    private final ThreadSource source;
    private final PoolState rules;
    private final long keepAliveNanos;

    private final JobQueue queue = new JobQueue();
    private final IdleStack idlers = new IdleStack();
    private final ComputeLane lane;
    private final Set<PoolThread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);

    private final Admission admission = new Admission(); // when the queue is bounded

    @SuppressWarnings("unused") // through STATE
    private volatile long state;

    @SuppressWarnings("unused") // through STARTED
    private volatile long started; // threads ever, for their names

    @SuppressWarnings("unused") // through STRAY_INTERRUPTS
    private volatile long strayInterrupts;

    @SuppressWarnings("unused") // through FAILING
    private volatile boolean failing; // the last thread could not be started

    /// A pool of platform threads.
    static ElasticPool ofPlatformThreads(Settings settings) {
        Duration keepAlive = settings.keepAlive();
        long nanos = keepAlive.compareTo(FOREVER) < 0 ? keepAlive.toNanos() : Long.MAX_VALUE;
        return new ElasticPool(settings, ThreadSource.platform(), nanos, MAX_ARRIVING);
    }

    /// A pool of virtual threads, which end as soon as there are no jobs.
    static ElasticPool ofVirtualThreads(Settings settings) {
        return new ElasticPool(settings, ThreadSource.virtual(), 0, MAX_ARRIVING);
    }

    /// A pool whose idle threads wait for `keepAliveNanos`, 0 for not at all.
    ElasticPool(Settings settings, ThreadSource source, long keepAliveNanos, int maxArriving) {
        this.settings = settings;
        this.source = source;
        this.keepAliveNanos = keepAliveNanos;
        this.rules = new PoolState(settings.maxThreads(), maxArriving);
        this.lane = new ComputeLane(settings.maxComputing(), this::enqueue, admission::reject);
    }

    // Submitting

    @Override
    public void execute(BlockingJob job) {
        Objects.requireNonNull(job, "job");
        if (settings.queueCapacity() > MOST_JOBS) {
            admit(job);
            return;
        }
        admission.enter();
        try {
            requireRoom(job);
            admit(job);
        } finally {
            admission.leave();
        }
    }

    private void admit(BlockingJob job) {
        switch (job.kind()) {
            case BLOCKING -> enqueue(job);
            case COMPUTE -> {
                if (!lane.submit(job)) {
                    throw closed();
                }
            }
        }
    }

    private void requireRoom(BlockingJob job) {
        if (isFull(job)) {
            lane.sweep();
            queue.sweep(this);
            if (isFull(job)) {
                throw full(settings.queueCapacity());
            }
        }
    }

    /// Whether the job would have to wait, and as many wait as may.
    private boolean isFull(BlockingJob job) {
        long s = (long) STATE.getVolatile(this);
        if (PoolState.isClosed(s)) {
            return false; // refused for a better reason
        }
        int beyondThreads = PoolState.jobs(s) + PoolState.busy(s) - settings.maxThreads();
        boolean waits = beyondThreads >= 0 || (job.kind() == BlockingJob.Kind.COMPUTE && lane.isFull());
        return waits && Math.max(0, beyondThreads) + lane.permits() >= settings.queueCapacity();
    }

    /// Appends an ordinary job, and sees to it that a thread comes for it.
    private void enqueue(BlockingJob job) {
        if (PoolState.jobs((long) STATE.getVolatile(this)) >= MOST_JOBS) {
            throw full(MOST_JOBS);
        }
        JobQueue.Entry entry = queue.push(job);
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            if (PoolState.isClosed(s)) {
                if (queue.withdraw(entry)) {
                    throw closed();
                }
                admission.reject(queue.take()); // a thread took our job with the permit of this one
                return;
            }
            long next = rules.add(s, 1);
            if (STATE.compareAndSet(this, s, next)) {
                Throwable failure = summon(s, next);
                if (failure != null) {
                    strand(entry, failure);
                }
                queue.sweepIfLong(this);
                return;
            }
        }
    }

    private RejectedExecutionException closed() {
        return new RejectedExecutionException("the blocking pool is closed: its runtime was shut down");
    }

    private RejectedExecutionException full(int capacity) {
        return new RejectedExecutionException("the blocking pool is full: it has " + settings.maxThreads()
                + " threads at most, and as many jobs wait as its queue holds, " + capacity
                + ": submit fewer at once (a Semaphore helps), or give the pool more threads or a longer queue");
    }

    // What a transition asks for

    /// Claims or starts a thread if the step from `before` to `after` says so. Returns why a thread could not be started.
    private @Nullable Throwable summon(long before, long after) {
        if (PoolState.claimed(before, after)) {
            idlers.claim();
        } else if (PoolState.addedThread(before, after)) {
            return startThread();
        }
        return null;
    }

    private @Nullable Throwable startThread() {
        PoolThread thread = null;
        try {
            thread = new PoolThread(this);
            threads.add(thread);
            source.start(settings.threadNamePrefix() + (1 + (long) STARTED.getAndAdd(this, 1L)), thread);
            if ((boolean) FAILING.getOpaque(this)) {
                FAILING.setOpaque(this, false);
            }
            return null;
        } catch (Throwable e) {
            if (thread != null) {
                threads.remove(thread);
            }
            discount();
            if (FAILING.compareAndSet(this, false, true)) {
                LOG.log(Level.WARNING, "the blocking pool cannot start a thread; it goes on with " + threads(), e);
            }
            return e;
        }
    }

    /// Discounts a thread that was added and never came.
    private void discount() {
        long s;
        long next;
        do {
            s = (long) STATE.getVolatile(this);
            next = rules.startFailed(s);
        } while (!STATE.compareAndSet(this, s, next));
        terminateIfLast(next);
    }

    /// Fails all jobs if no thread exists that could ever run them.
    ///
    /// @throws RejectedExecutionException if the job of `own` is among them
    private void strand(JobQueue.@Nullable Entry own, Throwable cause) {
        boolean ownFailed = false;
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.strand(s);
            if (next == s) {
                break;
            }
            if (STATE.compareAndSet(this, s, next)) {
                if (own != null && !ownFailed && queue.withdraw(own)) {
                    ownFailed = true;
                } else {
                    admission.reject(queue.take());
                }
            }
        }
        if (ownFailed) {
            throw new RejectedExecutionException(
                    "the blocking pool has no thread and cannot start one: " + cause
                            + ": let the process have more threads (ulimit -u, cgroup pids.max) or more native memory",
                    cause);
        }
    }

    // Called by pool threads

    /// A claimed or started thread looks for a job.
    @Nullable
    BlockingJob arrive() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.arrive(s);
            if (STATE.compareAndSet(this, s, next)) {
                return taken(s, next);
            }
        }
    }

    /// A busy thread looks for its next job.
    @Nullable
    BlockingJob take() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.take(s);
            if (next == s) {
                return null;
            }
            if (STATE.compareAndSet(this, s, next)) {
                return taken(s, next);
            }
        }
    }

    private @Nullable BlockingJob taken(long before, long after) {
        BlockingJob job = PoolState.tookJob(before, after) ? queue.take() : null;
        // A failure to start another is no loss: this thread, which exists, comes back for the jobs.
        var _ = summon(before, after);
        return job;
    }

    /// Sends the next compute job on after one has ended. Returns true if that made the calling thread arriving.
    boolean passPermit() {
        for (BlockingJob job = lane.passPermit(); job != null; job = lane.passPermit()) {
            JobQueue.Entry entry = queue.push(job);
            for (; ; ) {
                long s = (long) STATE.getVolatile(this);
                if (PoolState.isClosed(s)) {
                    if (!queue.withdraw(entry)) {
                        job = queue.take();
                    }
                    job.reject();
                    break;
                }
                if (STATE.compareAndSet(this, s, rules.addAndArrive(s))) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean goIdle() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.goIdle(s);
            if (next == s) {
                return false;
            }
            if (STATE.compareAndSet(this, s, next)) {
                return true;
            }
        }
    }

    boolean timeOut() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.timeOut(s);
            if (next == s) {
                return false;
            }
            if (STATE.compareAndSet(this, s, next)) {
                return true;
            }
        }
    }

    boolean leave() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.leave(s);
            if (next == s) {
                return false;
            }
            if (STATE.compareAndSet(this, s, next)) {
                terminateIfLast(next);
                return true;
            }
        }
    }

    void bind(Runnable work) {
        settings.threads().runBound(work);
    }

    /// The calling thread is about to end; `entered` if it has counted itself out.
    void ended(PoolThread thread, boolean entered) {
        threads.remove(thread);
        if (!entered) {
            discount();
            strand(null, new IllegalStateException("the thread binding ran no jobs"));
        }
    }

    IdleStack idlers() {
        return idlers;
    }

    long keepAliveNanos() {
        return keepAliveNanos;
    }

    long nanoTime() {
        return source.nanoTime();
    }

    void park(long nanos) {
        source.park(this, nanos);
    }

    void countStrayInterrupt() {
        STRAY_INTERRUPTS.getAndAdd(this, 1L);
    }

    // Permits, for the sweep

    @Override
    public boolean takePermit() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            long next = rules.withdraw(s);
            if (next == s) {
                return false;
            }
            if (STATE.compareAndSet(this, s, next)) {
                return true;
            }
        }
    }

    @Override
    public void giveBackPermit() {
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            if (PoolState.isClosed(s)) {
                admission.reject(queue.take());
                return;
            }
            long next = rules.add(s, 1);
            if (STATE.compareAndSet(this, s, next)) {
                Throwable failure = summon(s, next);
                if (failure != null) {
                    strand(null, failure);
                }
                return;
            }
        }
    }

    @Override
    public int permits() {
        return PoolState.jobs((long) STATE.getVolatile(this));
    }

    // Closing

    @Override
    public void close() {
        lane.close();
        for (; ; ) {
            long s = (long) STATE.getVolatile(this);
            if (PoolState.isClosed(s)) {
                return;
            }
            long next = rules.close(s);
            if (STATE.compareAndSet(this, s, next)) {
                for (int i = PoolState.idle(s); i > 0; i--) {
                    idlers.claim();
                }
                for (int i = PoolState.jobs(s); i > 0; i--) {
                    queue.take().reject();
                }
                terminateIfLast(next);
                return;
            }
        }
    }

    boolean isClosed() {
        return PoolState.isClosed((long) STATE.getVolatile(this));
    }

    private void terminateIfLast(long word) {
        if (PoolState.isClosed(word) && PoolState.total(word) == 0) {
            terminated.countDown();
        }
    }

    @Override
    public void interruptAll() {
        threads.forEach(PoolThread::interruptJob);
    }

    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        if (nanos < 0) {
            terminated.await();
            for (PoolThread thread : threads) {
                var _ = thread.join(FOREVER);
            }
            return true;
        }
        long start = System.nanoTime();
        if (!terminated.await(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        for (PoolThread thread : threads) {
            if (!thread.join(Duration.ofNanos(Math.max(0, nanos - (System.nanoTime() - start))))) {
                return false;
            }
        }
        return true;
    }

    // Looking

    @Override
    public List<String> running() {
        return threads.stream()
                .map(PoolThread::describeJob)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public int threads() {
        return PoolState.total((long) STATE.getVolatile(this));
    }

    @Override
    public int idleThreads() {
        return PoolState.idle((long) STATE.getVolatile(this));
    }

    @Override
    public int queued() {
        return permits() + lane.permits();
    }

    /// Times that a thread was found interrupted between two jobs.
    long strayInterrupts() {
        return (long) STRAY_INTERRUPTS.getVolatile(this);
    }

    /// Entries in both queues, those of dropped jobs too. For tests.
    int entries() {
        return queue.entries() + lane.entries();
    }

    @Override
    public String toString() {
        return "blocking pool " + PoolState.describe((long) STATE.getVolatile(this)) + " computeWaiting="
                + lane.permits();
    }
}
