package io.magpie.benchmarks.workloads;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import io.magpie.examples.load.Facts;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an operation of a workload cost.
///
/// @param nanos the median iteration, divided by its operations
/// @param least the fastest iteration, divided by its operations
/// @param most the slowest
/// @param cpuNanos processor time of the whole process, garbage collector and compiler included
/// @param bytes allocated on the Java heap by all threads
/// @param iterations how many were measured
/// @param counters of the runtime, per operation
public record Measurement(
        double nanos,
        double least,
        double most,
        double cpuNanos,
        double bytes,
        int iterations,
        Map<String, Double> counters) {

    /// How long to measure.
    ///
    /// @param warmUpNanos at least one iteration
    /// @param measuredNanos at least so long
    /// @param leastIterations and at least so often
    public record Effort(long warmUpNanos, long measuredNanos, int leastIterations) {
        /// As the catalogue's rules say.
        public static final Effort FULL = new Effort(1_200_000_000, 500_000_000, 5);
        /// For the run of ten minutes: what differs from process to process is more than what a longer stretch would settle.
        public static final Effort SHORT = new Effort(1_000_000_000, 300_000_000, 5);
        /// To see that it works.
        public static final Effort QUICK = new Effort(100_000_000, 50_000_000, 1);

        /// From a command line.
        ///
        /// @param arguments that [#arguments] made, as strings
        /// @return the same effort
        public static Effort of(List<String> arguments) {
            return new Effort(
                    Long.parseLong(arguments.get(0)),
                    Long.parseLong(arguments.get(1)),
                    Integer.parseInt(arguments.get(2)));
        }

        /// As this, for what takes longer to be compiled.
        ///
        /// @param times the length of the warm-up
        /// @return another effort
        public Effort warmedUp(int times) {
            return new Effort(times * warmUpNanos, measuredNanos, leastIterations);
        }

        /// For the command line of the process that measures.
        ///
        /// @return what [#of] reads
        public List<String> arguments() {
            return List.of(Long.toString(warmUpNanos), Long.toString(measuredNanos), Integer.toString(leastIterations));
        }
    }

    private static final int MOST_ITERATIONS = 300;

    /// Lines carry whole numbers: thousandths.
    private static final double SCALE = 1_000;

    /// Measures with full effort.
    ///
    /// @param workload to run
    /// @param operations of an iteration
    /// @return per operation
    /// @throws Exception if the workload fails
    public static Measurement of(Workload workload, int operations) throws Exception {
        return of(workload, operations, 0, Effort.FULL);
    }

    /// Warms up, then measures.
    ///
    /// @param workload to run
    /// @param operations of an iteration
    /// @param waitingNanos of each iteration that are none of the runtime's making, and not counted
    /// @param effort how long
    /// @return per operation
    /// @throws Exception if the workload fails
    public static Measurement of(Workload workload, int operations, long waitingNanos, Effort effort) throws Exception {
        long start = System.nanoTime();
        do {
            workload.run();
        } while (System.nanoTime() - start < effort.warmUpNanos());

        long[] times = new long[MOST_ITERATIONS];
        int count = 0;
        Map<String, Long> counted = workload.counters();
        long cpu = processCpuNanos();
        long bytes = allocatedBytes();
        long begin = System.nanoTime();
        while (count < effort.leastIterations()
                || count < MOST_ITERATIONS && System.nanoTime() - begin < effort.measuredNanos()) {
            long before = System.nanoTime();
            workload.run();
            times[count++] = beyondWaiting(System.nanoTime() - before, waitingNanos);
        }
        double all = (double) count * operations;
        double cpuPerOperation = (processCpuNanos() - cpu) / all;
        double bytesPerOperation = (allocatedBytes() - bytes) / all;
        Map<String, Double> counters = new LinkedHashMap<>();
        workload.counters()
                .forEach((name, value) -> counters.put(name, (value - counted.getOrDefault(name, 0L)) / all));
        Arrays.sort(times, 0, count);
        return new Measurement(
                (times[(count - 1) / 2] + times[count / 2]) / 2.0 / operations,
                (double) times[0] / operations,
                (double) times[count - 1] / operations,
                cpuPerOperation,
                bytesPerOperation,
                count,
                counters);
    }

    /// What is left of an iteration's time. Who does not wait as long as it must has a wrong result, not a good figure.
    static long beyondWaiting(long nanos, long waitingNanos) {
        if (nanos < waitingNanos) {
            throw new AssertionError(
                    "an iteration took %,d ns, and has to wait for %,d".formatted(nanos, waitingNanos));
        }
        return nanos - waitingNanos;
    }

    /// As a round of a run.
    ///
    /// @return the figures by the names that a [Row] has for them
    public Trial.Round toRound() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(Row.VALUE, nanos);
        figures.put(Row.CPU, cpuNanos);
        figures.put(Row.BYTES, bytes);
        figures.put("min", least);
        figures.put("max", most);
        figures.put("iterations", (double) iterations);
        figures.putAll(counters);
        return new Trial.Round(figures);
    }

    /// As a line.
    ///
    /// @return what [#of(Facts)] reads
    public Facts toFacts() {
        return new Facts("measured")
                .with("nanos", Math.round(nanos * SCALE))
                .with("least", Math.round(least * SCALE))
                .with("most", Math.round(most * SCALE))
                .with("cpu", Math.round(cpuNanos * SCALE))
                .with("bytes", Math.round(bytes * SCALE))
                .with("iterations", iterations);
    }

    /// From a line.
    ///
    /// @param facts what [#toFacts] wrote
    /// @return the same, to a thousandth, without the counters
    public static Measurement of(Facts facts) {
        return new Measurement(
                facts.value("nanos") / SCALE,
                facts.value("least") / SCALE,
                facts.value("most") / SCALE,
                facts.value("cpu") / SCALE,
                facts.value("bytes") / SCALE,
                Math.toIntExact(facts.value("iterations")),
                Map.of());
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
    }
}
