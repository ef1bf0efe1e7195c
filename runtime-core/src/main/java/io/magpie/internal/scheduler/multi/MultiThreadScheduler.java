package io.magpie.internal.scheduler.multi;

import io.magpie.future.Cancellation;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import io.magpie.internal.park.Crew;
import io.magpie.internal.park.Idle;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.queue.Hand;
import io.magpie.internal.queue.InjectQueue;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.scheduler.Counters;
import io.magpie.internal.scheduler.Engine;
import io.magpie.internal.scheduler.ForeignWake;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.SharedServices;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.TaskRegistry;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.SystemClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.spi.IoHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The work-stealing scheduler: the words and queues that its workers share, and the doors for everyone else.
///
/// Read [Worker#run] first. The protocol is in the package's documentation.
public final class MultiThreadScheduler implements Engine, IoHost {

    private static final System.Logger LOG = System.getLogger("io.magpie");

    private final Object facade;
    private final Settings settings;
    private final SharedServices shared;
    private final InjectQueue<Task<?>> injected = new InjectQueue<>();
    private final List<Shard> shards;
    private final Idle idle;
    private final Crew crew;
    private final Spares spares;
    private final Company company;

    private final Roster roster;
    private final RootDriver roots;

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
                () -> roster().unparkAll(),
                () -> beginShutdown(Cancellation.SHUT_DOWN),
                this);
        this.shards = openShards();
        this.idle =
                new Idle(settings.workers(), shards.stream().map(Shard::lock).toList());
        this.company = new Company(SystemClock.INSTANCE.now(), settings.workers() > 1 ? settings.epochNanos() : 0);
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
        this.roster = new Roster(first, crew);
        this.roots = new RootDriver(this, shared);
    }

    /// Starts the workers.
    public void start() {
        for (Worker worker : roster.workers()) {
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
                opened.add(new Shard(settings.driver().open(this)));
            }
            return List.copyOf(opened);
        } catch (IOException refused) {
            opened.forEach(Shard::close);
            throw new UncheckedIOException(
                    "the I/O driver \"" + settings.driver().name() + "\" could not open its poller", refused);
        } catch (RuntimeException | Error refused) {
            opened.forEach(Shard::close);
            throw refused;
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

    Company company() {
        return company;
    }

    List<Shard> shards() {
        return shards;
    }

    @Nullable
    Shard shardOf(int slot) {
        return shards.isEmpty() ? null : shards.get(slot % shards.size());
    }

    Roster roster() {
        return roster;
    }

    Worker[] workers() {
        return roster.workers();
    }

    /// Whether a worker other than the sentinel that asks is awake; a guess.
    boolean othersAwake() {
        return idle.parked() < crew.runnable();
    }

    /// While a worker is idle, who spins keeps nobody from a processor.
    @Override
    public boolean isWorthSpinning(long start) {
        return settings.spinNanos() > 0
                && System.nanoTime() - start < settings.spinNanos()
                && (idle.parked() > 0 || idle.searching() > 0);
    }

    /// Whether there is work that a thief may take now.
    boolean hasStealableWork(Worker asking) {
        return !injected.isEmpty() || roster.hasStealableWork(asking);
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
        boolean listed;
        if (worker == null) {
            listed = shared.owned().admit();
        } else if (worker.spare) { // it may end, and then nobody would look after its list
            listed = shared.owned().link(task);
        } else {
            listed = shared.owned().linkOwn(task, worker.slot);
        }
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
        // Without a fence: the push is a read-modify-write of the index that a parker reads.
        unpark(idle.claim());
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

    /// Has a foreign waker called between tasks; at once if the runtime ends, and takes no task any more.
    void wakeForeign(Waker waker) {
        var _ = spawn(new ForeignWake(waker), null, List.of());
    }

    /// Wakes a sleeper to search for what was just pushed, unless somebody searches already.
    void notifyOne() {
        unpark(idle.notifyAfterPush());
    }

    Spares spares() {
        return spares;
    }

    /// A worker's thread will run.
    void workerJoins(Worker worker) {
        threadsLeft.incrementAndGet();
        roster.add(worker);
    }

    /// A worker's thread could not be started.
    void workerFails(Worker worker) {
        threadsLeft.decrementAndGet();
        roster.remove(worker);
    }

    /// Gives a slot's worker its token; [IdleState#NONE] for nobody.
    void unpark(int slot) {
        roster.unpark(slot);
    }

    // ---- running on the caller's thread

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
        return roots.blockOn(future);
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
        // Before the lists are read; pairs with the fence of a worker that blocks in place.
        VarHandle.fullFence();
        listInjected();
        shared.owned().abortAll(why);
        roster.unparkAll();
    }

    /// Lists the tasks that no worker has pulled: if all workers are stuck, the report names them all the same. What comes
    /// later, or is being pulled now, is listed and aborted by the worker that pulls it.
    private void listInjected() {
        Hand<Task<?>> hand = new Hand<>(LocalRunQueue.BATCH);
        List<Task<?>> taken = new ArrayList<>();
        int left = injected.size();
        while (left > 0 && injected.drain(hand, left) > 0) {
            for (int i = 0; i < hand.size(); i++) {
                shared.owned().listAdmitted(hand.at(i));
                taken.add(hand.at(i));
            }
            left -= hand.size();
            hand.clear();
        }
        injected.pushAll(taken);
        // Somebody may have looked while they were in the hand, and gone to sleep.
        notifyOne();
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
        roster.unparkAll();
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
        for (Worker worker : roster.workers()) {
            worker.join();
        }
        return true;
    }

    @Override
    public void abandon() {
        for (Worker worker : roster.workers()) {
            worker.wheel.close();
        }
        shards.forEach(Shard::close);
        // After the close: a poller that is closed never waits, so whoever sleeps there must leave it, and sleep on its
        // token instead.
        roster.unparkAll();
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
    public CleanUpLimit cleanUpLimit() {
        return shared.cleanup().newLimit();
    }

    @Override
    public PollContext.Services services() {
        return roots.newServices();
    }

    @Override
    public void adopt(Future<?> future, Cancellation why) {
        shared.adopt(future, why);
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
    void reportDriver(Throwable failed) {
        LOG.log(
                Level.ERROR,
                "runtime " + settings.name() + ": polling for I/O failed; the next poll tries again",
                failed);
    }

    @Override
    public RuntimeMetrics metrics() {
        List<WorkerMetrics> each = new ArrayList<>();
        for (Worker worker : roster.workers()) {
            if (!worker.spare) {
                each.add(worker.stats.snapshot(worker.slot));
            }
        }
        return new RuntimeMetrics(each, shared.owned().count(), injected.size());
    }

    /// What the workers have done so far, for benchmarks and tests.
    public Counters counters() {
        Counters sum = new Counters(0, 0, 0, 0, 0, 0, 0, idle.retries());
        for (Worker worker : roster.workers()) {
            sum = sum.plus(worker.counters());
        }
        return sum;
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
}
