package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.Table;
import io.magpie.benchmarks.results.Judgement;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A run as tables for the terminal: a line for each workload and setting, a column for each peer, then how Magpie
/// compares with the baseline, what was wanted (a ratio, a value, or the least of all peers), and whether it was met.
public final class Summary {

    /// As good as [Row#MAGPIE] or better, and not what users write: its verdict would say nothing.
    private static final String BY_HAND = "magpie-by-hand";

    private Summary() {}

    /// All tables, one for each main figure's unit and set of peers.
    ///
    /// @param run what was measured
    /// @return Markdown that lines up
    public static String of(Run run) {
        Map<String, List<List<Row>>> byTable = new LinkedHashMap<>();
        for (List<Row> rows : experiments(run)) {
            byTable.computeIfAbsent(rows.getFirst().baseline(), _ -> new ArrayList<>())
                    .add(rows);
        }
        StringBuilder text = new StringBuilder();
        byTable.forEach((baseline, experiments) -> text.append("\nRatios to ")
                .append(baseline)
                .append(", median of the rounds (least–greatest):\n\n")
                .append(table(run, experiments)));
        List<Row> noted = run.rows().stream().filter(row -> row.note() != null).toList();
        if (!noted.isEmpty()) {
            text.append('\n');
        }
        for (Row row : noted) {
            text.append("%s, %s, %s: %s%n".formatted(row.workload(), describe(row.setting()), row.peer(), row.note()));
        }
        return text.toString();
    }

    /// One line on one experiment.
    static String line(Run run, List<Row> rows) {
        Row first = rows.getFirst();
        String peers = rows.stream()
                .map(row -> {
                    Ratio ratio = run.ratioOf(row);
                    return row.peer() + " " + figure(row)
                            + (ratio == null ? "" : " = %.2f×".formatted(ratio.median()))
                            + judgement(" ", run, row);
                })
                .collect(Collectors.joining(", "));
        return "%s (%s, %s): %s".formatted(first.workload(), describe(first.setting()), first.unit(), peers);
    }

    private static Table table(Run run, List<List<Row>> experiments) {
        Set<String> peers = new LinkedHashSet<>();
        experiments.forEach(rows -> rows.forEach(row -> peers.add(row.peer())));
        List<String> head = new ArrayList<>(List.of("workload", "setting", "unit"));
        head.addAll(peers);
        head.addAll(List.of("ratio", "floor", ""));
        Table table = new Table(head.toArray(String[]::new));
        for (List<Row> rows : experiments) {
            Row first = rows.getFirst();
            List<String> cells = new ArrayList<>(List.of(first.workload(), describe(first.setting()), first.unit()));
            for (String peer : peers) {
                cells.add(rows.stream()
                        .filter(row -> row.peer().equals(peer))
                        .map(Summary::figure)
                        .findFirst()
                        .orElse(""));
            }
            Row ours = rows.stream()
                    .filter(row -> row.peer().equals(Row.MAGPIE))
                    .findFirst()
                    .orElse(first);
            cells.addAll(floorCells(run, ours));
            table.row(cells.toArray(String[]::new));
            rows.stream()
                    .filter(row -> row.floor() != null
                            && !row.peer().equals(Row.MAGPIE)
                            && !row.peer().equals(BY_HAND))
                    .forEach(row -> table.row(variant(run, row, peers.size())));
        }
        return table;
    }

    /// A line for one of our variants, below the line of its workload.
    private static String[] variant(Run run, Row row, int peers) {
        List<String> cells = new ArrayList<>(List.of("… " + row.peer(), describe(row.setting()), row.unit()));
        cells.addAll(Collections.nCopies(peers, ""));
        cells.addAll(floorCells(run, row));
        return cells.toArray(String[]::new);
    }

    private static List<String> floorCells(Run run, Row row) {
        Ratio ratio = run.ratioOf(row);
        return List.of(
                ratio == null ? "" : ratio.toString(),
                row.floor() == null ? "" : row.floor().describe(row.unit()),
                judgement("", run, row));
    }

    /// Rows of equal workload and setting, in the order of the run.
    private static List<List<Row>> experiments(Run run) {
        Map<List<Object>, List<Row>> experiments = new LinkedHashMap<>();
        for (Row row : run.rows()) {
            experiments
                    .computeIfAbsent(List.of(row.workload(), row.setting()), _ -> new ArrayList<>())
                    .add(row);
        }
        return List.copyOf(experiments.values());
    }

    private static String figure(Row row) {
        if (row.rounds().isEmpty()) {
            return row.hasFailed() ? "FAILED" : row.note() == null ? "-" : "DNF";
        }
        double median = row.median(Row.VALUE);
        String format = Math.abs(median) < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, median);
    }

    private static String judgement(String before, Run run, Row row) {
        Judgement judgement = run.judgementOf(row);
        return judgement == null ? "" : before + judgement;
    }

    private static String describe(Map<String, String> setting) {
        return setting.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
