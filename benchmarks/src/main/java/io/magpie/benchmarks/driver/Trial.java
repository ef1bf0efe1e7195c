package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One peer's part in an [Experiment].
public interface Trial {

    /// What the row says before anything was measured.
    ///
    /// @return a row without rounds
    Row row();

    /// How long one round takes, about; for the time left.
    ///
    /// @return an estimate, not a limit
    Duration expected();

    /// How many rounds are worth their time; the experiment or the user may want fewer. It takes part in the first ones.
    ///
    /// @return 1 or more
    default int mostRounds() {
        return Integer.MAX_VALUE;
    }

    /// Measures one round, in processes that have ended when this returns.
    ///
    /// @return what was found
    /// @throws DidNotFinishException if the peer cannot do it, or not in time: it is not tried again
    /// @throws Exception if it failed, or its result was wrong
    Round measure() throws Exception;

    /// What one round found.
    ///
    /// @param figures by key, the main one as [Row#VALUE]
    /// @param latency pairs of a percentile and nanoseconds; null if it was not recorded
    record Round(Map<String, Double> figures, @Nullable List<double[]> latency) {
        /// A round without a latency curve.
        ///
        /// @param figures by key
        public Round(Map<String, Double> figures) {
            this(figures, null);
        }
    }
}
