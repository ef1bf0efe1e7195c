package io.magpie.benchmarks.driver;

import io.magpie.benchmarks.results.Row;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return List.of("taskset", "-c", firstAllowed());
    }

    /// The first processor that this process may use: in a container that need not be 0.
    private static String firstAllowed() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Cpus_allowed_list:")) {
                    return line.substring(line.indexOf(':') + 1).strip().split("[-,]", 2)[0];
                }
            }
        } catch (IOException e) {
            return "0"; // it has no /proc, and may have no taskset either
        }
        return "0";
    }
}
