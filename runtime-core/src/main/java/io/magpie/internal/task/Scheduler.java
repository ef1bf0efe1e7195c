package io.magpie.internal.task;

import io.magpie.future.Cancellation;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.future.Future;

/// What a task needs of whatever runs it. The task never learns which kind of scheduler that is.
public interface Scheduler {

    /// Puts a task on a queue: it was spawned or woken, and the caller holds its only entry. Any thread.
    void schedule(Task<?> task);

    /// Forgets a task that has completed. Called once, by the runner.
    void release(Task<?> task);

    /// Whether a thread outside that has waited for a task since `start` should look again rather than sleep.
    ///
    /// @param start of `System.nanoTime`
    default boolean isWorthSpinning(long start) {
        return false;
    }

    /// A task was aborted while it runs, or waits for its first run. Only blocking jobs care.
    default void abortRequested(Task<?> task) {}

    /// The clean-up of a cancelled task waits. Arranges a wake at the clean-up deadline; returns true once that has
    /// passed and the task shall be abandoned. Called by the runner.
    default boolean cleanupOverdue(Task<?> task, Context cx) {
        return false;
    }

    /// Starts the time that the clean-up of part of a task may wait.
    default CleanUpLimit cleanUpLimit() {
        throw new AssertionError("nothing is cleaned up under this scheduler");
    }

    /// Drives the drop of `future` to its end, as a task of its own that belongs to the runtime. Any thread; never
    /// throws.
    default void adopt(Future<?> future, Cancellation why) {
        throw new AssertionError("nothing is adopted under this scheduler: " + future);
    }

    /// What futures find that are dropped on a thread of no runtime, because their task was refused.
    default PollContext.Services services() {
        return PollContext.NO_SERVICES;
    }

    /// A task failed and nobody looked at its outcome, or its clean-up was abandoned. Any thread; never throws.
    void reportFailure(FailureReport report);

    /// Where failures wait that nobody has looked at yet.
    UnseenFailures unseenFailures();
}
