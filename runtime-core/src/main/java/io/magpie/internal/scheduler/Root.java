package io.magpie.internal.scheduler;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.task.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The future of a `blockOn`: a task whose only runner is the thread that waits for it.
///
/// The task's entry is the flag `ready`: set by whoever wakes the task, taken by the thread. Since there is one thread
/// and one flag, there is never more than one entry.
///
/// @param <T> the type of the value
public final class Root<T extends @Nullable Object> implements Scheduler {

    private static final VarHandle READY;

    static {
        try {
            READY = MethodHandles.lookup().findVarHandle(Root.class, "ready", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Task<T> task;
    private final PollContext cx;
    private final PollContext.Services services;
    private final Runnable unparkThread;
    private final SharedServices shared;

    private boolean interrupted;

    /// True while the task's entry waits for the thread. Initially there: the future was never polled.
    @SuppressWarnings("unused") // through READY
    private boolean ready = true;

    /// A root for the calling thread, which `unparkThread` wakes, from any thread, without blocking.
    public Root(
            Future<T> future,
            Budget budget,
            PollContext.Services services,
            SharedServices shared,
            Runnable unparkThread) {
        this.task = new Task<>(future, this);
        this.cx = new PollContext(budget, services);
        this.services = services;
        this.shared = shared;
        this.unparkThread = unparkThread;
    }

    /// The root as a task.
    public Task<T> task() {
        return task;
    }

    /// Whether there is something to run.
    public boolean isReady() {
        return (boolean) READY.getVolatile(this);
    }

    /// Runs the root once, if it is ready. Returns whether it ran.
    public boolean runIfReady() {
        if (!(boolean) READY.getAndSet(this, false)) {
            return false;
        }
        cx.refillBudget();
        switch (task.run(cx)) {
            // A yield: the caller comes round after it has run what else there is.
            case RESUBMIT, YIELDED -> READY.setVolatile(this, true);
            case IDLE, COMPLETE -> {}
        }
        return true;
    }

    /// Looks for an interrupt of the calling thread, the waiting one. The first cancels the root; its clean-up goes on.
    public void checkInterrupt() {
        if (Thread.interrupted()) {
            interrupted = true;
            task.abort(Cancellation.aborted(new InterruptedException("the thread in blockOn was interrupted")));
        }
    }

    /// The outcome, once the task has completed.
    ///
    /// @throws InterruptedException if the calling thread was interrupted and the future was cancelled for it
    public T outcome() throws Exception {
        if (interrupted) {
            if (task.outcome() instanceof Outcome.Aborted<T>) {
                throw new InterruptedException("interrupted in blockOn: the future was cancelled");
            }
            // The value came in time: it is not thrown away, and neither is the interrupt.
            Thread.currentThread().interrupt();
        }
        return task.takeOutcome();
    }

    @Override
    public void schedule(Task<?> woken) {
        READY.setVolatile(this, true);
        unparkThread.run();
    }

    @Override
    public void release(Task<?> completed) {
        shared.release(completed);
    }

    @Override
    public boolean cleanupOverdue(Task<?> cancelled, Context context) {
        return shared.cleanup().isOverdue(cancelled, context);
    }

    @Override
    public CleanUpLimit cleanUpLimit() {
        return shared.cleanup().newLimit();
    }

    @Override
    public PollContext.Services services() {
        return services;
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
}
