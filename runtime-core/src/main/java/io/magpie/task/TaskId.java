package io.magpie.task;

/// Identifies a task among all tasks of this JVM, for ever: ids are never used again.
///
/// Numbers are given when somebody first asks for a task's id, so they say nothing about the order of spawning.
///
/// @param value 1 or more
public record TaskId(long value) {
    @Override
    public String toString() {
        return "#" + value;
    }
}
