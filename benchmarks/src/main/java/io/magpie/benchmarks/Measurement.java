package io.magpie.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.magpie.examples.load.Facts;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// What an operation of a workload cost.
///
/// @param nanos the median iteration, divided by its operations
/// @param least the fastest iteration, divided by its operations
/// @param cpuNanos processor time of the whole process, garbage collector and compiler included
/// @param bytes allocated on the Java heap by all threads
/// @param iterations how many were measured
record Measurement(double nanos, double least, double cpuNanos, double bytes, int iterations) {

    private static final long WARM_UP_NANOS = 1_200_000_000;
    private static final long MEASURED_NANOS = 500_000_000;
    private static final int LEAST_ITERATIONS = 5;
    private static final int MOST_ITERATIONS = 300;

    /// Lines carry whole numbers: thousandths.
    private static final double SCALE = 1_000;

    /// Warms up until 1.2 s have passed, then measures until at least five iterations and 0.5 s have passed.
    static Measurement of(Workload workload, int operations) throws Exception {
        long start = System.nanoTime();
        do {
            workload.run();
        } while (System.nanoTime() - start < WARM_UP_NANOS);

        long[] times = new long[MOST_ITERATIONS];
        int count = 0;
        long cpu = processCpuNanos();
        long bytes = allocatedBytes();
        long begin = System.nanoTime();
        while (count < LEAST_ITERATIONS || count < MOST_ITERATIONS && System.nanoTime() - begin < MEASURED_NANOS) {
            long before = System.nanoTime();
            workload.run();
            times[count++] = System.nanoTime() - before;
        }
        double all = (double) count * operations;
        double cpuPerOperation = (processCpuNanos() - cpu) / all;
        double bytesPerOperation = (allocatedBytes() - bytes) / all;
        Arrays.sort(times, 0, count);
        return new Measurement(
                (times[(count - 1) / 2] + times[count / 2]) / 2.0 / operations,
                (double) times[0] / operations,
                cpuPerOperation,
                bytesPerOperation,
                count);
    }

    Facts toFacts() {
        return new Facts("measured")
                .with("nanos", Math.round(nanos * SCALE))
                .with("least", Math.round(least * SCALE))
                .with("cpu", Math.round(cpuNanos * SCALE))
                .with("bytes", Math.round(bytes * SCALE))
                .with("iterations", iterations);
    }

    static Measurement of(Facts facts) {
        return new Measurement(
                facts.value("nanos") / SCALE,
                facts.value("least") / SCALE,
                facts.value("cpu") / SCALE,
                facts.value("bytes") / SCALE,
                Math.toIntExact(facts.value("iterations")));
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
    }
}
