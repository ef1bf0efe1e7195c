package io.magpie.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {

    private static final Map<String, String> ALL = Map.of("cpus", "all");

    private static Row row(String peer, Map<String, String> setting, double... values) {
        Row row = new Row(
                "W2_yield_many",
                "yield",
                "tasks",
                peer,
                setting,
                "ns/op",
                new Floor.ToBaseline(0.04),
                "virtual-threads",
                List.of("-Xmx4g"),
                List.of(),
                null,
                null);
        for (double value : values) {
            row = row.with(Map.of(Row.VALUE, value, Row.CPU, 2 * value), null);
        }
        return row;
    }

    private static Run run(Row... rows) {
        return new Run(
                Run.FORMAT, "./run bench", "2026-11-22T08:00:00Z", Map.of("cores", "2", "jdk", "25"), List.of(rows));
    }

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws Exception {
        Row latency = row("magpie", ALL).with(Map.of(Row.VALUE, 1.5), List.of(new double[] {50, 1e6}));
        Row unfinished = row("kotlin", ALL, 3).unfinished("DNF: not served for 60 s");
        Run run = run(row("virtual-threads", ALL, 1, 2.25), latency, unfinished);
        Path file = folder.resolve("made/results.json");

        ResultsFile.write(run, file);
        ResultsFile.write(run, file); // replaces

        Run read = ResultsFile.read(file);
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("rows.latency")
                .isEqualTo(run);
        assertThat(read.rows().get(1).latency()).containsExactly(new double[] {50, 1e6});
        assertThat(read.rows().get(2).rounds()).isEmpty();
        assertThat(read.rows().get(0).note()).isNull();
        assertThat(Files.list(file.getParent())).containsExactly(file);
    }

    @Test
    void aFileOfAnotherFormatIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("old.json"), "{\"format\": 7, \"rows\": []}");
        assertThatThrownBy(() -> ResultsFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("old.json")
                .hasMessageContaining("format 7")
                .hasMessageContaining("only 1 to 2 are known: measure again");
        Files.writeString(file, "");
        assertThatThrownBy(() -> ResultsFile.read(file)).hasMessageContaining("empty");
        Files.writeString(file, "not JSON");
        assertThatThrownBy(() -> ResultsFile.read(file)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"format\": 2, \"rows\": [{}]}",
                "{\"format\": 2, \"rows\": [null]}",
                "{\"format\": 2, \"rows\": [{\"workload\": \"W1\", \"peer\": \"magpie\", \"rounds\": [{\"value\": null}]}]}",
                "{\"format\": 2, \"rows\": [{\"workload\": \"W1\", \"peer\": \"magpie\", \"rounds\": [{\"value\": NaN}]}]}",
                "{\"format\": 2, \"rows\": [{\"workload\": \"W1\", \"peer\": \"magpie\", \"setting\": {\"cpus\": null}}]}"
            })
    void aFileInWhichSomethingIsMissingIsRefusedByName(String text, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.json"), text);
        assertThatThrownBy(() -> ResultsFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.json holds no results of ./run bench: ");
    }

    @Test
    void whatIsNoTextIsRefusedByName(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("picture.json"), new byte[] {(byte) 0xff, (byte) 0xd8});
        assertThatThrownBy(() -> ResultsFile.read(file)).hasMessageContaining("picture.json holds no results");
    }

    @Test
    void aFigureThatIsNoNumberIsNoFigure() {
        assertThatThrownBy(() -> row("magpie", ALL, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no number: Infinity");
    }

    @Test
    void everyKindOfFloorIsWrittenAndRead() {
        Run run = run(
                rowWanting(new Floor.ToBaseline(0.34)),
                rowWanting(new Floor.AtMost(2e6)),
                rowWanting(new Floor.LeastOfPeers()),
                rowWanting(null));
        assertThat(ResultsFile.fromJson(ResultsFile.toJson(run)).rows())
                .extracting(Row::floor)
                .containsExactly(new Floor.ToBaseline(0.34), new Floor.AtMost(2e6), new Floor.LeastOfPeers(), null);
        String unknown = ResultsFile.toJson(run).replace("atMost", "atLeast");
        assertThatThrownBy(() -> ResultsFile.fromJson(unknown)).hasMessageContaining("a floor of no known kind");
    }

    @Test
    void theFirstFormat_whoseFloorsWereNumbers_isStillRead() {
        Run read = ResultsFile.fromJson("""
                {"format": 1, "command": "./run bench", "rows": [
                  {"workload": "W2_yield_many", "peer": "magpie", "floor": 0.04, "baseline": "virtual-threads",
                   "rounds": [{"value": 1}]},
                  {"workload": "W2_yield_many", "peer": "virtual-threads", "baseline": "virtual-threads",
                   "rounds": [{"value": 10}]}]}""");
        assertThat(read.format()).isEqualTo(Run.FORMAT);
        assertThat(read.rows()).extracting(Row::floor).containsExactly(new Floor.ToBaseline(0.04), null);
        assertThat(read.judgementOf(read.rows().getFirst())).isEqualTo(Judgement.MISSED);
    }

    private static Row rowWanting(@Nullable Floor floor, double... values) {
        Row row = row("magpie", ALL, values);
        return new Row(
                row.workload(),
                row.title(),
                row.group(),
                row.peer(),
                row.setting(),
                row.unit(),
                floor,
                row.baseline(),
                row.flags(),
                row.rounds(),
                null,
                null);
    }

    @Test
    void aValueIsJudgedByItself_andARowThatDoesNotFinishMisses() {
        Row reaches = rowWanting(new Floor.AtMost(3), 2, 3, 7);
        Row misses = rowWanting(new Floor.AtMost(3), 2, 3.1, 7);
        assertThat(run(reaches).judgementOf(reaches)).isEqualTo(Judgement.MET);
        assertThat(run(misses).judgementOf(misses)).isEqualTo(Judgement.MISSED);
        Row starved = reaches.unfinished("DNF: killed after 20 s");
        assertThat(run(starved).judgementOf(starved)).isEqualTo(Judgement.MISSED);
        Row wrong = rowWanting(new Floor.ToBaseline(3), 2).failed("sum 3");
        assertThat(run(wrong).judgementOf(wrong)).isEqualTo(Judgement.MISSED);
        Row unmeasured = rowWanting(new Floor.AtMost(3));
        assertThat(run(unmeasured).judgementOf(unmeasured)).isNull();
        Row impossible = rowWanting(new Floor.AtMost(3)).unfinished("no taskset here, which would pin it");
        assertThat(run(impossible).judgementOf(impossible))
                .as("no fault of ours")
                .isNull();
        assertThat(run(reaches).goalOf(reaches)).isEqualTo(3);
    }

    @Test
    void theLeastOfPeersIsNotAboveAnyOther() {
        Row ours = rowWanting(new Floor.LeastOfPeers(), 4, 5, 6);
        Row byHand = row("magpie-by-hand", ALL, 1);
        Row threads = row("virtual-threads", ALL, 9);
        Row starved = row("forkjoin", ALL).unfinished("DNF: killed after 20 s");
        Row pinned = row("kotlin", Map.of("cpus", "one"), 2);
        assertThat(run(ours, byHand, threads, starved, pinned).judgementOf(ours))
                .isEqualTo(Judgement.MET);
        Run beaten = run(ours, threads, row("kotlin", ALL, 4.9));
        assertThat(beaten.judgementOf(ours)).isEqualTo(Judgement.MISSED);
        assertThat(beaten.goalOf(ours)).isEqualTo(4.9);
        assertThat(run(ours, byHand).judgementOf(ours))
                .as("nobody to compare it with")
                .isNull();
        assertThat(run(ours, starved).judgementOf(ours)).isEqualTo(Judgement.MET);
        assertThat(run(ours, row("kotlin", ALL).failed("sum 3")).judgementOf(ours))
                .as("a wrong result is no rival")
                .isNull();
    }

    @Test
    void aRatioWithoutItsBaselineIsNotJudged() {
        Row ours = rowWanting(new Floor.ToBaseline(0.5), 4);
        assertThat(run(ours).judgementOf(ours)).isNull();
        assertThat(run(ours).goalOf(ours)).isNaN();
        Run paired = run(ours, row("virtual-threads", ALL, 10));
        assertThat(paired.judgementOf(ours)).isEqualTo(Judgement.MET);
        assertThat(paired.goalOf(ours)).isEqualTo(5);
    }

    @Test
    void aRatioPairsTheRoundsOfEqualWorkloadAndSetting() {
        Row magpie = row("magpie", ALL, 1, 30, 3);
        Row threads = row("virtual-threads", ALL, 2, 10, 5);
        Row pinned = row("virtual-threads", Map.of("cpus", "one"), 100, 100, 100);
        Run run = run(pinned, threads, magpie);

        assertThat(run.baselineOf(magpie)).isSameAs(threads);
        assertThat(run.ratioOf(magpie)).isEqualTo(new Ratio(0.6, 0.5, 3, 3)).hasToString("0.600 (0.500–3.000)");
        assertThat(run.ratioOf(magpie, Row.CPU)).isEqualTo(new Ratio(0.6, 0.5, 3, 3));
        assertThat(run.ratioOf(threads)).isNull();
    }

    @Test
    void aRatioNeedsRoundsOfBoth() {
        Row magpie = row("magpie", ALL, 1, 2, 3);
        assertThat(run(magpie).ratioOf(magpie)).isNull();
        assertThat(run(magpie, row("virtual-threads", ALL).unfinished("DNF")).ratioOf(magpie))
                .isNull();
        assertThat(run(magpie, row("virtual-threads", ALL, 4)).ratioOf(magpie)).hasToString("0.250");
        assertThat(run(magpie, row("virtual-threads", ALL, 4)).ratioOf(magpie, Row.BYTES))
                .isNull();
    }

    @Test
    void theMedianOfAFigureIsOverTheRoundsThatHaveIt() {
        assertThat(row("magpie", ALL, 5, 1, 4, 2).median(Row.VALUE)).isEqualTo(3);
        assertThat(row("magpie", ALL, 5).median(Row.BYTES)).isNaN();
    }
}
