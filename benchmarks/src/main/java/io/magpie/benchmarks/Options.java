package io.magpie.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the command line of a benchmark says.
///
/// @param quick few and short rounds, to see that it works
/// @param out where to write the table too, or null
/// @param selected what to measure; all if empty
record Options(boolean quick, @Nullable Path out, List<String> selected) {

    static Options parse(List<String> arguments) {
        boolean quick = false;
        Path out = null;
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> quick = true;
                case "--out" -> {
                    if (++i == arguments.size()) {
                        throw new IllegalArgumentException("--out wants a file name");
                    }
                    out = Path.of(arguments.get(i));
                }
                case String option
                when option.startsWith("-") ->
                    throw new IllegalArgumentException(
                            "unknown option " + option + ": there are --quick and --out FILE");
                case String name -> selected.add(name);
            }
        }
        return new Options(quick, out, selected);
    }

    boolean selects(String name) {
        return selected.isEmpty() || selected.contains(name);
    }

    /// Prints a table with the command that made it and where, and appends it to [#out].
    void report(String benchmark, String table) throws IOException {
        String text = "\n`./run bench %s%s%s` on %s\n\n%s"
                .formatted(
                        benchmark,
                        quick ? " --quick" : "",
                        selected.isEmpty() ? "" : " " + String.join(" ", selected),
                        Machine.describe(),
                        table);
        System.out.println(text);
        if (out != null) {
            Files.writeString(
                    out, text, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
        }
    }
}
