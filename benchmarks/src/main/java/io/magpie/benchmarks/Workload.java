package io.magpie.benchmarks;

/// Work that is repeated and timed. Checks its own result, and throws if that is wrong.
public interface Workload extends AutoCloseable {

    /// Does one iteration, and returns when all of it is done. Called on an external thread: no worker, not virtual.
    ///
    /// @throws Exception if the work failed or its result is wrong
    void run() throws Exception;

    /// Ends what was started for all iterations.
    @Override
    default void close() {}
}
