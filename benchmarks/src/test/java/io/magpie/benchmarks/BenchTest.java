package io.magpie.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The command, as users type it, in a process of its own.
class BenchTest {

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("cut.json"), "{\"format\": 2, \"rows\": [{\"workload\"");
        Files.writeString(folder.resolve("results.json"), "{\"format\": 2, \"rows\": []}");
        Files.createDirectories(folder.resolve("target"));
        Files.writeString(folder.resolve("target/bench"), "a file where the folder should be");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --rounds 0                         | --rounds wants a number from 1 to 9999, not 0
                    --rounds                           | --rounds wants a value
                    --fast                             | no option --fast
                    --only W1a,W99                     | no workload 'W99': only W1a_spawn_local, W1b_spawn_remote,
                    --peers magpie,koltin              | no peer 'koltin': only magpie, magpie-by-hand,
                    --only echo_64 --peers kotlin      | nothing has all that was asked for
                    echo --connections 7               | echo at '7' connections: only [1, 64, 1000, 10000]
                    --compare results.json             | --compare wants two files of results
                    --compare results.json none.json   | there is no file none.json: ./run bench writes
                    --compare results.json cut.json    | cut.json holds no results of ./run bench
                    report target                      | target cannot be read: Is a directory
                    --quick --only W6c --peers magpie  | the results cannot be written to target/bench/results.json
                    weaving spwan                      | no workload of weaving is called spwan: only
                    guard --recrod                     | guard takes --record or nothing, not [--recrod]
                    """)
    void aMistakeIsToldInALine_beforeAnythingIsMeasured(String arguments, String told) throws Exception {
        Ended ended = run(arguments.split(" ", -1));
        assertThat(ended.said).startsWith("./run bench: " + told).hasLineCount(1);
        assertThat(ended.exitValue).isEqualTo(2);
    }

    @Test
    void whatIsAllRightEndsWithZero() throws Exception {
        Ended ended = run("--compare", "results.json", "results.json");
        assertThat(ended.said).isEmpty();
        assertThat(ended.exitValue).isZero();
    }

    private record Ended(String said, int exitValue) {}

    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dfile.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                classPath(),
                Bench.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(said, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    /// Absolute: the process runs in another folder.
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }
}
