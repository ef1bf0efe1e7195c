package io.magpie.internal.scheduler.multi;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import io.magpie.internal.park.Crew;
import io.magpie.internal.park.Idle;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.park.PollerLock;
import io.magpie.internal.queue.InjectQueue;
import io.magpie.internal.scheduler.Engine;
import io.magpie.internal.scheduler.ForeignWake;
import io.magpie.internal.scheduler.Root;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.SharedServices;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.TaskRegistry;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.SystemClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.Timers;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The work-stealing scheduler: the words and queues that its workers share, and the doors for everyone else.
///
/// Read [Worker#run] first. The protocol is in the package's documentation.
public final class MultiThreadScheduler implements Engine, Scheduler, IoHost {

    /// Steele, Lea and Flood's constant, which keeps the sequences apart.
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private static final System.Logger LOG = System.getLogger("io.magpie");

    private final Object facade;
    private final Settings settings;
    private final SharedServices shared;
    private final InjectQueue<Task<?>> injected = new InjectQueue<>();
    private final List<Shard> shards;
    private final Idle idle;
    private final Crew crew;
    private final Spares spares;

    /// The workers that exist, spares last; replaced as a whole when a spare comes.
    private volatile Worker[] workers;

    /// Calls of `blockOn` so far: each gets its own sequence of random numbers from the one seed.
    private final AtomicLong roots = new AtomicLong();

    private final AtomicInteger threadsLeft;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile boolean closing;

    /// A scheduler whose workers are not started yet.
    ///
    /// @param facade what `AsyncRuntime.current()` gives on its threads
    public MultiThreadScheduler(Object facade, Settings settings) {
        this.facade = facade;
        this.settings = settings;
        this.shared = new SharedServices(
                settings,
                settings.workers() + settings.maxSpareWorkers(),
                this::unparkAll,
                () -> beginShutdown(Cancellation.SHUT_DOWN));
        this.shards = openShards();
        this.idle =
                new Idle(settings.workers(), shards.stream().map(Shard::lock).toList());
        this.crew = new Crew(settings.workers(), settings.maxSpareWorkers());
        this.threadsLeft = new AtomicInteger(settings.workers());
        this.spares = new Spares(this);
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        Worker[] first = new Worker[settings.workers()];
        for (int slot = 0; slot < first.length; slot++) {
            int home = slot;
            TimerWheel wheel = new TimerWheel(SystemClock.INSTANCE, () -> unpark(home));
            first[slot] = new Worker(this, slot, false, wheel, seeds.nextInt());
        }
        this.workers = first;
    }

    /// Starts the workers.
    public void start() {
        for (Worker worker : workers) {
            worker.start();
        }
    }

    private List<Shard> openShards() {
        if (settings.driver() == null) {
            return List.of();
        }
        List<Shard> opened = new ArrayList<>();
        try {
            int count = settings.driver().shards(settings.workers());
            for (int i = 0; i < count; i++) {
                opened.add(new Shard(settings.driver().open(this), new PollerLock()));
            }
            return List.copyOf(opened);
        } catch (IOException refused) {
            opened.forEach(shard -> shard.poller().close());
            throw new UncheckedIOException(
                    "the I/O driver \"" + settings.driver().name() + "\" could not open its poller", refused);
        }
    }

    // ---- what the workers share

    Settings settings() {
        return settings;
    }

    Idle idle() {
        return idle;
    }

    Crew crew() {
        return crew;
    }

    InjectQueue<Task<?>> injected() {
        return injected;
    }

    List<Shard> shards() {
        return shards;
    }

    @Nullable
    Shard shardOf(int slot) {
        return shards.isEmpty() ? null : shards.get(slot % shards.size());
    }

    Worker[] workers() {
        return workers;
    }

    /// Slots that a worker may ever have.
    int slots() {
        return settings.workers() + settings.maxSpareWorkers();
    }

    // ---- spawning and waking: any thread

    @Override
    public <T extends @Nullable Object> Task<T> spawn(
            Future<T> future, @Nullable String name, List<StackTraceElement> spawnSite) {
        Task<T> task = new Task<>(future, this, name, spawnSite);
        Worker worker = currentWorker();
        boolean listed =
                worker == null ? shared.owned().link(task) : shared.owned().linkOwn(task, worker.slot);
        if (!listed) {
            task.completeUnscheduled(Cancellation.SHUT_DOWN);
        } else if (worker == null) {
            inject(task);
        } else {
            worker.enqueue(task);
        }
        return task;
    }

    @Override
    public void schedule(Task<?> task) {
        Worker worker = currentWorker();
        if (worker == null) {
            inject(task);
        } else {
            worker.enqueue(task);
        }
    }

    private void inject(Task<?> task) {
        injected.push(task);
        notifyOne();
    }

