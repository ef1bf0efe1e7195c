package io.magpie.internal.scheduler;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.TaskRegistry;
import io.magpie.internal.task.UnseenFailures;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.internal.util.RuntimeThread;

/// What every runner of tasks of one runtime shares: the registry, the clean-up deadlines, the place for failures.
public final class SharedServices {

    private final TaskRegistry owned;
    private final CleanupDeadlines cleanup;
    private final UnseenFailures unseen;
    private final Settings settings;
    private final Runnable shutdown;
    private final Scheduler scheduler;

    /// What is shut down after the scheduler: the blocking jobs.
    private volatile Runnable alsoShutDown = () -> {};

    /// For a runtime of these settings.
    ///
    /// @param workerSlots slots of workers; 0 if there are none
    /// @param onEmpty called when the closed registry has become empty
    /// @param shutdown begins the shutdown, for the policy that a failure ends the runtime
    /// @param scheduler runs what is adopted; the object that threads of the runtime are bound to
    public SharedServices(
            Settings settings, int workerSlots, Runnable onEmpty, Runnable shutdown, Scheduler scheduler) {
        this.settings = settings;
        this.owned = new TaskRegistry(workerSlots, onEmpty);
        this.cleanup = new CleanupDeadlines(settings.cleanupTimeoutNanos());
        this.shutdown = shutdown;
        this.scheduler = scheduler;
        this.unseen = new UnseenFailures(this::reportFailure);
    }

    /// The registry of tasks.
    public TaskRegistry owned() {
        return owned;
    }

    /// The clean-up deadlines of cancelled tasks.
    public CleanupDeadlines cleanup() {
        return cleanup;
    }

    /// Failures that nobody has looked at.
    public UnseenFailures unseenFailures() {
        return unseen;
    }

    /// Forgets a task that has completed, which no worker spawned.
    public void release(Task<?> task) {
        cleanup.forget(task);
        owned.unlink(task);
    }

    /// Drives the drop of `future`, which nobody else can wait for, as a task that was cancelled before it began. While the
    /// runtime shuts down, only what tasks leave behind is adopted: they keep the runtime up until this one is listed.
    public void adopt(Future<?> future, Cancellation why) {
        Task<?> task = new Task<>(future, scheduler);
        if (!owned.link(task) && !(isInTask() && owned.linkLate(task))) {
            reportFailure(task.unadopted(why));
            return;
        }
        task.abort(why);
        var _ = task.detached();
        scheduler.schedule(task);
    }

    /// Whether the calling thread is in a poll of a task of this runtime.
    private boolean isInTask() {
        return CurrentRuntime.find() == scheduler
                && (CurrentRuntime.isPolling() || Thread.currentThread() instanceof RuntimeThread);
    }

    /// Has `job` run, too, when a failure ends the runtime. Called while the runtime is built.
    public void onShutdown(Runnable job) {
        alsoShutDown = job;
    }

    /// Passes a failure nobody looked at to the runtime's handler, and ends the runtime if it was built so.
    public void reportFailure(FailureReport report) {
        try {
            settings.failureHandler().accept(report);
        } catch (Throwable thrown) { // a handler that fails must not kill the worker that calls it
            System.getLogger("io.magpie")
                    .log(System.Logger.Level.ERROR, "the handler of unobserved failures failed itself", thrown);
        }
        if (settings.shutdownOnFailure()) {
            shutdown.run();
            alsoShutDown.run();
        }
    }
}
