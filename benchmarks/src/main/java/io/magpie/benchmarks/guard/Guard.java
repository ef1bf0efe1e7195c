package io.magpie.benchmarks.guard;

import com.sun.management.ThreadMXBean;
import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.benchmarks.driver.Child;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.workloads.Probe;
import io.magpie.internal.scheduler.Counters;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// `./run bench guard`: measures the guarded operations.
public final class Guard {

    /// The recorded values, seen from the project's folder.
    public static final Path FILE = Path.of("benchmarks", "guard.properties");

    private static final int OPERATIONS = 20_000;
    private static final int FEW_OPERATIONS = 2_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED");

    private Guard() {}

    /// Measures, and compares with what is recorded, or records.
    ///
    /// @param arguments `--record`, or nothing
    /// @throws Exception if it fails
    public static void run(List<String> arguments) throws Exception {
        if (!arguments.isEmpty() && !arguments.equals(List.of("--record"))) {
            throw new IllegalArgumentException("guard takes --record or nothing, not " + arguments);
        }
        Map<String, Double> measured = measure();
        measured.forEach((key, value) -> System.out.printf(Locale.ROOT, "%-28s %8.2f%n", key, value));
        if (!arguments.isEmpty()) {
            Recorded.write(measured, FILE);
            System.out.println("Recorded in " + FILE);
            return;
        }
        List<String> complaints = Recorded.read(FILE).complaints(measured);
        complaints.forEach(System.out::println);
        if (!complaints.isEmpty()) {
            System.exit(1);
        }
    }

    /// What each operation costs now, per operation.
    ///
    /// @return by `operation.figure`, in order
    /// @throws Exception if it fails
    public static Map<String, Double> measure() throws Exception {
        return new TreeMap<>(
                Child.measure(Row.ALL, FLAGS, LIMIT, Measuring.class).figures());
    }

    /// The JVM that measures.
    static final class Measuring {

        private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

        private Measuring() {}

        public static void main(String[] arguments) {
            Child.answer(() -> {
                Map<String, Double> figures = new TreeMap<>();
                for (GuardedOperation operation : GuardedOperation.values()) {
                    measure(operation, figures);
                }
                return new Trial.Round(figures);
            });
        }

        /// On a fresh runtime; once before, so that classes are loaded and pools are filled.
        private static void measure(GuardedOperation operation, Map<String, Double> figures) throws Exception {
            int times = operation == GuardedOperation.ECHO ? FEW_OPERATIONS : OPERATIONS;
            try (AsyncRuntime runtime = AsyncRuntime.builder()
                    .workers(1)
                    .budget(128, NO_LIMIT)
                    .seed(1)
                    .build()) {
                runtime.spawn(operation.repeated(times)).join();
                Counters[] counters = new Counters[2];
                long[] bytes = new long[2];
                runtime.spawn(Async.async(() -> {
                            counters[0] = Probe.ofThisWorker();
                            bytes[0] = THREADS.getTotalThreadAllocatedBytes();
                            var _ = Async.await(operation.repeated(times));
                            bytes[1] = THREADS.getTotalThreadAllocatedBytes();
                            counters[1] = Probe.ofThisWorker();
                        }))
                        .join();
                Counters spent = counters[1].since(counters[0]);
                String name = operation.name().toLowerCase(Locale.ROOT);
                figures.put(name + ".bytes", (double) (bytes[1] - bytes[0]) / times);
                figures.put(name + ".polls", (double) spent.polls() / times);
                figures.put(name + ".parks", (double) spent.parks() / times);
            }
        }
    }
}