    private @Nullable Worker currentWorker() {
        return Thread.currentThread() instanceof Worker worker && worker.scheduler == this ? worker : null;
    }

    @Override
    public void wake(Waker waker) {
        Worker worker = currentWorker();
        if (worker == null) {
            waker.wake();
        } else {
            worker.dispatch.deliver(waker);
        }
    }

    @Override
    public int maxEventsPerPoll() {
        return settings.maxEventsPerPoll();
    }

    /// Has a foreign waker called between tasks.
    void wakeForeign(Waker waker) {
        Task<@Nullable Void> call = spawn(new ForeignWake(waker), null, List.of());
        if (call.isFinished()) {
            // Refused: the runtime ends, and whoever waits must learn it.
            waker.wake();
        }
    }

    /// Wakes a sleeper to search for what was just pushed, unless somebody searches already.
    void notifyOne() {
        unpark(idle.notifyAfterPush());
    }

    /// Gives a slot's worker its token; [IdleState#NONE] for nobody.
    void unpark(int slot) {
        if (slot == IdleState.NONE) {
            return;
        }
        Worker worker = workerIn(slot);
        if (worker != null) {
            worker.parker.unpark();
        }
    }

    /// The worker in a slot; null if there is none yet.
    @Nullable
    Worker workerIn(int slot) {
        Worker[] all = workers;
        if (slot < settings.workers()) {
            return all[slot];
        }
        for (int i = settings.workers(); i < all.length; i++) {
            if (all[i].slot == slot) {
                return all[i];
            }
        }
        return null;
    }

    private void unparkAll() {
        for (Worker worker : workers) {
            worker.parker.unpark();
        }
    }

    // ---- what a sleeper asks

    /// Whether there is another worker to watch over.
    boolean hasPeers() {
        return workers.length > 1;
    }

    /// Whether a worker other than the sentinel that asks is awake; a guess.
    boolean othersAwake() {
        return idle.parked() < crew.runnable();
    }

    /// Whether there is work that a thief may take now.
    boolean hasStealableWork(Worker asking) {
        if (!injected.isEmpty()) {
            return true;
        }
        for (Worker worker : workers) {
            if (worker != asking
                    && (worker.queue.size() >= 2 || (crew.isStuck(worker.slot) && !worker.queue.isEmpty()))) {
                return true;
            }
        }
        return false;
    }

    /// When the first timer of a worker that is stuck is due.
    long deadlineOfStuck() {
        if (!crew.anyStuck()) {
            return Long.MAX_VALUE;
        }
        long first = Long.MAX_VALUE;
        for (Worker worker : workers) {
            if (!worker.spare && crew.isStuck(worker.slot)) {
                first = Math.min(first, worker.wheel.nextDeadline());
            }
        }
        return first;
    }

    /// Fires the timers of stuck workers that are due, on behalf of the calling worker.
    int fireStuck(Worker rescuer, long now) {
        int fired = 0;
        if (crew.anyStuck()) {
            for (Worker worker : workers) {
                if (!worker.spare && crew.isStuck(worker.slot) && worker.wheel.nextDeadline() <= now) {
                    fired += rescuer.dispatch.fire(worker.wheel, now);
                }
            }
        }
        return fired;
    }

    // ---- spares

    Spares spares() {
        return spares;
    }

    /// Makes a worker known that stands in; it takes the place of one that has ended in the same slot. Called by one
    /// thread at a time.
    void addWorker(Worker spare) {
        threadsLeft.incrementAndGet();
        List<Worker> after = new ArrayList<>(List.of(workers));
        after.removeIf(worker -> worker.slot == spare.slot);
        after.add(spare);
        workers = after.toArray(Worker[]::new);
    }

    /// The thread of a spare could not be started.
    void removeWorker(Worker spare) {
        threadsLeft.decrementAndGet();
        List<Worker> after = new ArrayList<>(List.of(workers));
        after.remove(spare);
        workers = after.toArray(Worker[]::new);
    }

