package io.magpie.benchmarks.scale;

import io.magpie.benchmarks.driver.Child;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.workloads.Measurement;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.examples.load.ProcessFacts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One load at one step of its axis, on one peer.
///
/// @param load what is done
/// @param step how many tasks, or workers
/// @param peer `magpie` or `virtual-threads`
/// @param cpus [Row#ALL] or [Row#ONE]
/// @param quick to see that it works
record ScaleTrial(ScaleLoad load, int step, String peer, String cpus, boolean quick) implements Trial {

    static final String MAGPIE = "magpie";
    static final String VIRTUAL_THREADS = "virtual-threads";

    private static final Duration LIMIT = Duration.ofSeconds(90);
    /// Rare events want some iterations.
    private static final Measurement.Effort COUNTING = new Measurement.Effort(200_000_000, 300_000_000, 5);

    private static final Duration EXPECTED_COUNTING = Duration.ofMillis(1_200);
    private static final Duration EXPECTED = Duration.ofMillis(2_800);
    private static final Duration EXPECTED_IF_QUICK = Duration.ofMillis(800);

    @Override
    public Row row() {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put(Row.CPUS, cpus);
        setting.put(load.axis, Integer.toString(step));
        return new Row(
                load.id,
                load.title,
                "scale",
                peer,
                setting,
                load.unit,
                null,
                VIRTUAL_THREADS,
                flags(),
                List.of(),
                null,
                note());
    }

    private @Nullable String note() {
        int processors = cpus.equals(Row.ONE) ? 1 : Runtime.getRuntime().availableProcessors();
        return load.variesWorkers() && step > processors
                ? "more workers than the %d processors take turns: their counters tell, not their times"
                        .formatted(processors)
                : null;
    }

    @Override
    public Duration expected() {
        Duration timing = quick ? EXPECTED_IF_QUICK : EXPECTED;
        return load.variesWorkers() && peer.equals(MAGPIE) ? timing.plus(EXPECTED_COUNTING) : timing;
    }

    private int workers() {
        return load.variesWorkers() ? step : Runtime.getRuntime().availableProcessors();
    }

    private int tasks() {
        return load.variesWorkers() ? load.size() : step;
    }

    private List<String> flags() {
        return List.of(
                "-Xmx4g",
                "-XX:+UseG1GC",
                "-Djdk.virtualThreadScheduler.parallelism=" + workers(),
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + Math.max(256, workers()));
    }

    @Override
    public Round measure() throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>(child(System.getProperty("java.class.path"), false));
        if (load.variesWorkers() && peer.equals(MAGPIE)) {
            // In a process of its own: who counts each atomic operation is slow.
            figures.putAll(child(Counted.CLASS_PATH, true));
        }
        return new Round(figures);
    }

    private Map<String, Double> child(String classPath, boolean counted) throws Exception {
        return Child.measure(
                        classPath,
                        cpus,
                        flags(),
                        LIMIT,
                        Process.class,
                        load.name(),
                        tasks(),
                        workers(),
                        peer,
                        quick,
                        counted)
                .figures();
    }

    /// The class path with classes that count, which are written when they are first wanted.
    private static final class Counted {
        static final String CLASS_PATH = classPath();

        private static String classPath() {
            try {
                Path folder = Files.createTempDirectory("counted");
                CountedClasses.write(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                return folder + File.pathSeparator + System.getProperty("java.class.path");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> {
                    var _ = path.toFile().delete();
                });
            } catch (IOException e) {
                System.err.println("Not deleted: " + folder + ": " + e);
            }
        }
    }

    /// The process that measures.
    static final class Process {
        private Process() {}

        public static void main(String[] arguments) {
            ScaleLoad load = ScaleLoad.valueOf(arguments[0]);
            int tasks = Integer.parseInt(arguments[1]);
            int workers = Integer.parseInt(arguments[2]);
            boolean ours = arguments[3].equals(MAGPIE);
            boolean quick = Boolean.parseBoolean(arguments[4]);
            Child.answer(() -> {
                ScaleWorkload workload = ours ? new OnMagpie(load, tasks, workers) : new OnVirtualThreads(load, tasks);
                if (Boolean.parseBoolean(arguments[5])) {
                    return new Round(count(workload, load.operations(tasks)));
                }
                return load == ScaleLoad.IDLE ? heap(workload, tasks) : time(load, workload, tasks, quick);
            });
        }

        private static Map<String, Double> count(Workload workload, int operations) throws Exception {
            Workload counted = new Workload() {
                @Override
                public void run() throws Exception {
                    workload.run();
                }

                @Override
                public Map<String, Long> counters() {
                    return Atomics.counters();
                }
            };
            return Measurement.of(counted, operations, 0, COUNTING).counters();
        }

        private static Round time(ScaleLoad load, Workload workload, int tasks, boolean quick) throws Exception {
            Measurement measured = Measurement.of(
                    workload, load.operations(tasks), 0, quick ? Measurement.Effort.QUICK : Measurement.Effort.FULL);
            Map<String, Double> figures = new LinkedHashMap<>(measured.toRound().figures());
            if (load == ScaleLoad.SLEEP) {
                figures.put(Row.VALUE, measured.cpuNanos());
            }
            return new Round(figures);
        }

        /// Twice; the first loads classes and fills pools.
        private static Round heap(ScaleWorkload workload, int tasks) throws Exception {
            workload.run();
            workload.openGate();
            ProcessFacts before = ProcessFacts.afterCollection();
            workload.run();
            ProcessFacts after = ProcessFacts.afterCollection();
            double heap = (double) (after.heapBytes() - before.heapBytes()) / tasks;
            return new Round(Map.of(Row.VALUE, heap, "heap", heap));
        }
    }
}
