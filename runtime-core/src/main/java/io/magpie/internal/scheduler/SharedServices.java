package io.magpie.internal.scheduler;

import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.TaskRegistry;
import io.magpie.internal.task.UnseenFailures;

/// What every runner of tasks of one runtime shares: the registry, the clean-up deadlines, the place for failures.
public final class SharedServices {

    private final TaskRegistry owned;
    private final CleanupDeadlines cleanup;
    private final UnseenFailures unseen;
    private final Settings settings;
    private final Runnable shutdown;

    /// For a runtime of these settings.
    ///
    /// @param workerSlots slots of workers; 0 if there are none
    /// @param onEmpty called when the closed registry has become empty
    /// @param shutdown begins the shutdown, for the policy that a failure ends the runtime
    public SharedServices(Settings settings, int workerSlots, Runnable onEmpty, Runnable shutdown) {
        this.settings = settings;
        this.owned = new TaskRegistry(workerSlots, onEmpty);
        this.cleanup = new CleanupDeadlines(settings.cleanupTimeoutNanos());
        this.shutdown = shutdown;
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
        }
    }
}
