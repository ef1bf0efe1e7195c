package io.magpie.internal.scheduler;

import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.TimerEntry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How long the clean-up of cancelled tasks may still take.
///
/// Costs nothing until a task's clean-up waits for something: only then is there an entry, with a timer that wakes the
/// task when its time is up: after the clean-up timeout, or when the runtime gives up waiting for its tasks.
public final class CleanupDeadlines {

    private final long timeoutNanos;
    private final Map<Task<?>, Deadline> deadlines = new ConcurrentHashMap<>();

    /// Set by the first clean-up that waits; spares the others a look at the map.
    private volatile boolean used;

    /// Clean-ups may take `timeoutNanos` each, from the moment they first wait.
    public CleanupDeadlines(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /// Whether the clean-up of `task` has waited too long. The first call starts its time; the task is woken when that is
    /// up. Called by the task's runner, when its clean-up waits.
    public boolean isOverdue(Task<?> task, Context cx) {
        used = true;
        return deadlines.computeIfAbsent(task, _ -> new Deadline(timeoutNanos)).isOver(cx);
    }

    /// The time that the clean-up of a part of a task may wait; begins when first asked.
    public CleanUpLimit newLimit() {
        return new Deadline(timeoutNanos);
    }

    /// Forgets a task that has completed. Called by its runner.
    public void forget(Task<?> task) {
        if (used) {
            Deadline deadline = deadlines.remove(task);
            if (deadline != null) {
                deadline.end();
            }
        }
    }

    /// The end of one clean-up.
    private static final class Deadline extends TimerEntry implements CleanUpLimit {

        Deadline(long nanos) {
            super(nanos, true);
        }

        /// Also if the runtime has given up waiting: its timers are closed, and the clean-up has had its time.
        @Override
        public boolean isOver(Context cx) {
            return pollElapsedOrShutDown(cx);
        }

        @Override
        public void end() {
            disarm();
        }
    }
}
