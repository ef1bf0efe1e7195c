package io.magpie.benchmarks.results;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How one peer compares with another over paired rounds.
///
/// @param median of the rounds' ratios, which is not the ratio of the medians: below 1 is better
/// @param least of all rounds
/// @param greatest of all rounds
/// @param rounds how many were paired
public record Ratio(double median, double least, double greatest, int rounds) {

    /// Pairs round i of `ours` with round i of `theirs`.
    ///
    /// @param ours the peer above the line
    /// @param theirs the peer below
    /// @param key of the figure
    /// @return the ratio; null if no round of both has the figure
    public static @Nullable Ratio of(Row ours, Row theirs, String key) {
        double[] ratios =
                new double[Math.min(ours.rounds().size(), theirs.rounds().size())];
        int count = 0;
        for (int i = 0; i < ratios.length; i++) {
            Double our = ours.rounds().get(i).get(key);
            Double their = theirs.rounds().get(i).get(key);
            if (our != null && their != null && their != 0) {
                ratios[count++] = our / their;
            }
        }
        if (count == 0) {
            return null;
        }
        double[] sorted = Arrays.copyOf(ratios, count);
        Arrays.sort(sorted);
        return new Ratio(median(sorted), sorted[0], sorted[count - 1], count);
    }

    /// The median of `values`.
    ///
    /// @param values in any order
    /// @return the middle one, or the mean of the two in the middle; NaN if there are none
    public static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /// The median, with the least and the greatest where there are several rounds.
    @Override
    public String toString() {
        return rounds == 1
                ? String.format(Locale.ROOT, "%.3f", median)
                : String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", median, least, greatest);
    }
}
