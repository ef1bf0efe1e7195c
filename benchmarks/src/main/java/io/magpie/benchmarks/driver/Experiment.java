package io.magpie.benchmarks.driver;

import java.util.List;

/// Peers side by side: the same workload in the same setting. They take turns, so that a machine that slows down or speeds
/// up favours nobody.
///
/// @param trials one for each peer
/// @param mostRounds how many rounds are worth their time; the user may want fewer
public record Experiment(List<? extends Trial> trials, int mostRounds) {

    /// Checks the numbers.
    public Experiment {
        trials = List.copyOf(trials);
        if (mostRounds < 1) {
            throw new IllegalArgumentException("an experiment of " + mostRounds + " rounds: at least 1");
        }
    }

    /// An experiment with as many rounds as the user wants.
    ///
    /// @param trials one for each peer
    public Experiment(List<? extends Trial> trials) {
        this(trials, Integer.MAX_VALUE);
    }
}
