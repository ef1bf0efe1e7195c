package io.magpie.benchmarks.report;

import io.magpie.benchmarks.Table;
import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Judgement;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The table that documents quote from a run: Magpie beside its baseline, what was wanted, and whether it was met. A ratio
/// above 1 is bold.
final class Quoted {

    private Quoted() {}

    /// As Markdown, with a sentence above.
    static String of(Run run) {
        Table table = new Table("an operation", "Magpie", "virtual threads", "ratio", "aim", "");
        for (Row row : run.rows()) {
            if (isQuoted(row)) {
                Row baseline = run.baselineOf(row);
                Floor floor = row.floor();
                Judgement judgement = run.judgementOf(row);
                table.row(
                        name(row),
                        figure(row),
                        baseline == null ? "" : figure(baseline),
                        ratio(run.ratioOf(row)),
                        floor == null ? "" : floor.describe(row.unit()),
                        judgement == null ? "" : judgement.toString());
            }
        }
        return Overview.verdict(run) + "\n\n" + table;
    }

    /// Magpie, and those of its variants that have a floor of their own; by hand it has those of the natural idiom.
    private static boolean isQuoted(Row row) {
        return !GrowthFigures.isGrowth(row)
                && (row.peer().equals(Row.MAGPIE) || row.isOurs() && row.floor() != null && !Overview.isByHand(row));
    }

    private static String name(Row row) {
        String pinned =
                row.setting().getOrDefault(Row.CPUS, Row.ALL).equals(Row.ALL) ? "" : ", " + Wording.cpus(row.setting());
        String variant = row.peer().equals(Row.MAGPIE) ? "" : " (" + Peers.display(row.peer()) + ")";
        return Overview.name(row) + pinned + variant;
    }

    private static String figure(Row row) {
        double value = row.median(Row.VALUE);
        if (Double.isNaN(value)) {
            return row.hasFailed() ? "wrong" : row.isUnfinished() ? "never ends" : "–";
        }
        double bytes = row.unit().equals("ns/op") ? row.median(Row.BYTES) : Double.NaN;
        return Quantity.of(value, row.unit())
                + (Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, ", %,.0f B", bytes));
    }

    private static String ratio(@Nullable Ratio ratio) {
        if (ratio == null) {
            return "";
        }
        String median = Quantity.digits(ratio.median());
        String shown = ratio.median() > 1 ? "**" + median + "**" : median;
        return ratio.rounds() == 1
                ? shown
                : shown + " (" + Quantity.digits(ratio.least()) + "–" + Quantity.digits(ratio.greatest()) + ")";
    }
}
