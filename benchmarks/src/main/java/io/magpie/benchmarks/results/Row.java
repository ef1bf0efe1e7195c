package io.magpie.benchmarks.results;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One workload on one peer in one setting: its figures, round by round.
///
/// @param workload for instance `W1a_spawn_local`, `echo_64`, `idle_connections`
/// @param title what one operation is, in words
/// @param group what it belongs to in a report: `tasks`, `channels`, `locks`, `time`, `blocking`, `memory`, `fairness`,
///     `echo`, `idle`, `scale`, `redis`
/// @param peer who did it: `magpie` (async blocks), `magpie-by-hand`, `virtual-threads`, `forkjoin`, `kotlin`, …
/// @param setting what else was varied; always `cpus`: `all` or `one`
/// @param unit of the main figure, for instance `ns/op`
/// @param floor what is wanted, for Magpie's rows; null if nothing is
/// @param baseline the peer that ratios are taken to
/// @param flags of the process's JVM
/// @param rounds the figures of each round, the main one as [#VALUE]; empty if it did not finish
/// @param latency of the last round: pairs of a percentile, 0 to 100, and nanoseconds; null if it was not recorded
/// @param note what a reader must know, for instance why there are no rounds; null if nothing
public record Row(
        String workload,
        String title,
        String group,
        String peer,
        Map<String, String> setting,
        String unit,
        @Nullable Floor floor,
        String baseline,
        List<String> flags,
        List<Map<String, Double>> rounds,
        @Nullable List<double[]> latency,
        @Nullable String note) {

    /// The key of the main figure in a round.
    public static final String VALUE = "value";
    /// The key of processor time of the whole process, nanoseconds per operation.
    public static final String CPU = "cpu";
    /// The key of bytes allocated per operation.
    public static final String BYTES = "bytes";

    /// Magpie in its natural idiom. Its variants are called so, too, with a hyphen and more.
    public static final String MAGPIE = "magpie";

    /// How the note of a row begins that did not finish.
    public static final String DNF = "DNF: ";

    private static final String FAILED = "FAILED: ";

    /// The setting that says on how many processors the process ran: [#ALL] or [#ONE].
    public static final String CPUS = "cpus";
    /// All processors of the machine.
    public static final String ALL = "all";
    /// One processor, with as many workers as on all.
    public static final String ONE = "one";

    /// Checks that nothing is missing and each figure is a number, and copies the collections.
    public Row {
        requireNonNull(workload, "a row without its workload");
        requireNonNull(peer, "a row without its peer");
        title = requireNonNullElse(title, workload);
        group = requireNonNullElse(group, "");
        unit = requireNonNullElse(unit, "");
        baseline = requireNonNullElse(baseline, "");
        setting = copy(requireNonNullElse(setting, Map.of()));
        flags = List.copyOf(requireNonNullElse(flags, List.of()));
        rounds = requireNonNullElse(rounds, List.<Map<String, Double>>of()).stream()
                .map(Row::figures)
                .toList();
        latency = latency == null ? null : List.copyOf(latency);
    }

    /// This row with one round more.
    ///
    /// @param round its figures
    /// @param curve its latency curve; null keeps the one there is
    /// @return a new row
    public Row with(Map<String, Double> round, @Nullable List<double[]> curve) {
        List<Map<String, Double>> all = new ArrayList<>(rounds);
        all.add(round);
        return with(all, curve == null ? latency : curve, note);
    }

    /// This row with a note, and without rounds: it did not finish.
    ///
    /// @param why it did not finish
    /// @return a new row
    public Row unfinished(String why) {
        return with(List.of(), null, why);
    }

    /// This row with a note, and without rounds: it failed, or its result was wrong.
    ///
    /// @param why what was wrong
    /// @return a new row
    public Row failed(String why) {
        return unfinished(FAILED + why);
    }

    /// Whether it failed, or its result was wrong.
    ///
    /// @return true after [#failed]
    public boolean hasFailed() {
        return note != null && note.startsWith(FAILED);
    }

    /// Whether it was tried and has no figures. A row that has not had its turn yet has none either, and no such note.
    ///
    /// @return true after [#unfinished] or [#failed]
    public boolean isUnfinished() {
        return rounds.isEmpty() && note != null && (note.startsWith(DNF) || hasFailed());
    }

    /// Whether the peer is one of Magpie's.
    ///
    /// @return true for `magpie` and its variants
    public boolean isOurs() {
        return peer.equals(MAGPIE) || peer.startsWith(MAGPIE + "-");
    }

    /// This row with a note.
    ///
    /// @param text what a reader must know
    /// @return a new row
    public Row noted(String text) {
        return with(rounds, latency, text);
    }

    private Row with(List<Map<String, Double>> rounds, @Nullable List<double[]> latency, @Nullable String note) {
        return new Row(workload, title, group, peer, setting, unit, floor, baseline, flags, rounds, latency, note);
    }

    /// The median of a figure over the rounds.
    ///
    /// @param key of the figure
    /// @return the median; NaN if no round has it
    public double median(String key) {
        return Ratio.median(rounds.stream()
                .filter(round -> round.containsKey(key))
                .mapToDouble(round -> round.get(key))
                .toArray());
    }

    /// Whether another row measured the same on another peer, or on another day.
    ///
    /// @param other the other row
    /// @return true if workload and setting are equal
    public boolean isComparableTo(Row other) {
        return workload.equals(other.workload) && setting.equals(other.setting);
    }

    /// JSON has no word for a figure that is no number: one would keep the whole run from being written.
    private static Map<String, Double> figures(Map<String, Double> round) {
        round.forEach((name, figure) -> {
            if (figure == null || !Double.isFinite(figure)) {
                throw new IllegalArgumentException("the figure '%s' is no number: %s".formatted(name, figure));
            }
        });
        return copy(round);
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        map.forEach((name, value) -> requireNonNull(value, () -> "no value of '%s'".formatted(name)));
        return Collections.unmodifiableMap(new LinkedHashMap<>(map)); // in the order of the writer
    }
}
