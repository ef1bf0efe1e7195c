package io.magpie.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.workloads.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScaleSuiteTest {

    private static final int TASKS = 50;

    @ParameterizedTest
    @EnumSource
    void everyLoadRunsTwiceOnBothPeers(ScaleLoad load) throws Exception {
        OnVirtualThreads virtual = new OnVirtualThreads(load, TASKS);
        try (OnMagpie magpie = new OnMagpie(load, TASKS, 2)) {
            for (Workload workload : List.of(magpie, virtual)) {
                workload.run();
                workload.run();
            }
            assertThat(magpie.counters().get("polls")).isGreaterThanOrEqualTo(TASKS);
            magpie.openGate();
        }
        virtual.openGate();
    }

    @Test
    void aFullRunHasEachStep_andAShortOneEnoughForACurve() {
        List<Row> full = rows("--full");
        assertThat(full).hasSize(2 * 2 * (7 + 7 + 5 + 3 * 5));
        List<Row> some = rows("--rounds", "3");
        assertThat(some).hasSize(2 * 3).allMatch(row -> row.setting().containsValue(Row.ALL));
    }

    @Test
    void aRowWithMoreWorkersThanProcessorsSaysSo() {
        assertThat(rows("--full").stream()
                        .filter(row -> row.setting().getOrDefault("workers", "").equals("16")
                                && row.setting().containsValue(Row.ONE)))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.note()).contains("more workers than the 1 processors"));
    }

    private static List<Row> rows(String... options) {
        return new ScaleSuite()
                .plan(Selection.parse(List.of(options))).stream()
                        .map(Experiment::trials)
                        .flatMap(List::stream)
                        .map(trial -> trial.row())
                        .toList();
    }
}
