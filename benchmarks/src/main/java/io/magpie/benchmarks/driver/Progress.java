package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the user sees while a run goes on: one line that changes where there is a terminal, and one that stays for each
/// row that is done.
public final class Progress {

    private static final String ERASE_LINE = "\r\033[K";
    private static final int SECONDS_A_MINUTE = 60;

    private final PrintStream out;
    private final boolean terminal;
    private long begun;
    private Duration all = Duration.ZERO;
    private Duration done = Duration.ZERO;
    private Duration underWay = Duration.ZERO;
    private long mark;

    /// What each group of rows took.
    private final Map<String, Duration> spent = new LinkedHashMap<>();

    /// Progress on a stream.
    ///
    /// @param out where to
    /// @param terminal whether a line can be erased there
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void begin(Duration expected) {
        all = expected;
        begun = System.nanoTime();
        mark = begun;
        out.println("This takes about " + describe(expected) + ".");
    }

    /// A trial begins.
    void next(Row row, int round, int rounds, Duration expected) {
        done = done.plus(underWay);
        underWay = expected;
        if (terminal) {
            out.printf(
                    "%s%3d %%, %s left: %s, cpus %s, round %d of %d, %s ",
                    ERASE_LINE,
                    percent(),
                    describe(left()),
                    row.workload(),
                    row.setting().getOrDefault(Row.CPUS, "?"),
                    round,
                    rounds,
                    row.peer());
            out.flush();
        }
    }

    /// A trial that would be next is left out.
    void skip(Duration expected) {
        all = all.minus(expected);
    }

    /// All rounds of an experiment are done.
    void measured(Run run, List<Row> rows) {
        done = done.plus(underWay);
        underWay = Duration.ZERO;
        out.printf("%s%3d %%, %s left: ", terminal ? ERASE_LINE : "", percent(), describe(left()));
        out.println(Summary.line(run, rows));
        long now = System.nanoTime();
        spent.merge(rows.getFirst().group(), Duration.ofNanos(now - mark), Duration::plus);
        mark = now;
    }

    void end() {
        String parts = spent.entrySet().stream()
                .map(part -> part.getKey() + " " + describe(part.getValue()))
                .collect(Collectors.joining(", "));
        out.printf("Done in %s: %s.%n", describe(Duration.ofNanos(System.nanoTime() - begun)), parts);
    }

    private long percent() {
        return all.isZero() ? 100 : 100 * done.toMillis() / all.toMillis();
    }

    /// What is expected of the rest, longer or shorter as what is done was.
    private Duration left() {
        Duration rest = all.minus(done);
        if (done.isZero()) {
            return rest;
        }
        double pace = (double) (System.nanoTime() - begun) / done.toNanos();
        return Duration.ofNanos(Math.round(rest.toNanos() * pace));
    }

    private static String describe(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 2 * SECONDS_A_MINUTE
                ? seconds + " s"
                : (seconds + SECONDS_A_MINUTE / 2) / SECONDS_A_MINUTE + " min";
    }
}
