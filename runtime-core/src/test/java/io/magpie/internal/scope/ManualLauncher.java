package io.magpie.internal.scope;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Children that run when the test says so, on the thread of the test.
final class ManualLauncher implements Launcher, Scheduler {

    /// What was reported as a failure nobody looked at.
    final List<FailureReport> reports = new ArrayList<>();

    private final List<Task<?>> queue = new ArrayList<>();
    private final UnseenFailures unseen = new UnseenFailures(reports::add);

    @Override
    public <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name) {
        Task<T> task = new Task<>(future, this, name, List.of());
        queue.add(task);
        return task;
    }

    @Override
    public <T extends @Nullable Object> Task<T> refuse(Future<T> future, @Nullable String name, Cancellation why) {
        Task<T> task = new Task<>(future, this, name, List.of());
        task.completeUnscheduled(why);
        return task;
    }

    /// Runs what is runnable, until nothing is.
    void runAll() {
        while (!queue.isEmpty()) {
            Task<?> task = queue.removeFirst();
            switch (task.run(context())) {
                case RESUBMIT, YIELDED -> queue.add(task);
                case IDLE, COMPLETE -> {}
            }
        }
    }

    /// How many tasks are runnable.
    int runnable() {
        return queue.size();
    }

    @Override
    public void schedule(Task<?> task) {
        queue.add(task);
    }

    @Override
    public void release(Task<?> task) {}

    @Override
    public void reportFailure(FailureReport report) {
        reports.add(report);
    }

    @Override
    public UnseenFailures unseenFailures() {
        return unseen;
    }

    static PollContext context() {
        return new PollContext(Budget.unlimited(), PollContext.NO_SERVICES);
    }
}
