package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import org.jspecify.annotations.Nullable;

/// A figure over the rounds of a row.
///
/// @param median of the rounds
/// @param least of the rounds
/// @param most of the rounds
record Spread(double median, double least, double most) {

    /// The spread of a figure; null if no round has it.
    static @Nullable Spread of(Row row, String key) {
        double[] values = row.rounds().stream()
                .filter(round -> round.containsKey(key))
                .mapToDouble(round -> round.get(key))
                .sorted()
                .toArray();
        return values.length == 0 ? null : new Spread(Ratio.median(values), values[0], values[values.length - 1]);
    }

    static Spread of(Ratio ratio) {
        return new Spread(ratio.median(), ratio.least(), ratio.greatest());
    }

    /// Whether no value of the one lies within the other.
    boolean isApartFrom(Spread other) {
        return most < other.least || other.most < least;
    }
}
