package io.magpie.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScaleSuiteTest {

    private static final int TASKS = 50;

    @ParameterizedTest
    @EnumSource
    void everyLoadRunsTwiceOnBothPeers(ScaleLoad load) throws Exception {
        try (OnMagpie magpie = new OnMagpie(load, TASKS, 2);
                OnVirtualThreads virtual = new OnVirtualThreads(load, TASKS)) {
            for (ScaleWorkload workload : List.of(magpie, virtual)) {
                workload.run();
                workload.openGate();
                workload.run();
                workload.openGate();
            }
            assertThat(magpie.counters().get("polls")).isGreaterThanOrEqualTo(TASKS);
        }
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

    /// What the model in docs/benchmarks/scaling.md says of a spawn from outside.
    @Test
    void atomicOperationsAreCounted_andThoseInTheQueueOfJctoolsToo() throws Exception {
        Trial trial = new ScaleSuite()
                .plan(Selection.parse(
                        List.of("--only", "scale_workers_remote", "--peers", "magpie", "--quick", "--cpus", "all")))
                .getFirst()
                .trials()
                .getFirst();
        Map<String, Double> figures = trial.measure().figures();
        assertThat(figures).containsKeys("value", "polls", "idle retries", "atomics", "CAS failed");
        assertThat(figures.get("atomics: Task")).isGreaterThan(0.9);
        assertThat(figures.get("atomics: BaseMpscLinkedVarHandleArrayQueueProducerFields"))
                .as("a message to the injection queue")
                .isGreaterThan(0.9);
        assertThat(figures.get("atomics")).isGreaterThan(3.9).isLessThan(20);
    }

    @Test
    void whatFailsIsCounted() {
        assertThat(Atomics.count(true, "here")).isTrue();
        assertThat(Atomics.count(false, "here")).isFalse();
        Atomics.count("there");
        assertThat(Atomics.counters())
                .containsEntry("atomics: here", 2L)
                .containsEntry("CAS failed: here", 1L)
                .containsEntry("atomics: there", 1L)
                .containsEntry("atomics", 3L)
                .containsEntry("CAS failed", 1L);
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
