package io.magpie.internal.scheduler;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.spi.BlockingJob;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The body of a blocking job as a future that is ready on its first poll, so that a job is a task like any other; and
/// that task's scheduler, which never schedules it again.
///
/// ```text
/// QUEUED ──run──▶ RUNNING ──────────────────────▶ DONE
///    │               └─abort─▶ INTERRUPTING ─▶ INTERRUPTED
///    └─abort, reject─▶ WITHDRAWN
/// ```
///
/// Only the winner of the step out of QUEUED holds the task's entry: the pool's thread, or whoever withdraws the job.
/// An abort interrupts the thread between INTERRUPTING and INTERRUPTED, and the thread waits for the latter before it
/// clears its flag and goes on: the flag never leaks into the next job.
///
/// @param <T> the type of the value
final class JobFuture<T extends @Nullable Object> implements Future<T>, BlockingJob, Scheduler {

    private static final int QUEUED = 0;
    private static final int RUNNING = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;
    private static final int DONE = 4;
    private static final int WITHDRAWN = 5;

    private static final VarHandle STEP;

    static {
        try {
            STEP = MethodHandles.lookup().findVarHandle(JobFuture.class, "step", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Kind kind;
    private final BlockingJobs home;

    /// Null once it was called or will not be.
    private @Nullable Callable<? extends T> body;

    /// The task whose future this is; set before it is scheduled.
    private @Nullable Task<T> task;

    /// Who runs the job; written before RUNNING is set.
    private @Nullable Thread thread;

    @SuppressWarnings("unused") // through STEP
    private int step = QUEUED;

    JobFuture(Callable<? extends T> body, Kind kind, BlockingJobs home) {
        this.body = body;
        this.kind = kind;
        this.home = home;
    }

    void belongTo(Task<T> owner) {
        task = owner;
    }

    // ---- the pool's side

    @Override
    public void run() {
        thread = Thread.currentThread();
        if (!STEP.compareAndSet(this, QUEUED, RUNNING)) {
            return;
        }
        var _ = task().run(home.newContext());
        if (!STEP.compareAndSet(this, RUNNING, DONE)) {
            while ((int) STEP.getVolatile(this) == INTERRUPTING) {
                Thread.onSpinWait();
            }
        }
        // Also when the job interrupted its own thread.
        var _ = Thread.interrupted();
    }

    @Override
    public void reject() {
        task().abort(Cancellation.SHUT_DOWN);
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public @Nullable String name() {
        return task().name();
    }

    @Override
    public boolean isWithdrawn() {
        return (int) STEP.getVolatile(this) == WITHDRAWN;
    }

    // ---- the aborter's side

    /// Withdraws the job if it waits; interrupts it if it runs. Called once, after the task's word says so.
    @Override
    public void abortRequested(Task<?> aborted) {
        if (STEP.compareAndSet(this, QUEUED, WITHDRAWN)) {
            // The entry is ours: the task drops this future and completes as cancelled.
            var _ = task().run(home.newContext());
        } else if (STEP.compareAndSet(this, RUNNING, INTERRUPTING)) {
            try {
                Objects.requireNonNull(thread).interrupt();
            } finally {
                STEP.setVolatile(this, INTERRUPTED);
            }
        }
    }

    // ---- the task's side

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Callable<? extends T> called = Objects.requireNonNull(body);
        body = null;
        try {
            return called.call();
        } catch (InterruptedException | IOException interrupted) {
            // An interrupted channel throws a type that core, which knows no channels, cannot name: any failed I/O of
            // an
            // aborted job counts.
            int now = (int) STEP.getVolatile(this);
            if (now == INTERRUPTING || now == INTERRUPTED) {
                throw new Cancelled(task().reason());
            }
            throw interrupted;
        }
    }

    @Override
    public @Nullable Object drop(Context cx) {
        body = null;
        return Poll.CANCELLED;
    }

    @Override
    public void schedule(Task<?> woken) {
        throw new AssertionError(woken + " is a blocking job, which is scheduled once, by the pool");
    }

    @Override
    public void release(Task<?> completed) {
        home.release(completed);
    }

    @Override
    public void reportFailure(FailureReport report) {
        home.reportFailure(report);
    }

    @Override
    public UnseenFailures unseenFailures() {
        return home.unseenFailures();
    }

    private Task<T> task() {
        return Objects.requireNonNull(task);
    }
}
