package io.magpie.internal.scheduler.current;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.internal.park.Parker;
import io.magpie.internal.scheduler.Engine;
import io.magpie.internal.scheduler.Root;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.SharedServices;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.metrics.RuntimeMetrics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Runs tasks on the thread that calls `blockOn`, while it does.
///
/// The same tasks, timers and driver as the multi-thread scheduler, with one queue, no stealing and no LIFO slot. See the
/// package's documentation for who drives.
public final class CurrentThreadScheduler implements Engine {

    private static final VarHandle DRIVING;

    static {
        try {
            DRIVING = MethodHandles.lookup().findVarHandle(CurrentThreadScheduler.class, "driving", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object facade;
    private final Settings settings;
    private final SharedServices shared;
    private final PausableClock clock = new PausableClock();
    private final Core core;

    /// The thread that has the core; null if none does.
    @SuppressWarnings("unused") // through DRIVING
    private @Nullable Thread driving;

    /// Threads in `blockOn` that do not drive: the tokens they sleep on.
    private final Queue<Parker> waiting = new ConcurrentLinkedQueue<>();

    private final AtomicInteger jobs = new AtomicInteger();

    private volatile boolean closed;

    /// A scheduler that nobody drives yet.
    ///
    /// @param facade what `AsyncRuntime.current()` gives on the driving thread
    public CurrentThreadScheduler(Object facade, Settings settings) {
        this.facade = facade;
        this.settings = settings;
        this.shared =
                new SharedServices(settings, 0, this::wakeEverybody, () -> beginShutdown(Cancellation.SHUT_DOWN), this);
        if (settings.startPaused()) {
            clock.pause();
        }
        this.core = new Core(this, settings, clock);
    }

    // ---- spawning and waking: any thread

    @Override
    public <T extends @Nullable Object> Task<T> spawn(
            Future<T> future, @Nullable String name, List<StackTraceElement> spawnSite) {
        Task<T> task = new Task<>(future, this, name, spawnSite);
        if (shared.owned().link(task)) {
            schedule(task);
        } else {
            task.completeUnscheduled(Cancellation.SHUT_DOWN);
        }
        return task;
    }

    @Override
    public void schedule(Task<?> task) {
        if (isDriving()) {
            core.push(task);
        } else {
            core.inject(task);
        }
    }

    private boolean isDriving() {
        // Plain truth about oneself: only the calling thread writes itself here, and takes itself out.
        return DRIVING.getOpaque(this) == Thread.currentThread();
    }

    // ---- blockOn

    @Override
    public <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
        Parker token = new Parker(true);
        Root<T> root = new Root<>(
                future,
                new Budget(settings.budgetOperations(), settings.budgetNanos()),
                core,
                shared,
                () -> wakeRoot(token));
        if (!shared.owned().link(root.task())) {
            root.task().completeUnscheduled(Cancellation.SHUT_DOWN);
        }
        CurrentRuntime.runBound(this, true, () -> run(root, token));
        return root.outcome();
    }

    /// A root was woken: its thread drives, or sleeps on its own token.
    private void wakeRoot(Parker token) {
        token.unpark();
        core.unpark();
    }

    private void run(Root<?> root, Parker token) {
        try {
            drive(root, token);
        } finally {
            wakeNextDriver();
        }
    }

    private void drive(Root<?> root, Parker token) {
        while (!root.task().isFinished()) {
            if (tryDrive()) {
                try {
                    core.driveUntilFinished(root);
                } finally {
                    stopDriving();
                }
            } else {
                waitFor(root, token);
            }
        }
    }

    /// Polls the root while another thread drives; sleeps until the root is woken or the core is free.
    @SuppressWarnings("ThreadPriorityCheck") // see below
    private void waitFor(Root<?> root, Parker token) {
        root.checkInterrupt();
        if (root.runIfReady()) {
            if (root.isReady()) {
                Thread.yield(); // it yields to the tasks, which run on another thread
            }
            return;
        }
        waiting.add(token);
        try {
            // After enlisting; pairs with stopDriving, which lets go first and then looks for who waits.
            if (DRIVING.getVolatile(this) != null && !root.isReady()) {
                var _ = token.park(-1);
            }
        } finally {
            waiting.remove(token);
        }
    }

    private boolean tryDrive() {
        return DRIVING.compareAndSet(this, null, Thread.currentThread());
    }

    private void stopDriving() {
        DRIVING.setVolatile(this, (Thread) null);
        wakeNextDriver();
    }

    /// Wakes a thread that waits for the core, if the core is free. Also called by one that was woken for it and goes its
    /// way without it.
    private void wakeNextDriver() {
        Parker next = waiting.peek();
        if (next != null && DRIVING.getVolatile(this) == null) {
            next.unpark();
        }
    }

    @Override
    public <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception {
        if (isDriving()) {
            throw new IllegalStateException(
                    "blockInPlace needs another worker to take over, and a current-thread runtime"
                            + " has none: use spawnBlocking, or build a multi-thread runtime");
        }
        return body.call();
    }

    // ---- shutdown

    @Override
    public void beginShutdown(Cancellation why) {
        shared.owned().close();
        shared.owned().abortAll(why);
        wakeEverybody();
    }

    @Override
    public boolean awaitShutdown(long nanos) throws InterruptedException {
        boolean ended;
        try {
            ended = driveToTheEnd(nanos);
        } finally {
            wakeNextDriver();
        }
        if (ended) {
            abandon();
            shared.unseenFailures().reportAll();
        }
        return ended;
    }

    /// Runs the clean-up of all tasks, or waits while another thread does; returns whether none is left.
    private boolean driveToTheEnd(long nanos) throws InterruptedException {
        long deadline = nanos < 0 ? Long.MAX_VALUE : System.nanoTime() + nanos;
        Parker token = new Parker(true);
        while (!shared.owned().isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException(
                        "interrupted while the tasks of " + settings.name() + " were cleaning up");
            }
            long left = nanos < 0 ? -1 : Math.max(0, deadline - System.nanoTime());
            if (tryDrive()) {
                try {
                    CurrentRuntime.runBound(this, true, () -> core.driveUntilEmpty(left));
                } finally {
                    stopDriving();
                }
            } else {
                // A thread in blockOn drives, and its root is being cancelled too.
                waiting.add(token);
                if (DRIVING.getVolatile(this) != null && !shared.owned().isEmpty()) {
                    var _ = token.park(left);
                }
                waiting.remove(token);
            }
            if (left == 0 && !shared.owned().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void abandon() {
        if (!closed) {
            closed = true;
            core.close();
        }
    }

    @Override
    public List<String> tasks() {
        return shared.owned().snapshot().stream().map(Task::label).toList();
    }

    @Override
    public List<String> sockets() {
        return core.sockets();
    }

    private void wakeEverybody() {
        core.unpark();
        waiting.forEach(Parker::unpark);
    }

    // ---- what tasks ask

    @Override
    public void release(Task<?> task) {
        shared.release(task);
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
        return core;
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

    @Override
    public SharedServices failures() {
        return shared;
    }

    // ---- the rest

    /// Whether the paused clock may jump: everything waits, and no blocking job could still wake something.
    boolean mayAutoAdvance() {
        return jobs.get() == 0;
    }

    @Override
    public void onJobSpawned() {
        jobs.incrementAndGet();
    }

    @Override
    public void onJobEnded() {
        if (jobs.decrementAndGet() == 0) {
            core.unpark();
        }
    }

    boolean isEmpty() {
        return shared.owned().isEmpty();
    }

    @Override
    public RuntimeMetrics metrics() {
        return new RuntimeMetrics(List.of(core.stats()), shared.owned().count(), core.injectedCount());
    }

    @Override
    public PausableClock timeSource() {
        return clock;
    }

    @Override
    public Object facade() {
        return facade;
    }
}
