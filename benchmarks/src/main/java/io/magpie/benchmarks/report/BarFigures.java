package io.magpie.benchmarks.report;

import io.magpie.benchmarks.report.Panel.Bar;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A bar chart for each workload and setting: all peers, on all cores and beside it pinned to one.
final class BarFigures {

    private BarFigures() {}

    static List<Figure> of(Run run, List<Row> rows) {
        Map<String, List<Row>> byFigure = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.workload() + " " + Wording.setting(row.setting()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byFigure.values().stream().map(figure -> figure(run, figure)).toList();
    }

    private static Figure figure(Run run, List<Row> rows) {
        Row first = rows.getFirst();
        String setting = Wording.setting(first.setting());
        List<Panel> panels = new ArrayList<>();
        rows.stream()
                .collect(Collectors.groupingBy(
                        row -> Wording.cpus(row.setting()), LinkedHashMap::new, Collectors.toList()))
                .forEach((cpus, panel) -> panels.add(panel(run, cpus, panel)));
        return new Figure(
                Wording.slug(first.workload() + " " + setting),
                "bars",
                first.title() + (setting.isEmpty() ? "" : ", " + setting),
                first.workload() + ", " + first.unit(),
                alt(first, panels),
                panels);
    }

    private static Panel.Bars panel(Run run, String cpus, List<Row> rows) {
        Row baseline = run.baselineOf(rows.getFirst());
        Spread base = baseline == null ? null : Spread.of(baseline, Row.VALUE);
        List<Bar> bars = rows.stream()
                .sorted(Comparator.comparing(Row::peer, Peers.ORDER))
                .map(row -> bar(run, row))
                .toList();
        return new Panel.Bars(cpus, rows.getFirst().unit(), base == null ? null : base.median(), bars);
    }

    private static Bar bar(Run run, Row row) {
        Ratio ratio = run.ratioOf(row);
        double goal = run.goalOf(row);
        return new Bar(
                row.peer(),
                Peers.display(row.peer()),
                Spread.of(row, Row.VALUE),
                ratio == null ? null : ratio.median(),
                Double.isFinite(goal) ? (Double) goal : null,
                row.note());
    }

    private static String alt(Row first, List<Panel> panels) {
        StringBuilder alt = new StringBuilder("Bar chart, " + first.unit() + ", less is better.");
        for (Panel panel : panels) {
            if (panel instanceof Panel.Bars bars) {
                alt.append(' ').append(bars.label()).append(": ");
                alt.append(
                        bars.bars().stream().map(bar -> words(bar, bars.unit())).collect(Collectors.joining(", ")));
                alt.append('.');
            }
        }
        return alt.toString();
    }

    private static String words(Bar bar, String unit) {
        Spread value = bar.value();
        Double ratio = bar.ratio();
        if (value == null) {
            return bar.name() + " none";
        }
        return bar.name() + " " + Quantity.of(value.median(), unit)
                + (ratio == null ? "" : " (" + Wording.ratio(ratio) + ")");
    }
}
