package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Judgement;
import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Ratio;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The table of everything: each row of the run, in words.
///
/// @param workload its name
/// @param setting what was varied
/// @param peer who did it
/// @param value the median of the main figure, with its unit
/// @param range its least and greatest round
/// @param ratio to the baseline
/// @param floor what is wanted, and whether it was reached
/// @param rounds how many there were
/// @param others the medians of all other figures
/// @param note what else to know
/// @param ours whether the peer is Magpie
record Listing(
        String workload,
        String setting,
        String peer,
        String value,
        String range,
        String ratio,
        String floor,
        int rounds,
        String others,
        String note,
        boolean ours) {

    private static final Set<String> TIMES = Set.of("cpu", "min", "max", "p50", "p90", "p99", "p999");
    private static final Set<String> BYTES = Set.of("bytes", "rss", "heap");

    static List<Listing> of(Run run) {
        return run.rows().stream()
                .sorted(Comparator.comparing(Row::peer, Peers.ORDER))
                .collect(Collectors.groupingBy(
                        row -> row.workload() + row.setting(), java.util.LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(List::stream)
                .map(row -> of(run, row))
                .toList();
    }

    private static Listing of(Run run, Row row) {
        Spread value = Spread.of(row, Row.VALUE);
        Ratio ratio = run.ratioOf(row);
        String note = row.note();
        String setting = Wording.setting(row.setting());
        return new Listing(
                row.workload(),
                (setting.isEmpty() ? "" : setting + ", ") + Wording.cpus(row.setting()),
                Peers.display(row.peer()),
                value == null ? "none" : Quantity.of(value.median(), row.unit()),
                value == null || row.rounds().size() < 2
                        ? ""
                        : Quantity.of(value.least(), row.unit()) + "–" + Quantity.of(value.most(), row.unit()),
                ratio == null ? "" : ratio.toString(),
                floor(run, row),
                row.rounds().size(),
                others(row),
                note == null ? "" : note,
                row.isOurs());
    }

    private static String floor(Run run, Row row) {
        Floor floor = row.floor();
        Judgement judgement = run.judgementOf(row);
        return floor == null ? "" : floor.describe(row.unit()) + (judgement == null ? "" : " " + judgement);
    }

    private static String others(Row row) {
        Set<String> keys = new TreeSet<>();
        row.rounds().forEach(round -> keys.addAll(round.keySet()));
        keys.remove(Row.VALUE);
        return keys.stream()
                .map(key -> key + " " + Quantity.of(row.median(key), unit(key)))
                .collect(Collectors.joining(", "));
    }

    private static String unit(String key) {
        return TIMES.contains(key) ? "ns" : BYTES.contains(key) ? "bytes" : "";
    }
}
