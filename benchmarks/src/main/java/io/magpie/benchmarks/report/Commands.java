package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What `./run bench` does with results that are there already.
public final class Commands {

    /// How they are called.
    public static final String USAGE = """
            ./run bench report [A.json] [PAGE.html]   the page of a run: target/bench/results.json, report.html
            ./run bench png [A.json] [FOLDER]         pictures of its main charts, by a headless Chromium: docs/benchmarks
            ./run bench table [A.json]                Magpie beside its baseline, as the README quotes it
            ./run bench --compare A.json B.json       what changed from A to B beyond noise
            """;

    private static final String RESULTS = "target/bench/results.json";

    private Commands() {}

    /// Makes the page of a run again.
    ///
    /// @param arguments the results, and where the page goes; each may be left out
    /// @throws IOException if one cannot be read or written
    public static void report(List<String> arguments) throws IOException {
        Path results = Path.of(arguments.isEmpty() ? RESULTS : arguments.getFirst());
        Path page = arguments.size() > 1 ? Path.of(arguments.get(1)) : results.resolveSibling("report.html");
        Report.write(ResultsFile.read(results), page);
        System.out.println(page.toUri());
    }

    /// Prints the table that documents quote.
    ///
    /// @param arguments the results, which may be left out
    /// @throws IOException if they cannot be read
    public static void table(List<String> arguments) throws IOException {
        System.out.print(Quoted.of(ResultsFile.read(Path.of(arguments.isEmpty() ? RESULTS : arguments.getFirst()))));
    }

    /// Takes pictures of the main charts of a run.
    ///
    /// @param arguments the results, where the pictures go, and the ids of charts; each may be left out
    /// @throws IOException if there is no browser, or one cannot be read or written
    /// @throws InterruptedException if interrupted
    public static void pictures(List<String> arguments) throws IOException, InterruptedException {
        Path results = Path.of(arguments.isEmpty() ? RESULTS : arguments.getFirst());
        Path folder = Path.of(arguments.size() > 1 ? arguments.get(1) : "docs/benchmarks");
        Path page = results.toAbsolutePath().resolveSibling("report.html");
        Report.write(ResultsFile.read(results), page);
        int count = Pictures.take(page, folder, arguments.subList(Math.min(2, arguments.size()), arguments.size()));
        System.out.println(count + " pictures in " + folder);
    }

    /// Says what changed between two runs.
    ///
    /// @param arguments the earlier results, then the later ones
    /// @throws IOException if one cannot be read
    /// @throws IllegalArgumentException if there are not two
    public static void compare(List<String> arguments) throws IOException {
        if (arguments.size() != 2) {
            throw new IllegalArgumentException(
                    "--compare wants two files of results, the earlier one first: got " + arguments);
        }
        System.out.print(Comparison.of(
                ResultsFile.read(Path.of(arguments.getFirst())), ResultsFile.read(Path.of(arguments.getLast()))));
    }
}
