package io.magpie.benchmarks.results;

import java.util.Locale;

/// What is wanted of a row's main figure. Less is better, so a floor is the most that it may be.
public sealed interface Floor {

    /// A ratio to the row's baseline.
    ///
    /// @param most the median of the rounds' ratios may be
    record ToBaseline(double most) implements Floor {}

    /// A value, whatever others reach.
    ///
    /// @param most the median may be, in the row's unit
    record AtMost(double most) implements Floor {}

    /// No peer that is not ours has a smaller median.
    record LeastOfPeers() implements Floor {}

    /// For a cell of a table.
    ///
    /// @param unit of the row
    /// @return for instance `0.340`, `300 ns`, `least`
    default String describe(String unit) {
        return switch (this) {
            case ToBaseline(double most) -> String.format(Locale.ROOT, "%.3f", most);
            case AtMost(double most) -> Quantity.of(most, unit);
            case LeastOfPeers() -> "least";
        };
    }
}
