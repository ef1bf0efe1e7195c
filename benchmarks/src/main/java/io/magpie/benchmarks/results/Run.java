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

    /// The format that this code reads and writes.
    public static final int FORMAT = 1;

    /// Checks the format, and copies the collections.
    public Run {
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "results of format " + format + ", and only " + FORMAT + " is known: measure again");
        }
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

    /// This run with other rows.
    ///
    /// @param others the rows
    /// @return a new run
    public Run with(List<Row> others) {
        return new Run(format, command, started, machine, others);
    }
}
