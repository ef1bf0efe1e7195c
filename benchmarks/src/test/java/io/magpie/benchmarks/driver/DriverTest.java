package io.magpie.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.ResultsFile;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {

    @TempDir
    Path folder;

    private final List<String> order = new ArrayList<>();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private record Scripted(Row row, Duration expected, int mostRounds, Callable<Round> script) implements Trial {
        @Override
        public Round measure() throws Exception {
            return script.call();
        }
    }

    private Trial peer(String name, Callable<Double> value) {
        Row row = new Row(
                "W2_yield_many",
                "yield",
                "tasks",
                name,
                Map.of(Row.CPUS, Row.ALL),
                "ns/op",
                switch (name) {
                    case "magpie" -> new Floor.ToBaseline(0.5);
                    case "magpie-fair" -> new Floor.ToBaseline(3);
                    default -> null;
                },
                "virtual-threads",
                List.of(),
                List.of(),
                null,
                null);
        return new Scripted(row, Duration.ofSeconds(2), name.equals("netty") ? 1 : Integer.MAX_VALUE, () -> {
            order.add(name);
            return new Trial.Round(Map.of(Row.VALUE, value.call()));
        });
    }

    private Driver driver(int rounds, Experiment... experiments) {
        Progress progress = new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        return new Driver("./run bench", List.of(experiments), rounds, folder.resolve("r.json"), progress);
    }

    @Test
    void whoIsFirstChangesFromRoundToRound() throws Exception {
        Run run = driver(3, new Experiment(List.of(peer("magpie", () -> 1.0), peer("virtual-threads", () -> 4.0))))
                .run();
        assertThat(order)
                .containsExactly("magpie", "virtual-threads", "virtual-threads", "magpie", "magpie", "virtual-threads");
        assertThat(run.rows()).extracting(row -> row.rounds().size()).containsExactly(3, 3);
        assertThat(run.ratioOf(run.rows().getFirst())).hasToString("0.250 (0.250–0.250)");
    }

    @Test
    void thePeerThatDidNotFinishIsNotTriedAgain() throws Exception {
        Trial starved = peer("virtual-threads", () -> {
            throw new DidNotFinishException("not served");
        });
        Driver driver = driver(3, new Experiment(List.of(peer("magpie", () -> 1.0), starved)));
        Run run = driver.run();
        assertThat(order).containsOnlyOnce("virtual-threads");
        assertThat(run.rows().getLast().note()).isEqualTo("not served");
        assertThat(run.rows().getLast().rounds()).isEmpty();
        assertThat(run.rows().getFirst().rounds()).hasSize(3);
        assertThat(driver.hasFailed()).isFalse();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .as("the time of what is left out is not waited for")
                .contains("100 %, 0 s left: W2_yield_many");
    }

    @Test
    void aWrongResultFailsTheRunAndTheOthersGoOn() throws Exception {
        Trial wrong = peer("kotlin", () -> {
            throw new IllegalStateException("sum 3");
        });
        Driver driver = driver(2, new Experiment(List.of(wrong, peer("magpie", () -> 1.0))));
        Run run = driver.run();
        assertThat(driver.hasFailed()).isTrue();
        assertThat(run.rows().getFirst().note()).isEqualTo("FAILED: sum 3");
        assertThat(run.rows().getLast().rounds()).hasSize(2);
    }

    @Test
    void anErrorAndAFigureThatIsNoNumberFailTheirRowOnly() throws Exception {
        Trial errs = peer("kotlin", () -> {
            throw new ExceptionInInitializerError();
        });
        Trial endless = peer("netty", () -> Double.NaN);
        Driver driver = driver(2, new Experiment(List.of(errs, endless, peer("magpie", () -> 1.0))));
        Run run = driver.run();
        assertThat(run.rows())
                .extracting(Row::note)
                .containsExactly(
                        "FAILED: java.lang.ExceptionInInitializerError",
                        "FAILED: the figure 'value' is no number: NaN",
                        null);
        assertThat(run.rows().getLast().rounds()).hasSize(2);
        assertThat(driver.hasFailed()).isTrue();
        assertThat(ResultsFile.read(folder.resolve("r.json")).rows()).hasSize(3);
    }

    @Test
    void resultsThatCouldNotBeKeptAreNotMeasured() throws Exception {
        Files.createDirectory(folder.resolve("r.json"));
        Driver driver = driver(1, new Experiment(List.of(peer("magpie", () -> 1.0))));
        assertThatThrownBy(driver::run).isInstanceOf(IOException.class).hasMessageContaining("cannot be written to");
        assertThat(order).isEmpty();
    }

    @Test
    void whatWasFoundBeforeStaysUntilThereIsMore() throws Exception {
        Path file = Files.writeString(folder.resolve("r.json"), "of yesterday");
        List<String> seen = new ArrayList<>();
        driver(1, new Experiment(List.of(peer("magpie", () -> {
                    seen.add(Files.readString(file));
                    return 1.0;
                }))))
                .run();
        assertThat(seen).containsExactly("of yesterday");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void processorsAreThoseThatAreAllowed() {
        assertThat(Processors.parse("0-1")).containsExactly(0, 1);
        assertThat(Processors.parse("4,6-8")).containsExactly(4, 6, 7, 8);
        assertThat(Processors.allowed()).isNotEmpty();
    }

    @Test
    void whatIsKnownIsWrittenAfterEachRound() throws Exception {
        List<Integer> written = new ArrayList<>();
        Path file = folder.resolve("r.json");
        Trial looks = peer("magpie", () -> {
            written.add(
                    file.toFile().exists()
                            ? ResultsFile.read(file).rows().getFirst().rounds().size()
                            : -1);
            return 1.0;
        });
        driver(3, new Experiment(List.of(looks))).run();
        assertThat(written).containsExactly(-1, 1, 2);
        assertThat(ResultsFile.read(file).machine()).containsKeys("cpu", "cores", "jdk", "kernel", "memory", "commit");
    }

    @Test
    void aPeerMayWantFewerRounds() throws Exception {
        Experiment experiment = new Experiment(List.of(peer("magpie", () -> 1.0), peer("netty", () -> 2.0)));
        assertThat(Driver.expected(List.of(experiment), 3)).isEqualTo(Duration.ofSeconds(8));
        Run run = driver(3, experiment).run();
        assertThat(order).containsExactly("magpie", "netty", "magpie", "magpie");
        assertThat(run.rows()).extracting(row -> row.rounds().size()).containsExactly(3, 1);
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("This takes about 8 s.", "100 %, 0 s left: W2_yield_many", "Done in 0 s: tasks 0 s.");
    }

    @Test
    void anExperimentMayWantFewerRounds() throws Exception {
        driver(5, new Experiment(List.of(peer("magpie", () -> 1.0)), 1)).run();
        assertThat(order).hasSize(1);
    }

    @Test
    void theSummaryTellsWhetherTheFloorIsMet() throws Exception {
        Experiment met = new Experiment(List.of(peer("magpie", () -> 1.0), peer("virtual-threads", () -> 4.0)));
        assertThat(Summary.of(driver(1, met).run())).contains("| 0.250 | 0.500 |", "| met |");
        Experiment missed = new Experiment(List.of(peer("magpie", () -> 3.0), peer("virtual-threads", () -> 4.0)));
        assertThat(Summary.of(driver(1, missed).run())).contains("| 0.750 | 0.500 | missed |");
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("This takes about 4 s.", "magpie 3.0 = 0.75× missed, virtual-threads 4.0");
    }

    @Test
    void aVariantWithAFloorOfItsOwnHasALineOfItsOwn() throws Exception {
        Experiment fair = new Experiment(
                List.of(peer("magpie", () -> 1.0), peer("magpie-fair", () -> 8.0), peer("virtual-threads", () -> 4.0)));
        assertThat(Summary.of(driver(1, fair).run()))
                .containsPattern("W2_yield_many .* 0.250 [|] 0.500 [|] +met [|]")
                .containsPattern("… magpie-fair .* 2.000 [|] 3.000 [|] +met [|]");
    }

    @Test
    void aSelectionNamesWorkloadsInShort() {
        Selection selection = Selection.parse(List.of("--only", "w1A,echo_64", "--rounds", "7"));
        assertThat(selection.selects("W1a_spawn_local")).isTrue();
        assertThat(selection.selects("echo_64")).isTrue();
        assertThat(selection.selects("echo_64k")).isFalse();
        assertThat(selection.names("W1b_spawn_remote")).isFalse();
        assertThat(selection.rounds()).isEqualTo(7);
        assertThat(Selection.parse(List.of()).selects("W2_yield_many")).isTrue();
        assertThat(Selection.parse(List.of()).names("W2_yield_many")).isFalse();
        assertThatThrownBy(() -> Selection.parse(List.of("--fast"))).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Selection.parse(List.of("--rounds", "0"))).hasMessageContaining("--rounds");
        assertThatThrownBy(() -> Selection.parse(List.of("--cpus", "2"))).hasMessageContaining("--cpus");
    }

    /// Says a round, or nothing, or never ends, or fails.
    static final class Speaker {
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "speaks" ->
                    Child.answer(() -> new Trial.Round(Map.of(Row.VALUE, 2.5), List.of(new double[] {50, 7})));
                case "errs" ->
                    Child.answer(() -> {
                        throw new AssertionError("the sum is 3,\nnot 4");
                    });
                case "breaks" ->
                    Child.answer(() -> {
                        throw new IllegalStateException("broken");
                    });
                case "hangs" -> Thread.sleep(Duration.ofMinutes(5));
                default -> {}
            }
        }
    }

    @Test
    void aChildSaysWhatItMeasured() throws Exception {
        Trial.Round round = Child.measure(Row.ALL, List.of("-Xmx64m"), Duration.ofMinutes(1), Speaker.class, "speaks");
        assertThat(round.figures()).containsExactly(Map.entry(Row.VALUE, 2.5));
        assertThat(round.latency()).containsExactly(new double[] {50, 7});
        assertThatThrownBy(() ->
                        Child.measure(Row.ALL, List.of("-Xmx64m"), Duration.ofMinutes(1), Speaker.class, "mumbles"))
                .hasMessageContaining("Speaker [mumbles] ended with exit value 0");
    }

    @Test
    void aChildThatFailsSaysWhy() {
        assertThatThrownBy(
                        () -> Child.measure(Row.ALL, List.of("-Xmx64m"), Duration.ofMinutes(1), Speaker.class, "errs"))
                .isInstanceOf(ChildFailedException.class)
                .hasMessage("the sum is 3,\nnot 4");
        assertThatThrownBy(() ->
                        Child.measure(Row.ALL, List.of("-Xmx64m"), Duration.ofMinutes(1), Speaker.class, "breaks"))
                .hasMessage("java.lang.IllegalStateException: broken");
    }

    @Test
    void aChildThatTakesTooLongIsKilled() {
        assertThatThrownBy(
                        () -> Child.measure(Row.ALL, List.of("-Xmx64m"), Duration.ofSeconds(1), Speaker.class, "hangs"))
                .isInstanceOf(DidNotFinishException.class)
                .hasMessage("DNF: killed after 1 s");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
