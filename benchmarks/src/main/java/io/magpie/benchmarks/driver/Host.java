package io.magpie.benchmarks.driver;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The machine that a run was made on.
final class Host {

    private static final long GIT_SECONDS = 5;

    private Host() {}

    /// What a reader needs to know of it.
    static Map<String, String> facts() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", field("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("os", field("/etc/os-release", "PRETTY_NAME", System.getProperty("os.name")));
        facts.put("jdk", System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")");
        facts.put("memory", String.format(Locale.ROOT, "%.1f GB", system.getTotalMemorySize() / 1e9));
        facts.put("commit", output("git", "describe", "--always", "--dirty", "--exclude=*"));
        facts.put(
                "descriptors",
                system instanceof UnixOperatingSystemMXBean unix
                        ? Long.toString(unix.getMaxFileDescriptorCount())
                        : "unknown");
        return facts;
    }

    /// The first value of `name` in a file of `name = value` or `name: value` lines.
    private static String field(String file, String name, String otherwise) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(name)) {
                    return line.substring(name.length())
                            .replaceFirst("^\\s*[:=]", "")
                            .replace("\"", "")
                            .strip();
                }
            }
        } catch (IOException e) {
            return otherwise; // only Linux has it
        }
        return otherwise;
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                return process.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && !text.isEmpty() ? text : "unknown";
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return "unknown"; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
