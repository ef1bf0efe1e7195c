package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Judgement;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What changed from one run to another beyond noise.
///
/// With three to seven rounds a test of significance has little to hold on to, and rounds of one run are not independent:
/// a machine is fast or slow for minutes. So a change must pass two tests that assume no distribution:
///
/// 1. **The ranges are apart**: every round of one run is below every round of the other. If nothing had changed, five
///    rounds beside five would end so in one of 126 cases, by order alone (three beside three: one of 10).
/// 2. **It is larger than the spread**: the median moved by more than the wider of both ranges. This keeps out the runs
///    that were each narrow, and each at another speed of the machine by a little.
///
/// Where a row has a baseline in both runs, both tests look at its ratios to it: a machine that was slower today was slower
/// for the baseline, too. Without one they look at the figures themselves. A baseline is itself judged by its figures.
///
/// Fewer than three rounds of either prove nothing: such a row is never said to have changed.
///
/// @param rows what is in both, in the order of the later run
/// @param onlyBefore rows that the later run lacks
/// @param onlyAfter rows that the earlier run lacks
/// @param warnings what makes the runs differ as a whole
record Comparison(List<Compared> rows, List<String> onlyBefore, List<String> onlyAfter, List<String> warnings) {

    private static final int LEAST_ROUNDS = 3;

    /// What must be the same of two machines for their figures to be comparable.
    private static final List<String> MACHINE = List.of("cpu", "cores", "kernel", "jdk");

    /// What is to be said of one row.
    enum Verdict {
        FASTER("faster"),
        SLOWER("slower"),
        SAME("no difference beyond noise"),
        TOO_FEW_ROUNDS("too few rounds to tell"),
        UNFINISHED("did not finish in both");

        final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    /// One row in both runs.
    ///
    /// @param name workload, setting and peer
    /// @param before the figure in the earlier run; null if it did not finish
    /// @param after the figure in the later run
    /// @param unit of both
    /// @param change later to earlier: of the ratios to the baseline where there is one, else of the figures; NaN if unknown
    /// @param toBaseline whether it is the ratio to the baseline that is compared
    /// @param goal whether the row's floor was reached, as `met` or `missed → met`; empty if it has none
    record Compared(
            String name,
            @Nullable Spread before,
            @Nullable Spread after,
            String unit,
            double change,
            boolean toBaseline,
            Verdict verdict,
            String goal) {}

    static Comparison of(Run before, Run after) {
        Map<String, Row> earlier = byName(before);
        Map<String, Row> later = byName(after);
        List<Compared> rows = new ArrayList<>();
        List<String> onlyAfter = new ArrayList<>();
        later.forEach((name, row) -> {
            Row old = earlier.get(name);
            if (old == null) {
                onlyAfter.add(name);
            } else {
                rows.add(compare(name, before, old, after, row));
            }
        });
        return new Comparison(
                rows,
                earlier.keySet().stream()
                        .filter(name -> !later.containsKey(name))
                        .toList(),
                onlyAfter,
                warnings(before, after));
    }

    private static Compared compare(String name, Run before, Row old, Run after, Row row) {
        Spread was = Spread.of(old, Row.VALUE);
        Spread is = Spread.of(row, Row.VALUE);
        if (was == null || is == null) {
            Verdict verdict = was == null && is == null ? Verdict.SAME : Verdict.UNFINISHED;
            return new Compared(name, was, is, row.unit(), Double.NaN, false, verdict, goal(before, old, after, row));
        }
        Ratio ratioWas = before.ratioOf(old);
        Ratio ratioIs = after.ratioOf(row);
        boolean toBaseline = ratioWas != null && ratioIs != null;
        Spread from = ratioWas != null && ratioIs != null ? Spread.of(ratioWas) : was;
        Spread to = ratioWas != null && ratioIs != null ? Spread.of(ratioIs) : is;
        boolean enough = Math.min(old.rounds().size(), row.rounds().size()) >= LEAST_ROUNDS;
        return new Compared(
                name,
                was,
                is,
                row.unit(),
                to.median() / from.median(),
                toBaseline,
                enough ? verdict(from, to) : Verdict.TOO_FEW_ROUNDS,
                goal(before, old, after, row));
    }

