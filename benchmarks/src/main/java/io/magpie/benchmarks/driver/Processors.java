package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.Row;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// On how many processors a process may run: [Row#ALL] or [Row#ONE].
public final class Processors {

    private static final boolean CAN_PIN =
            List.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)).stream()
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));

    private Processors() {}

    /// What stands before the command of a process that may use so many processors.
    ///
    /// @param cpus [Row#ALL] or [Row#ONE]
    /// @return nothing, or the command that pins it
    /// @throws DidNotFinishException if this machine cannot pin a process
    public static List<String> prefix(String cpus) throws DidNotFinishException {
        if (cpus.equals(Row.ALL)) {
            return List.of();
        }
        if (!CAN_PIN) {
            throw new DidNotFinishException("no taskset here, which would pin it to one processor");
        }
        return List.of("taskset", "-c", Integer.toString(allowed().getFirst()));
    }

    /// The processors that this process may use: in a container they need not begin with 0.
    ///
    /// @return their numbers, at least one
    public static List<Integer> allowed() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Cpus_allowed_list:")) {
                    return parse(line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException e) {
            return List.of(0); // it has no /proc, and may have no taskset either
        }
        return List.of(0);
    }

    /// Numbers of a list such as `0-1,4`.
    static List<Integer> parse(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
