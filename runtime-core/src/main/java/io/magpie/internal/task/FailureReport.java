package io.magpie.internal.task;

import io.magpie.task.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure nobody looked at, and the task it came from.
///
/// @param id the task's id
/// @param name the task's name, or null
/// @param failure what the task threw
/// @param spawnSite where it was spawned; empty unless the runtime traces that
public record FailureReport(TaskId id, @Nullable String name, Throwable failure, List<StackTraceElement> spawnSite) {}
