package io.magpie.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/// One line on where a table was measured.
final class Machine {

    private Machine() {}

    static String describe() {
        return "%s, %d processors%s, %s %s, Java %s (%s)"
                .formatted(
                        LocalDate.now(),
                        Runtime.getRuntime().availableProcessors(),
                        model(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"));
    }

    private static String model() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return " (" + line.substring(line.indexOf(':') + 1).strip() + ")";
                }
            }
        } catch (IOException e) {
            return ""; // only Linux tells
        }
        return "";
    }
}
