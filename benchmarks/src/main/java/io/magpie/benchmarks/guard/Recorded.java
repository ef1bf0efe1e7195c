package io.magpie.benchmarks.guard;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// What the operations cost when it was last decided that they may.
///
/// @param values by `operation.figure`, per operation
record Recorded(Map<String, Double> values) {

    /// What is noise: a part of an object's smallest size. Class loading, and the growth of tables, are spread over all
    /// operations.
    private static final double BYTES_MARGIN = 3;

    /// What is noise of a count: a few polls in a thousand, of the measuring itself.
    private static final double COUNT_MARGIN = 0.01;

    /// Of both, in parts of the recorded value.
    private static final double PART = 0.03;

    /// Parks of an operation that waits for the system come as the system likes.
    private static final double PARKS_PART = 0.25;

    private static final String HEAD = """
            # What an operation costs, measured by `./run bench guard`: bytes allocated, polls of tasks, and times that the
            # worker went to sleep, each per operation. One worker, compiled without escape analysis: an upper bound.
            #
            # GuardTest fails if a figure rises. If it must: say why in the commit, and `./run bench guard --record`. If it
            # has fallen, record it too, so that it stays.

            """;

    static Recorded read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, Double> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put(key.toString(), Double.valueOf(value.toString())));
        return new Recorded(values);
    }

    static void write(Map<String, Double> measured, Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        new TreeMap<>(measured)
                .forEach((key, value) -> text.append(String.format(Locale.ROOT, "%s=%.2f%n", key, value)));
        Files.writeString(file, text);
    }

    /// What has risen, or has no recorded value, or is measured no more: a line each, with what to do.
    List<String> complaints(Map<String, Double> measured) {
        List<String> complaints = new ArrayList<>();
        measured.forEach((key, now) -> {
            Double then = values.get(key);
            if (then == null) {
                complaints.add("%s has no recorded value: ./run bench guard --record".formatted(key));
            } else if (now > most(key, then)) {
                complaints.add(String.format(
                        Locale.ROOT,
                        "%s has risen from %.2f to %.2f per operation (at most %.2f is noise): find out why; if it must be,"
                                + " say so in the commit, and ./run bench guard --record",
                        key,
                        then,
                        now,
                        most(key, then)));
            }
        });
        values.keySet().stream()
                .filter(key -> !measured.containsKey(key))
                .forEach(key -> complaints.add(
                        "%s is recorded and not measured any more: ./run bench guard --record".formatted(key)));
        return complaints;
    }

    private static double most(String key, double recorded) {
        double part = key.endsWith(".parks") ? PARKS_PART : PART;
        return recorded * (1 + part) + (key.endsWith(".bytes") ? BYTES_MARGIN : COUNT_MARGIN);
    }
}
