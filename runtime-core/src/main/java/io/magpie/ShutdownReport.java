package io.magpie;

import java.time.Duration;
import java.util.List;

/// What a shutdown found still there when it returned.
///
/// @param tasks tasks whose clean-up had not ended, or that never let go of their worker
/// @param blockingJobs blocking jobs that were still running
/// @param sockets sockets that nobody had closed; the runtime closed them
/// @param took how long the shutdown took
public record ShutdownReport(List<String> tasks, List<String> blockingJobs, List<String> sockets, Duration took) {

    /// Copies the lists.
    public ShutdownReport {
        tasks = List.copyOf(tasks);
        blockingJobs = List.copyOf(blockingJobs);
        sockets = List.copyOf(sockets);
    }

    /// Whether every task and every job had ended: the runtime's threads are gone.
    ///
    /// @return true if nothing survived; sockets do not count, for they are closed
    public boolean isComplete() {
        return tasks.isEmpty() && blockingJobs.isEmpty();
    }
}
