package io.magpie.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a task was awaited, or spawned: its stack trace is that place.
///
/// A task's failure is thrown as it is by whoever awaits the task, so its own stack trace tells what the task did, and
/// nothing of who spawned it and who awaits it. On a runtime that traces spawn sites
/// ([io.magpie.RuntimeBuilder#traceSpawnSites]) each await adds one trace to the failure, among what it suppressed:
/// its stack trace is the place of the await, and that of its [#getCause] the place of the spawn. At most [#LIMIT] are
/// added to one failure. Never thrown.
public final class TaskTrace extends Exception {
    private static final long serialVersionUID = 1L;

    /// Traces added to one failure; a failure that many tasks share, or a constant, does not grow for ever. A guess.
    public static final int LIMIT = 16;

    /// A place in the life of a task.
    ///
    /// @param message which task, and what happened to it here
    /// @param place the stack, innermost frame first
    /// @param before the trace of what happened to it before, or null
    public TaskTrace(String message, List<StackTraceElement> place, @Nullable TaskTrace before) {
        super(message, before, false, true);
        setStackTrace(place.toArray(new StackTraceElement[0]));
    }

    /// Leaves the stack trace to the constructor.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
