package io.magpie.benchmarks.report;

import io.magpie.benchmarks.report.Panel.Line;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Row;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Latency by percentile: a chart for each workload and setting that recorded it, a line for each peer.
final class CurveFigures {

    private CurveFigures() {}

    static List<Figure> of(List<Row> rows) {
        Map<String, List<Row>> byFigure = rows.stream()
                .filter(row -> row.latency() != null)
                .collect(Collectors.groupingBy(
                        row -> row.workload() + " " + row.setting(), LinkedHashMap::new, Collectors.toList()));
        return byFigure.values().stream().map(CurveFigures::figure).toList();
    }

    private static Figure figure(List<Row> rows) {
        Row first = rows.getFirst();
        String setting = Wording.setting(first.setting()) + ", " + Wording.cpus(first.setting());
        List<Line> lines = rows.stream()
                .sorted(Comparator.comparing(Row::peer, Peers.ORDER))
                .map(row -> new Line(
                        row.peer(),
                        Peers.display(row.peer()),
                        false,
                        Objects.requireNonNullElse(row.latency(), List.of())))
                .toList();
        return new Figure(
                Wording.slug("latency " + first.workload() + " " + setting),
                "curves",
                "Latency, " + first.title(),
                setting + "; the last round",
                "Latency by percentile, less is better. "
                        + lines.stream().map(CurveFigures::words).collect(Collectors.joining("; ")) + ".",
                List.of(new Panel.Lines("", "percentile", "ns", lines)));
    }

    private static String words(Line line) {
        return line.name() + ": "
                + line.points().stream()
                        .filter(point -> point[0] == 50 || point[0] == 99 || point[0] == 99.9)
                        .map(point -> "p" + Quantity.digits(point[0]) + " " + Quantity.of(point[1], "ns"))
                        .collect(Collectors.joining(", "));
    }
}
