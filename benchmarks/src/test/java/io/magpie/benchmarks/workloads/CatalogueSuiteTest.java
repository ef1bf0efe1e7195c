package io.magpie.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.magpie.benchmarks.driver.Child;
import io.magpie.benchmarks.driver.Driver;
import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Processors;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Suites;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;

class CatalogueSuiteTest {

    private static final String ECHO_PEERS = "magpie,virtual-threads-channels";

    private static List<Row> rows(String... arguments) throws Exception {
        return plan(arguments).stream()
                .flatMap(experiment -> experiment.trials().stream())
                .map(Trial::row)
                .toList();
    }

    private static List<Experiment> plan(String... arguments) throws Exception {
        return Driver.plan(Selection.parse(List.of(arguments)), List.of(new CatalogueSuite()));
    }

    @Test
    void theShortRunHasEveryFloor() throws Exception {
        List<Row> rows = rows();
        assertThat(rows.stream().filter(row -> row.floor() != null))
                .extracting(Row::peer)
                .containsOnly("magpie", "magpie-fair", "magpie-spin");
        assertThat(rows.stream().filter(row -> row.floor() != null && !(row.floor() instanceof Floor.ToBaseline)))
                .extracting(row -> row.workload() + " " + row.floor().describe(row.unit()))
                .containsExactly(
                        "W1c_spawn_remote_busy 300 ns",
                        "W9a_timer_cancel least",
                        "W9b_timeout least",
                        "W9c_sleep_many least",
                        "W12a_ticker_hogs 220 ms",
                        "W12b_ticker_yielding 2.00 ms");
        assertThat(rows.stream()
                        .filter(row -> row.setting().containsValue(Row.ALL) && row.floor() == null)
                        .filter(Row::isOurs))
                .extracting(Row::workload)
                .as("only the one whose floor its variant has")
                .containsExactly("W1e_spawn_remote_one");
        assertThat(rows.stream().map(Row::workload).distinct()).hasSize(Catalogue.values().length);
        assertThat(rows.stream()
                        .filter(row -> row.setting().containsValue(Row.ONE))
                        .map(Row::workload)
                        .distinct())
                .containsExactly("W1d_chained_spawn", "W4_mpsc_bounded", "W7_notify_ring");
        assertThat(rows.stream().filter(row -> !row.workload().startsWith("W9")))
                .extracting(Row::peer)
                .containsOnly("magpie", "magpie-fair", "magpie-spin", "virtual-threads");
    }

    @Test
    void theFullRunHasEveryPeerInEverySetting() throws Exception {
        int pairs = 0;
        for (Catalogue workload : Catalogue.values()) {
            pairs += workload.peers().size();
        }
        assertThat(rows("--full")).hasSize(2 * pairs);
        assertThat(rows("--full", "--cpus", "one", "--peers", "kotlin")).hasSize(Catalogue.values().length);
    }

    @Test
    void aWorkloadThatIsNamedIsMeasuredOnEveryPeer() throws Exception {
        assertThat(rows("--only", "W2", "--cpus", "all"))
                .extracting(Row::peer)
                .containsExactly("magpie", "magpie-by-hand", "virtual-threads", "forkjoin", "kotlin");
        assertThat(rows("--only", "W2", "--peers", "kotlin")).hasSize(2);
    }

    @Test
    void theShortRunTakesLessThanTenMinutes_andEchoByNameAFew() throws Exception {
        assertThat(expected()).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(10));
        assertThat(expected("--only", "echo_64", "--connections", "1,10000", "--cpus", "all", "--peers", ECHO_PEERS))
                .isLessThan(Duration.ofMinutes(3));
    }

    private static Duration expected(String... arguments) throws Exception {
        Selection selection = Selection.parse(List.of(arguments));
        return Driver.expected(Driver.plan(selection, Suites.all()), selection.rounds());
    }

    @Test
    void theLeastOfPeersIsJudgedBesideAllOfThem() throws Exception {
        assertThat(rows().stream().filter(row -> row.workload().startsWith("W9")))
                .extracting(Row::peer)
                .containsOnly("magpie", "virtual-threads", "forkjoin", "kotlin");
        assertThat(rows("--only", "W9a", "--cpus", "all"))
                .extracting(Row::peer)
                .containsExactly("magpie", "virtual-threads", "forkjoin", "kotlin");
    }

    /// Tells on how many processors it runs, and with how many workers.
    static final class Counting {
        public static void main(String[] arguments) {
            Child.answer(() -> new Trial.Round(Map.of(
                    "processors",
                    (double) Runtime.getRuntime().availableProcessors(),
                    "workers",
                    (double) Size.WORKERS,
                    "carriers",
                    (double) ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                            .getParallelism())));
        }
    }

    @Test
    void whoIsPinnedHasOneProcessor_andAsManyWorkersAsOnAll() throws Exception {
        assumeThatCode(() -> Processors.prefix(Row.ONE)).doesNotThrowAnyException();
        for (Row row : rows("--only", "W2")) {
            double workers = Runtime.getRuntime().availableProcessors();
            assertThat(row.flags()).contains("-Dkotlinx.coroutines.scheduler.core.pool.size=" + (int) workers);
            String cpus = row.setting().getOrDefault(Row.CPUS, "");
            if (row.peer().equals("virtual-threads")) {
                assertThat(Child.measure(cpus, row.flags(), Duration.ofMinutes(1), Counting.class)
                                .figures())
                        .containsEntry("processors", cpus.equals(Row.ONE) ? 1 : workers)
                        .containsEntry("workers", workers)
                        .containsEntry("carriers", workers);
            }
        }
    }

    @Test
    void allPeersHaveTheSameFlags() throws Exception {
        assertThat(rows("--full").stream().map(Row::flags).distinct()).hasSize(1);
    }

    /// In a process of its own, as the driver does it.
    @Test
    void aTrialMeasuresInAChild() throws Exception {
        Trial trial = plan("--only", "W5b", "--peers", "magpie", "--quick", "--cpus", "all")
                .getFirst()
                .trials()
                .getFirst();
        assertThat(trial.row().flags()).contains("-D" + Size.DIVISOR_PROPERTY + "=10");
        Trial.Round round = trial.measure();
        assertThat(round.figures()).containsKeys("value", "cpu", "bytes", "iterations", "polls", "parks", "steals");
        assertThat(round.figures().get("value")).isPositive();
    }
}
