package io.magpie.spi;

import org.jspecify.annotations.Nullable;

/// A job for a [BlockingPool]: made by the runtime, run by the pool.
public interface BlockingJob {

    /// What kind of work a job is.
    enum Kind {
        /// Waits for something: as many at once as the pool has threads.
        BLOCKING,
        /// Computes: as many at once as there are processors.
        COMPUTE
    }

    /// Runs the job on the calling thread; called at most once. A job that was aborted while it waited does nothing.
    /// Never throws; the calling thread's interrupt flag is clear when it returns.
    void run();

    /// Ends the job as cancelled, without running it: the pool was closed.
    void reject();

    /// What kind of work it is.
    ///
    /// @return never changes
    Kind kind();

    /// The job's name, for thread dumps and reports.
    ///
    /// @return the name it was spawned with, or null
    @Nullable
    String name();

    /// Whether somebody aborted the job while it waited, so that [#run] would do nothing: a pool may drop it early.
    ///
    /// @return true once withdrawn
    boolean isWithdrawn();
}