    // ---- blockOn

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
        Thread self = Thread.currentThread();
        Root<T> root = new Root<>(
                future,
                new Budget(settings.budgetOperations(), settings.budgetNanos()),
                new RootServices(),
                shared,
                () -> LockSupport.unpark(self));
        if (!shared.owned().link(root.task())) {
            root.task().completeUnscheduled(Cancellation.SHUT_DOWN);
        }
        CurrentRuntime.runBound(this, true, () -> drive(root));
        return root.outcome();
    }

    @SuppressWarnings("ThreadPriorityCheck") // a root that yields lets the workers run
    private void drive(Root<?> root) {
        while (!root.task().isFinished()) {
            root.checkInterrupt();
            if (!root.runIfReady()) {
                LockSupport.park(root);
            } else if (root.isReady()) {
                Thread.yield();
            }
        }
    }

    @Override
    public <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception {
        Worker worker = currentWorker();
        return worker == null ? body.call() : worker.blockInPlace(body);
    }

    // ---- shutdown

    @Override
    public void beginShutdown(Cancellation why) {
        shared.owned().close();
        closing = true;
        shared.owned().abortAll(why);
        unparkAll();
    }

    /// Whether the runtime is shutting down.
    boolean isClosing() {
        return closing;
    }

    /// Whether workers that have acknowledged the shutdown may leave: no task is left.
    boolean isDone() {
        return closing && shared.owned().isEmpty();
    }

    /// A worker's thread ends. The last one puts out the lights.
    void workerLeft(Worker worker) {
        // Others may sleep that looked before this worker's last task was counted.
        unparkAll();
        if (threadsLeft.decrementAndGet() == 0) {
            abandon();
            shared.unseenFailures().reportAll();
            ended.countDown();
        }
    }

    @Override
    public boolean awaitShutdown(long nanos) throws InterruptedException {
        if (nanos < 0) {
            ended.await();
        } else if (!ended.await(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        for (Worker worker : workers) {
            worker.join();
        }
        return true;
    }

    @Override
    public void abandon() {
        for (Worker worker : workers) {
            worker.wheel.close();
        }
        for (Shard shard : shards) {
            shard.poller().close();
        }
    }

    @Override
    public List<String> tasks() {
        return shared.owned().snapshot().stream().map(Task::label).toList();
    }

    @Override
    public List<String> sockets() {
        return shards.stream().flatMap(shard -> shard.poller().open().stream()).toList();
    }

    // ---- the rest

    @Override
    public void release(Task<?> task) {
        Worker worker = currentWorker();
        if (worker == null) {
            throw new AssertionError(task + " was completed on " + Thread.currentThread() + ", which is no worker");
        }
        shared.cleanup().forget(task);
        unpark(shared.owned().unlinkOwn(task, worker.slot));
    }

    TaskRegistry registry() {
        return shared.owned();
    }

    @Override
    public boolean cleanupOverdue(Task<?> task, Context cx) {
        return shared.cleanup().isOverdue(task, cx);
    }

    @Override
    public void reportFailure(FailureReport report) {
        shared.reportFailure(report);
    }

    @Override
    public UnseenFailures unseenFailures() {
        return shared.unseenFailures();
    }

    /// Something has interrupted a worker, or a task has interrupted its own thread.
    void reportInterrupt(Task<?> task) {
        LOG.log(
                Level.WARNING,
                "runtime " + settings.name() + ": the interrupt flag of "
                        + Thread.currentThread().getName()
                        + " was set during a poll of " + task.label()
                        + "; cleared, because it would close the next task's channel. To cancel a task, call abort");
    }

    /// A bug of ours has escaped into a worker's loop.
    void reportBug(Throwable bug) {
        LOG.log(
                Level.ERROR,
                "runtime " + settings.name() + ": a worker met a bug of the runtime and goes on; please report it",
                bug);
    }

    /// The system's poller has failed.
    void reportDriver(IOException failed) {
        LOG.log(
                Level.ERROR,
                "runtime " + settings.name() + ": polling for I/O failed; the next poll tries again",
                failed);
    }

    @Override
    public RuntimeMetrics metrics() {
        List<WorkerMetrics> each = new ArrayList<>();
        for (Worker worker : workers) {
            if (!worker.spare) {
                each.add(worker.stats.snapshot(worker.slot));
            }
        }
        return new RuntimeMetrics(each, shared.owned().count(), injected.size());
    }

    @Override
    public Clock timeSource() {
        return SystemClock.INSTANCE;
    }

    @Override
    public Object facade() {
        return facade;
    }

    @Override
    public SharedServices failures() {
        return shared;
    }

    @Override
    public void onJobSpawned() {}

    @Override
    public void onJobEnded() {}

    /// What a thread in `blockOn` offers to its future: a worker's timers and a shard of the driver.
    private final class RootServices implements PollContext.Services {

        private final SplittableRandom random =
                new SplittableRandom(settings.seed() + GOLDEN_GAMMA * roots.incrementAndGet());
        private final int index = random.nextInt(settings.workers());

        @Override
        @SuppressWarnings("unchecked") // each service is returned for its own class
        public <S> @Nullable S find(Class<S> type) {
            if (type == Timers.class) {
                return (S) workers[index].wheel;
            }
            if (type == IoPoller.class) {
                Shard shard = shardOf(index);
                return shard == null ? null : (S) shard.poller();
            }
            return null;
        }

        @Override
        public int nextRandom() {
            return random.nextInt();
        }

        @Override
        public void onBudgetSpent() {}
    }
}