    /// Both by the floor of the later run: what is wanted may have changed, which is no change of what was measured.
    private static String goal(Run before, Row old, Run after, Row row) {
        Judgement was = before.judge(old, row.floor());
        Judgement is = after.judgementOf(row);
        if (was == is || was == null) {
            return is == null ? "" : is.toString();
        }
        return was + " → " + (is == null ? "unknown" : is);
    }

    /// Whether the change from one spread to the other is beyond noise.
    static Verdict verdict(Spread from, Spread to) {
        double moved = Math.abs(to.median() - from.median());
        double noise = Math.max(from.most() - from.least(), to.most() - to.least());
        if (!from.isApartFrom(to) || moved <= noise) {
            return Verdict.SAME;
        }
        return to.median() < from.median() ? Verdict.FASTER : Verdict.SLOWER;
    }

    private static Map<String, Row> byName(Run run) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : run.rows()) {
            String setting = Wording.setting(row.setting());
            rows.put(
                    row.workload() + (setting.isEmpty() ? "" : ", " + setting) + ", " + Wording.cpus(row.setting())
                            + ", " + row.peer(),
                    row);
        }
        return rows;
    }

    private static List<String> warnings(Run before, Run after) {
        List<String> warnings = new ArrayList<>();
        for (String key : MACHINE) {
            String was = before.machine().get(key);
            String is = after.machine().get(key);
            if (!Objects.equals(was, is)) {
                warnings.add("another %s: %s, then %s. Compare only the ratios to a baseline.".formatted(key, was, is));
            }
        }
        if (!before.command().equals(after.command())) {
            warnings.add("another command: %s, then %s.".formatted(before.command(), after.command()));
        }
        return warnings;
    }

    /// As text for a terminal.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        warnings.forEach(warning -> text.append("WARNING: ").append(warning).append('\n'));
        int widest = rows.stream().mapToInt(row -> row.name().length()).max().orElse(1);
        String line = "%-" + widest + "s  %7s %-11s  %-26s  %-12s  %s%n";
        for (Compared row : rows) {
            text.append(line.formatted(
                    row.name(),
                    Double.isNaN(row.change()) ? "" : Wording.ratio(row.change()),
                    row.toBaseline() ? "to baseline" : "",
                    row.verdict().words,
                    row.goal(),
                    spread(row.before(), row.unit()) + " → " + spread(row.after(), row.unit())));
        }
        onlyBefore.forEach(
                name -> text.append("only in the earlier run: ").append(name).append('\n'));
        onlyAfter.forEach(
                name -> text.append("only in the later run: ").append(name).append('\n'));
        for (Verdict verdict : Verdict.values()) {
            long count = rows.stream().filter(row -> row.verdict() == verdict).count();
            if (count > 0) {
                text.append(count).append(' ').append(verdict.words).append('\n');
            }
        }
        long goals = rows.stream().filter(row -> !row.goal().isEmpty()).count();
        if (goals > 0) {
            long met = rows.stream()
                    .filter(row -> row.goal().endsWith(Judgement.MET.toString()))
                    .count();
            text.append("the later run meets %d of %d floors%n".formatted(met, goals));
        }
        return text.toString();
    }

    private static String spread(@Nullable Spread spread, String unit) {
        if (spread == null) {
            return "unfinished";
        }
        return spread.least() == spread.most()
                ? Quantity.of(spread.median(), unit)
                : "%s (%s–%s)"
                        .formatted(
                                Quantity.of(spread.median(), unit),
                                Quantity.of(spread.least(), unit),
                                Quantity.of(spread.most(), unit));
    }
}
