package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The chapters of the report, in their order.
enum Sections {
    TASKS("tasks", "Tasks", "Spawning, yielding, waking."),
    CHANNELS("channels", "Channels", "Messages between tasks."),
    LOCKS("locks", "Locks and notifications", "Mutex, semaphore, notify."),
    TIME("time", "Time", "Timers and timeouts."),
    BLOCKING("blocking", "Blocking code", "Jobs for the pool of threads that may block."),
    FAIRNESS(
            "fairness", "Fairness", "How late a timer is while others compute. A peer without a bar was never served."),
    MEMORY("memory", "Memory", "What a waiting task keeps."),
    ECHO(
            "echo",
            "Echo server",
            "Server CPU per request, client in a process of its own. In the open loop requests are sent by the clock, and"
                    + " latency counts from when one was due."),
    IDLE("idle", "Idle connections", "What a connection keeps on which nothing happens."),
    REDIS("redis", "mini-redis", "The example server beside Redis itself."),
    SCALE(
            "scale",
            "Scale",
            "How costs grow with the number of tasks and of workers. More workers than cores take turns: there the"
                    + " counters tell what a larger machine would see, the times do not.");

    private final String group;
    private final String title;
    private final String note;

    Sections(String group, String title, String note) {
        this.group = group;
        this.title = title;
        this.note = note;
    }

    /// The sections of a run that have something to show.
    static List<Section> of(Run run) {
        Map<String, List<Row>> groups =
                run.rows().stream().collect(Collectors.groupingBy(Row::group, LinkedHashMap::new, Collectors.toList()));
        List<Section> sections = new ArrayList<>();
        for (Sections known : values()) {
            List<Row> rows = groups.remove(known.group);
            if (rows != null) {
                sections.add(new Section(known.group, known.title, known.note, figures(run, rows)));
            }
        }
        groups.forEach((group, rows) ->
                sections.add(new Section("more-" + Wording.slug(group), group, "", figures(run, rows))));
        return sections;
    }

    private static List<Figure> figures(Run run, List<Row> rows) {
        List<Figure> figures = new ArrayList<>(BarFigures.of(
                run, rows.stream().filter(row -> !GrowthFigures.isGrowth(row)).toList()));
        figures.addAll(GrowthFigures.of(rows));
        figures.addAll(CurveFigures.of(rows));
        return figures;
    }
}
