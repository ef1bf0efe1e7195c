package io.magpie.task;

/// A body for the blocking pool that returns nothing.
@FunctionalInterface
public interface BlockingAction {

    /// Does the work; may block, and may throw what it likes.
    ///
    /// @throws Exception the failure of the task, in its own type
    void run() throws Exception;
}
