package io.magpie.internal.task;

import io.magpie.task.TaskTrace;
import java.util.List;

/// Writes into a task's failure where the task was spawned and is awaited, if the runtime traces that.
final class AwaitSite {

    /// Frames kept, as of a spawn. A guess.
    private static final int DEPTH = 16;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private AwaitSite() {}

    /// Adds a trace to `failure`, which the caller is about to throw to who awaits the task.
    static void addTo(Throwable failure, TaskDetails task) {
        if (failure.getSuppressed().length < TaskTrace.LIMIT) {
            TaskTrace spawned = new TaskTrace(task.label() + " was spawned here", task.spawnSite(), null);
            failure.addSuppressed(new TaskTrace(task.label() + " was awaited here", capture(), spawned));
        }
    }

    /// The user's frames up to the poll of the task that awaits, or to the first frame of a thread.
    private static List<StackTraceElement> capture() {
        return WALKER.walk(frames -> frames.dropWhile(frame -> isOurs(frame.getClassName()))
                .takeWhile(frame -> !frame.getClassName().equals("io.magpie.internal.task.Task"))
                .filter(frame -> !isOurs(frame.getClassName()))
                .limit(DEPTH)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
    }

    /// The runtime, and the classes that the weaver makes.
    private static boolean isOurs(String className) {
        return className.startsWith("io.magpie.internal.")
                || className.startsWith("io.magpie.spi.")
                || className.equals("io.magpie.Async")
                || className.contains("$$Async");
    }
}
