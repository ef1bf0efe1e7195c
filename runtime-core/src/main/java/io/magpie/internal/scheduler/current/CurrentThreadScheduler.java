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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Runs tasks on the thread that calls `blockOn`, while it does.
///
/// The same tasks, timers and driver as the multi-thread scheduler, with one queue, no stealing and no LIFO slot. See the
/// package's documentation for who drives.
public final class CurrentThreadScheduler implements Engine {

    private final Object facade;
    private final Settings settings;
    private final SharedServices shared;
    private final PausableClock clock = new PausableClock();
    private final Core core;

    /// Whoever has it may touch the core.
    private final DriverSeat seat = new DriverSeat();

    private final AtomicInteger jobs = new AtomicInteger();

    private final AtomicBoolean closed = new AtomicBoolean();

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
        if (seat.isMine()) {
            core.push(task);
        } else {
            core.inject(task);
        }
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

    /// Runs the root to its end. Nothing is passed on there: only the calling thread finishes its root, and after each
    /// sleep it tries to take the seat first.
    private void run(Root<?> root, Parker token) {
        while (!root.task().isFinished()) {
            if (seat.tryTake()) {
                try {
                    core.driveUntilFinished(root);
                } finally {
                    seat.leave();
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
        if (seat.enlist(token) && !root.isReady()) {
            var _ = token.park(-1);
        }
        seat.delist(token);
    }

    @Override
    public <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception {
        if (seat.isMine()) {
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
            // It may have been woken for the seat, and was interrupted, or its time was up.
            seat.passOn();
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
            if (seat.tryTake()) {
                try {
                    CurrentRuntime.runBound(this, true, () -> core.driveUntilEmpty(left));
                } finally {
                    seat.leave();
                }
            } else {
                // A thread in blockOn drives, and its root is being cancelled too.
                if (seat.enlist(token) && !shared.owned().isEmpty()) {
                    var _ = token.park(left);
                }
                seat.delist(token);
            }
            if (left == 0 && !shared.owned().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void abandon() {
        // No monitor: closing wakes what waits, and a waker may be anybody's code.
        if (closed.compareAndSet(false, true)) {
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
        seat.wakeAll();
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
