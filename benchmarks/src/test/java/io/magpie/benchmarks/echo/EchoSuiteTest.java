package io.magpie.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Processors;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.echo.EchoCell.Kind;
import io.magpie.benchmarks.results.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoSuiteTest {

    private static final Duration BRIEF = Duration.ofMillis(150);

    @Test
    void aRoundHasAllFigures() throws Exception {
        Trial.Round round = turn(Kind.CPU, EchoPeer.MAGPIE_BY_HAND).measure();
        assertThat(round.figures())
                .containsOnlyKeys(
                        "value",
                        "cpu",
                        "cpuProgram",
                        "cpuJvm",
                        "cpuClient",
                        "bytes",
                        "sleeps",
                        "rate",
                        "requests",
                        "unsent",
                        "p50",
                        "p90",
                        "p99",
                        "p999",
                        "max")
                .hasEntrySatisfying("value", value -> assertThat(value).isPositive())
                .hasEntrySatisfying("rate", value -> assertThat(value).isPositive())
                .hasEntrySatisfying("cpuProgram", value -> assertThat(value).isPositive())
                .hasEntrySatisfying("p50", value -> assertThat(value).isPositive());
        assertThat(round.figures().get("cpu") * round.figures().get("rate") / 1e9)
                .as("processors in use while it was measured: neither start nor warm-up are part of it")
                .isLessThan(Runtime.getRuntime().availableProcessors() + 1);
        assertThat(round.figures().get("max"))
                .isGreaterThanOrEqualTo(round.figures().get("p50"));
        assertThat(round.latency()).isNotEmpty();
    }

    @Test
    void anOpenLoopIsJudgedByItsTail() throws Exception {
        Trial.Round round = turn(Kind.LATENCY, EchoPeer.MAGPIE).measure();
        assertThat(round.figures().get("value")).isEqualTo(round.figures().get("p999"));
        assertThat(round.figures().get("requests") + round.figures().get("unsent"))
                .isEqualTo(3_000);
    }

    @Test
    void idleConnectionsTellMemoryAndWhatTheThreadsDo() throws Exception {
        Trial.Round round = turn(Kind.IDLE, EchoPeer.MAGPIE_BY_HAND).measure();
        assertThat(round.figures()).containsOnlyKeys("value", "rss", "heap", "idleCpu", "idleSleeps");
        assertThat(round.figures().get("value")).isEqualTo(round.figures().get("rss"));
    }

    @Test
    void connectionsKeepWithinTheLimitAndTheRowSaysSo() {
        List<Row> rows = rows(new EchoSuite(wanted -> Math.min(wanted, 824)), "--only", "echo_64");
        assertThat(rows)
                .filteredOn(row ->
                        row.peer().equals("magpie") && row.setting().get("cpus").equals("all"))
                .filteredOn(row -> row.workload().equals("echo_64"))
                .extracting(row -> row.setting().get("connections"))
                .containsExactly("1", "64", "824", "824");
        assertThat(rows)
                .filteredOn(row -> row.setting().get("connections").equals("824"))
                .allSatisfy(row ->
                        assertThat(row.note()).endsWith("the limit on open descriptors (ulimit -n) allows no more"));
        assertThat(rows)
                .filteredOn(row -> row.setting().get("connections").equals("64"))
                .allSatisfy(row -> assertThat(row.note()).isNull());
    }

    @Test
    void theFloorsAreThoseOfSmallMessagesOnAllProcessors_andOfIdleConnections() {
        List<Row> rows = rows(new EchoSuite(wanted -> wanted), "--full", "--peers", "magpie");
        assertThat(rows)
                .filteredOn(row -> row.floor() != null)
                .extracting(row -> row.workload() + " " + row.setting().get("connections") + " "
                        + row.floor().describe(row.unit()))
                .containsExactly(
                        "echo_64 1 0.920",
                        "echo_64 64 0.780",
                        "echo_64 1000 0.780",
                        "echo_64 10000 0.920",
                        "echo_64_latency 64 1.000",
                        "idle_connections 10000 2.05 kB");
        assertThat(rows).hasSize(16);
    }

    @Test
    void connectionsCanBeChosen() {
        assertThat(rows(
                        new EchoSuite(wanted -> wanted),
                        "--only",
                        "echo_64",
                        "--connections",
                        "1,10000",
                        "--cpus",
                        "all",
                        "--peers",
                        "magpie"))
                .extracting(row -> row.workload() + " " + row.setting().get("connections"))
                .containsExactly("echo_64 1", "echo_64 10000");
    }

    @Test
    void aServerOfVirtualThreadsHasAsManyThreadsAsTheOthers() {
        for (EchoPeer peer : List.of(EchoPeer.VIRTUAL_THREADS_CHANNELS, EchoPeer.VIRTUAL_THREADS_SOCKETS)) {
            assertThat(peer.flags()).contains("-Djdk.virtualThreadScheduler.parallelism=" + EchoPeer.WORKERS);
        }
        assertThat(EchoPeer.MAGPIE.arguments(EchoCell.SMALL)).contains(Integer.toString(EchoPeer.WORKERS));
        assertThat(EchoPeer.NETTY_EPOLL.arguments(EchoCell.SMALL)).contains(Integer.toString(EchoPeer.WORKERS));
    }

    @Test
    void aServerThatIsPinnedHasOneProcessor() throws Exception {
        assumeThatCode(() -> Processors.prefix(Row.ONE)).doesNotThrowAnyException();
        try (EchoSession session = EchoSession.start(EchoPeer.MAGPIE_BY_HAND, EchoCell.SMALL, Row.ONE, List.of())) {
            assertThat(Files.readAllLines(Path.of("/proc/" + session.serverId() + "/status")))
                    .contains("Cpus_allowed_list:\t" + Processors.allowed().getLast());
        }
    }

    @Test
    void tenMinutesAreForTheRowsThatMatter() {
        assertThat(rows(new EchoSuite(wanted -> wanted)))
                .extracting(Row::workload)
                .containsOnly("echo_64", "echo_64_latency", "idle_connections")
                .hasSize(2 * 3 + 2 * 2);
        assertThat(rows(new EchoSuite(wanted -> wanted)))
                .filteredOn(row -> row.peer().equals("netty-epoll"))
                .extracting(Row::workload)
                .containsOnly("echo_64");
    }

    private static EchoTurn turn(Kind kind, EchoPeer peer) {
        return new EchoTurn(new EchoCell(kind, Row.ALL, EchoCell.SMALL, 8, 8), peer, BRIEF, BRIEF, 1);
    }

    private static List<Row> rows(EchoSuite suite, String... options) {
        return suite.plan(Selection.parse(List.of(options))).stream()
                .map(Experiment::trials)
                .flatMap(List::stream)
                .map(Trial::row)
                .toList();
    }
}
