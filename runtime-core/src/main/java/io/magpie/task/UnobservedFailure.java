package io.magpie.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure of a task that nobody looked at.
///
/// @param id the task's id
/// @param name the task's name, or null
/// @param cause what the task threw, the same instance
/// @param spawnSite where the task was spawned, innermost frame first; empty unless the runtime traces that
public record UnobservedFailure(TaskId id, @Nullable String name, Throwable cause, List<StackTraceElement> spawnSite) {

    /// Copies the list.
    public UnobservedFailure {
        spawnSite = List.copyOf(spawnSite);
    }

    @Override
    public String toString() {
        String where = spawnSite.isEmpty() ? "" : ", spawned at " + spawnSite.getFirst();
        return "task " + id + (name == null ? "" : " \"" + name + '"') + where + " failed: " + cause;
    }
}
