package io.magpie.benchmarks.report;

import io.magpie.benchmarks.report.Panel.RatioBar;
import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Judgement;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Magpie beside its baseline in all workloads: the first chart of the page, and the sentence above it.
final class Overview {

    private Overview() {}

    /// The chart; empty if nothing was compared.
    static List<Figure> of(Run run) {
        Map<String, List<RatioBar>> panels = new LinkedHashMap<>();
        for (Row row : run.rows()) {
            Ratio ratio = isCompared(row) ? run.ratioOf(row) : null;
            if (ratio != null) {
                panels.computeIfAbsent(Wording.cpus(row.setting()), _ -> new ArrayList<>())
                        .add(new RatioBar(name(row), Spread.of(ratio), goal(run, row)));
            }
        }
        if (panels.isEmpty()) {
            return List.of();
        }
        List<Panel> drawn = new ArrayList<>();
        panels.forEach((cpus, bars) -> drawn.add(new Panel.Ratios(cpus, bars)));
        return List.of(new Figure(
                "overview",
                "ratios",
                "Magpie beside virtual threads",
                "cost as a ratio: left of the line Magpie is cheaper",
                alt(panels),
                drawn));
    }

    /// What is wanted, as a ratio to the baseline.
    private static @Nullable Double goal(Run run, Row row) {
        if (row.floor() instanceof Floor.ToBaseline(double most)) {
            return most;
        }
        Row baseline = run.baselineOf(row);
        double goal = baseline == null ? Double.NaN : run.goalOf(row) / baseline.median(Row.VALUE);
        return Double.isFinite(goal) ? goal : null;
    }

    /// How many rows reach what was set for them.
    static String verdict(Run run) {
        int cheaper = 0;
        int compared = 0;
        int reached = 0;
        int wanted = 0;
        for (Row row : run.rows()) {
            Ratio ratio = isCompared(row) ? run.ratioOf(row) : null;
            Judgement judgement = run.judgementOf(row);
            compared += ratio != null ? 1 : 0;
            cheaper += ratio != null && ratio.median() < 1 ? 1 : 0;
            wanted += judgement != null && !isByHand(row) ? 1 : 0;
            reached += judgement == Judgement.MET && !isByHand(row) ? 1 : 0;
        }
        if (compared == 0) {
            return "Nothing in this run was measured beside a baseline.";
        }
        return "Magpie costs less than virtual threads in %d of %d rows".formatted(cheaper, compared)
                + (wanted == 0 ? "." : ", and reaches the goal set for it in %d of %d.".formatted(reached, wanted));
    }

    /// Not what users write: it has the goals of what they do.
    static boolean isByHand(Row row) {
        return row.peer().equals("magpie-by-hand");
    }

    private static boolean isCompared(Row row) {
        return row.peer().equals(Row.MAGPIE) && !GrowthFigures.isGrowth(row);
    }

    /// Which operation, in which setting but for the processors.
    static String name(Row row) {
        String setting = Wording.setting(row.setting());
        String id = row.workload().split("_", 2)[0];
        String title = id.matches("W\\d+\\p{Lower}?") ? id + " " + row.title() : row.title();
        return setting.isEmpty() ? title : title + ", " + setting;
    }

    private static String alt(Map<String, List<RatioBar>> panels) {
        return panels.entrySet().stream()
                .map(panel -> panel.getKey() + ": "
                        + panel.getValue().stream()
                                .map(bar -> bar.name() + " "
                                        + Wording.ratio(bar.value().median()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(". ", "Ratios to virtual threads, less is better. ", "."));
    }
}
