package io.magpie.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                0.04,
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
                .hasMessageContaining("format 7");
        Files.writeString(file, "");
        assertThatThrownBy(() -> ResultsFile.read(file)).hasMessageContaining("empty");
        Files.writeString(file, "not JSON");
        assertThatThrownBy(() -> ResultsFile.read(file)).isInstanceOf(IllegalArgumentException.class);
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
