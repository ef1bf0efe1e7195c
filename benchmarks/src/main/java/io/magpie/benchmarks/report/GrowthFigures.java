package io.magpie.benchmarks.report;

import io.magpie.benchmarks.report.Panel.Line;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How a cost grows with a number that was varied: tasks, workers, or connections. A line for each peer; beside it, where
/// they were counted, lines for the counters of Magpie.
final class GrowthFigures {

    /// What may grow.
    private static final List<String> AXES = List.of("tasks", "workers", "connections");

    /// What is no counter in a round.
    private static final Set<String> FIGURES = Set.of(
            Row.VALUE,
            Row.CPU,
            Row.BYTES,
            "min",
            "max",
            "iterations",
            "p50",
            "p90",
            "p99",
            "p999",
            "rate",
            "rss",
            "heap");

    private GrowthFigures() {}

    /// Whether a row belongs to a curve of growth only: it is one of too many for a bar chart each.
    static boolean isGrowth(Row row) {
        return row.group().equals("scale");
    }

    static List<Figure> of(List<Row> rows) {
        List<Figure> figures = new ArrayList<>();
        for (String axis : AXES) {
            rows.stream()
                    .filter(row -> row.setting().containsKey(axis))
                    .collect(Collectors.groupingBy(
                            row -> row.workload() + " " + Wording.setting(without(row.setting(), axis)),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .values()
                    .forEach(group -> add(figures, axis, group));
        }
        return figures;
    }

    private static void add(List<Figure> figures, String axis, List<Row> rows) {
        Set<String> steps = rows.stream().map(row -> row.setting().get(axis)).collect(Collectors.toSet());
        if (steps.size() < 2) {
            return;
        }
        Row first = rows.getFirst();
        String setting = Wording.setting(without(first.setting(), axis));
        List<Panel> panels = new ArrayList<>();
        List<Line> counters = counters(axis, rows);
        String label = counters.isEmpty() ? "" : "Cost";
        panels.add(new Panel.Lines(label, axis, first.unit(), lines(axis, rows, Row.VALUE)));
        if (!counters.isEmpty()) {
            panels.add(new Panel.Lines("Magpie's counters, per operation", axis, "per op", counters));
        }
        figures.add(new Figure(
                Wording.slug("growth " + first.workload() + " " + setting + " " + axis),
                "growth",
                first.title() + ", as the number of " + axis + " grows",
                first.workload() + (setting.isEmpty() ? "" : ", " + setting) + ", " + first.unit() + notes(rows),
                "Cost by number of " + axis + ", less is better. " + words(axis, first.unit(), panels),
                panels));
    }

    private static List<Line> lines(String axis, List<Row> rows, String key) {
        Map<String, List<Row>> byLine = rows.stream()
                .sorted(Comparator.comparing(Row::peer, Peers.ORDER))
                .collect(Collectors.groupingBy(
                        row -> Peers.display(row.peer()) + (isPinned(row) ? ", pinned" : ""),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Line> lines = new ArrayList<>();
        byLine.forEach((name, line) ->
                lines.add(new Line(line.getFirst().peer(), name, isPinned(line.getFirst()), points(axis, line, key))));
        lines.removeIf(line -> line.points().isEmpty());
        return lines;
    }

    private static List<Line> counters(String axis, List<Row> rows) {
        List<Row> ours = rows.stream()
                .filter(row -> row.peer().equals("magpie") && !isPinned(row))
                .toList();
        Set<String> names = new TreeSet<>();
        ours.forEach(row -> row.rounds().forEach(round -> names.addAll(round.keySet())));
        names.removeAll(FIGURES);
        names.removeIf(name -> name.contains(": ")); // a part of another one
        return names.stream()
                .map(name -> new Line("counter", name, false, points(axis, ours, name)))
                .filter(line -> line.points().stream().anyMatch(point -> point[1] > 0))
                .toList();
    }

    /// Each a step of the axis, with median, least and most.
    private static List<double[]> points(String axis, List<Row> rows, String key) {
        List<double[]> points = new ArrayList<>();
        for (Row row : rows) {
            Spread spread = Spread.of(row, key);
            if (spread != null) {
                points.add(new double[] {
                    Double.parseDouble(row.setting().getOrDefault(axis, "0")),
                    spread.median(),
                    spread.least(),
                    spread.most()
                });
            }
        }
        points.sort(Comparator.comparingDouble(point -> point[0]));
        return points;
    }

    private static boolean isPinned(Row row) {
        return Row.ONE.equals(row.setting().get(Row.CPUS));
    }

    private static String notes(List<Row> rows) {
        return rows.stream()
                .map(Row::note)
                .filter(note -> note != null && !note.isEmpty())
                .distinct()
                .limit(2)
                .collect(Collectors.joining("; ", "; ", ""))
                .replaceFirst("^; $", "");
    }

    private static String words(String axis, String unit, List<Panel> panels) {
        return panels.stream()
                .filter(Panel.Lines.class::isInstance)
                .flatMap(panel -> ((Panel.Lines) panel).lines().stream())
                .filter(line -> !line.peer().equals("counter"))
                .map(line -> {
                    double[] last = line.points().getLast();
                    return "%s: %s at %,.0f %s".formatted(line.name(), Quantity.of(last[1], unit), last[0], axis);
                })
                .collect(Collectors.joining("; ", "", "."));
    }

    private static Map<String, String> without(Map<String, String> setting, String key) {
        Map<String, String> rest = new LinkedHashMap<>(setting);
        rest.remove(key);
        return rest;
    }
}
