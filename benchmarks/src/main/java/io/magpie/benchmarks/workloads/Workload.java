package io.magpie.benchmarks.workloads;

import io.magpie.benchmarks.driver.Trial;
import java.util.Map;

/// One workload on one peer, made ready to run.
public interface Workload extends AutoCloseable {

    /// Does one iteration, and returns when all of it is done. Called on an external thread: no worker, not virtual.
    ///
    /// @throws Exception if the work failed or its result is wrong
    void run() throws Exception;

    /// What the runtime has counted so far, for instance how often its workers parked.
    ///
    /// @return by name; nothing if it does not count
    /// @throws Exception if the runtime cannot be asked
    default Map<String, Long> counters() throws Exception {
        return Map.of();
    }

    /// Ends what was started for all iterations.
    @Override
    default void close() {}

    /// A workload that is run once, and takes its figures itself.
    interface Once extends Workload {
        /// Runs and measures.
        ///
        /// @return the figures
        /// @throws Exception if the work failed or its result is wrong
        Trial.Round measure() throws Exception;

        @Override
        default void run() throws Exception {
            var _ = measure();
        }
    }
}
