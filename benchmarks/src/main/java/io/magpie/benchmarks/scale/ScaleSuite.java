package io.magpie.benchmarks.scale;

import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Suite;
import io.magpie.benchmarks.results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The rows of scale: each load at each step of its axis, Magpie beside virtual threads.
///
/// The ten-minute run has the cost of a spawn at three numbers of tasks, once each: enough for a curve. Times at more workers
/// than processors say nothing, and the counters that do are asked for by name.
public final class ScaleSuite implements Suite {

    private static final Set<Integer> TASKS_THAT_MATTER = Set.of(1, 1_000, 1_000_000);
    private static final int MOST_ROUNDS = 3;

    /// The rows.
    public ScaleSuite() {}

    @Override
    public List<Experiment> plan(Selection selection) {
        List<Experiment> experiments = new ArrayList<>();
        for (ScaleLoad load : ScaleLoad.values()) {
            for (String cpus : List.of(Row.ALL, Row.ONE)) {
                boolean all = selection.full() || selection.names(load.id);
                if (selection.selects(load.id) && selection.selectsCpus(cpus)) {
                    load.steps().stream()
                            .filter(step -> all || matters(load, step, cpus))
                            .map(step -> experiment(load, step, cpus, selection, all))
                            .forEach(experiments::add);
                }
            }
        }
        return experiments;
    }

    private static boolean matters(ScaleLoad load, int step, String cpus) {
        return cpus.equals(Row.ALL) && load == ScaleLoad.SPAWN && TASKS_THAT_MATTER.contains(step);
    }

    private static Experiment experiment(ScaleLoad load, int step, String cpus, Selection selection, boolean all) {
        List<ScaleTrial> trials = Stream.of(ScaleTrial.MAGPIE, ScaleTrial.VIRTUAL_THREADS)
                .filter(selection::selectsPeer)
                .map(peer -> new ScaleTrial(load, step, peer, cpus, selection.quick()))
                .toList();
        return new Experiment(trials, all ? MOST_ROUNDS : 1);
    }
}
