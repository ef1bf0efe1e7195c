package io.magpie.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Figures of paired runs: each round measures one contender right after the other, and gives one ratio.
final class Ratios {

    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    /// Adds a round.
    void add(double our, double their) {
        ours.add(our);
        theirs.add(their);
    }

    double ours() {
        return median(ours);
    }

    double theirs() {
        return median(theirs);
    }

    /// The median of the rounds' ratios, which is not the ratio of the medians.
    double ratio() {
        return median(ratios());
    }

    /// The ratio, with the least and the greatest of all rounds.
    String describe() {
        List<Double> ratios = ratios();
        return ratios.size() == 1
                ? "%.3f".formatted(ratio())
                : "%.3f (%.3f–%.3f)".formatted(ratio(), Collections.min(ratios), Collections.max(ratios));
    }

    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return ratios;
    }

    /// The median of one figure of many runs.
    static <T> double median(List<T> runs, ToDoubleFunction<? super T> figure) {
        return median(runs.stream().mapToDouble(figure).boxed().toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int count = sorted.size();
        return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    }
}
