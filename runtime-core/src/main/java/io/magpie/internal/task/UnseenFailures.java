package io.magpie.internal.task;

import java.lang.ref.Cleaner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The failures of tasks that nobody has looked at yet, of one runtime.
///
/// A failure is reported when the task object is collected before anyone awaited or read it, and at shutdown for the
/// rest. Costs nothing until a task fails: only then is there a phantom reference, and one daemon thread that waits for
/// the collector; it ends when the runtime is gone.
public final class UnseenFailures {

    private final Consumer<FailureReport> handler;

    /// The failure and the report it makes; the failure knows whether it was seen meanwhile.
    private final Map<Failure, FailureReport> unseen = new ConcurrentHashMap<>();

    /// Made for the first failure. Guarded by this.
    private @Nullable Cleaner cleaner;

    /// Reports go to `handler`, on the collector's thread or on the thread that shuts the runtime down.
    public UnseenFailures(Consumer<FailureReport> handler) {
        this.handler = handler;
    }

    /// Watches `task`, which failed. The report must not reach the task.
    void watch(Task<?> task, Failure failure, FailureReport report) {
        unseen.put(failure, report);
        var _ = cleaner().register(task, () -> report(failure));
    }

    /// Takes note that somebody looked at `failure`.
    void seen(Failure failure) {
        unseen.remove(failure);
    }

    /// Reports everything that nobody looked at: the runtime ends.
    public void reportAll() {
        for (Failure failure : unseen.keySet()) {
            report(failure);
        }
    }

    private void report(Failure failure) {
        FailureReport report = unseen.remove(failure);
        if (report != null && failure.markSeen()) {
            handler.accept(report);
        }
    }

    private synchronized Cleaner cleaner() {
        Cleaner made = cleaner;
        if (made == null) {
            made = Cleaner.create(body -> {
                Thread thread = new Thread(body, "magpie-unseen-failures");
                thread.setDaemon(true);
                return thread;
            });
            cleaner = made;
        }
        return made;
    }
}
