package io.magpie.benchmarks.results;

import static java.util.Objects.requireNonNullElse;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of the benchmarks on one machine.
///
/// @param format of this file: [#FORMAT]
/// @param command that made it
/// @param started when, as ISO 8601
/// @param machine on what: `cpu`, `cores`, `kernel`, `os`, `jdk`, `memory`, `commit`, `descriptors`
/// @param rows what was measured, in the order of measuring
public record Run(int format, String command, String started, Map<String, String> machine, List<Row> rows) {

    /// The format that this code writes.
    public static final int FORMAT = 2;

    /// The oldest that it reads. Format 1 had no floors but ratios.
    private static final int OLDEST_FORMAT = 1;

    /// Checks the format, and copies the collections. What was read in an older format is of the present one.
    public Run {
        if (format < OLDEST_FORMAT || format > FORMAT) {
            throw new IllegalArgumentException("results of format %d, and only %d to %d are known: measure again"
                    .formatted(format, OLDEST_FORMAT, FORMAT));
        }
        format = FORMAT;
        command = requireNonNullElse(command, "");
        started = requireNonNullElse(started, "");
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(requireNonNullElse(machine, Map.of())));
        rows = List.copyOf(requireNonNullElse(rows, List.of()));
    }

    /// The row that `row`'s ratios are taken to: same workload and setting, the peer that `row` names as its baseline.
    ///
    /// @param row a row of this run
    /// @return the baseline; null if it is not there
    public @Nullable Row baselineOf(Row row) {
        for (Row other : rows) {
            if (other.peer().equals(row.baseline()) && other.isComparableTo(row)) {
                return other;
            }
        }
        return null;
    }

    /// The ratio of a row's main figure to its baseline.
    ///
    /// @param row a row of this run
    /// @return the ratio; null if the row is the baseline itself, or there is no round to pair
    public @Nullable Ratio ratioOf(Row row) {
        return ratioOf(row, Row.VALUE);
    }

    /// The ratio of a row's figure to its baseline.
    ///
    /// @param row a row of this run
    /// @param key of the figure
    /// @return the ratio; null if the row is the baseline itself, or there is no round to pair
    public @Nullable Ratio ratioOf(Row row, String key) {
        Row baseline = baselineOf(row);
        return baseline == null || row.peer().equals(row.baseline()) ? null : Ratio.of(row, baseline, key);
    }

    /// Whether a row reaches its floor.
    ///
    /// @param row a row of this run
    /// @return null if it has no floor, was not measured yet, or there is nothing to compare it with
    public @Nullable Judgement judgementOf(Row row) {
        return judge(row, row.floor());
    }

    /// Whether a row reaches a floor, which may be that of another run.
    ///
    /// @param row a row of this run
    /// @param floor what is wanted
    /// @return null if that is nothing, the row was not measured yet, or there is nothing to compare it with
    public @Nullable Judgement judge(Row row, @Nullable Floor floor) {
        if (floor == null) {
            return null;
        }
        if (row.isUnfinished()) {
            return Judgement.MISSED;
        }
        if (row.rounds().isEmpty()) {
            return null;
        }
        return switch (floor) {
            case Floor.ToBaseline(double most) -> {
                Ratio ratio = ratioOf(row);
                yield ratio == null ? null : Judgement.of(ratio.median() <= most);
            }
            case Floor.AtMost(double most) -> Judgement.of(row.median(Row.VALUE) <= most);
            case Floor.LeastOfPeers() -> {
                double rival = leastOfRivals(row);
                yield Double.isNaN(rival) ? null : Judgement.of(row.median(Row.VALUE) <= rival);
            }
        };
    }

    /// The value that a row's floor comes to in this run.
    ///
    /// @param row a row of this run
    /// @return in the row's unit; NaN if it has no floor, or what it is taken from was not measured
    public double goalOf(Row row) {
        return switch (row.floor()) {
            case null -> Double.NaN;
            case Floor.ToBaseline(double most) -> {
                Row baseline = baselineOf(row);
                yield baseline == null ? Double.NaN : most * baseline.median(Row.VALUE);
            }
            case Floor.AtMost(double most) -> most;
            case Floor.LeastOfPeers() -> leastOfRivals(row);
        };
    }

    /// The least median of the peers that are not ours; infinite if all of them were tried and none finished.
    private double leastOfRivals(Row row) {
        double least = Double.NaN;
        for (Row other : rows) {
            if (other.isComparableTo(row) && !other.isOurs() && !other.hasFailed()) {
                double value = other.isUnfinished() ? Double.POSITIVE_INFINITY : other.median(Row.VALUE);
                least = Double.isNaN(least) || value < least ? value : least;
            }
        }
        return least;
    }

    /// This run with other rows.
    ///
    /// @param others the rows
    /// @return a new run
    public Run with(List<Row> others) {
        return new Run(format, command, started, machine, others);
    }
}
