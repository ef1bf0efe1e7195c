package io.magpie.internal.task;

import io.magpie.task.TaskId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What few tasks have: a name, a spawn site, an id that somebody asked for.
///
/// Made at the spawn when there is a name or a site to keep, and otherwise when the id is first asked for; so most tasks
/// have none.
///
/// @param id unique in this JVM
/// @param name the name given at the spawn, or null
/// @param spawnSite the stack of the spawning thread; empty unless the runtime traces that
record TaskDetails(TaskId id, @Nullable String name, List<StackTraceElement> spawnSite) {

    private static final AtomicLong LAST_ID = new AtomicLong();

    static TaskDetails create(@Nullable String name, List<StackTraceElement> spawnSite) {
        return new TaskDetails(new TaskId(LAST_ID.incrementAndGet()), name, spawnSite);
    }

    /// How messages call the task.
    String label() {
        return name == null ? "task " + id : "task " + id + " \"" + name + '"';
    }
}
