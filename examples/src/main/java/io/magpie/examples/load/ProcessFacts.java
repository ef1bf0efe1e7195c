package io.magpie.examples.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;

/// What this process has used so far, and may use.
///
/// @param cpuNanos processor time of all its threads; the system counts in steps of 10 ms
/// @param rssBytes memory resident; -1 where the system does not tell in `/proc`
/// @param heapBytes heap in use, garbage included unless it was just collected
/// @param threads live platform threads
/// @param allocatedBytes allocated on the heap by all threads, since the JVM started
public record ProcessFacts(long cpuNanos, long rssBytes, long heapBytes, int threads, long allocatedBytes) {

    /// Descriptors kept for what a JVM opens besides connections. A guess, generous.
    private static final long DESCRIPTORS_IN_RESERVE = 200;

    /// How long nothing must have been compiled: the JVM keeps the compiler's memory for 5 s more.
    private static final Duration COMPILERS_REST = Duration.ofSeconds(6);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// Looks now.
    ///
    /// @return the facts
    public static ProcessFacts now() {
        return new ProcessFacts(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
                rss(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes());
    }

    /// Collects the garbage, and looks.
    ///
    /// @return the facts
    public static ProcessFacts afterCollection() {
        collect();
        return now();
    }

    /// As [#afterCollection], when the JIT compiler has had its rest and `malloc` has given back what it kept: else the
    /// memory resident tells how much was compiled lately. Takes seconds.
    ///
    /// @return the facts
    /// @throws InterruptedException if interrupted meanwhile
    public static ProcessFacts atRest() throws InterruptedException {
        collect();
        awaitCompiler();
        collect();
        trimNativeHeap();
        return now();
    }

    private static void collect() {
        for (int i = 0; i < 3; i++) { // the first finds what cleaners hold, the others free what they released
            System.gc();
        }
    }

    private static void awaitCompiler() throws InterruptedException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        long compiled = -1;
        long since = System.nanoTime();
        while (System.nanoTime() < end && System.nanoTime() - since < COMPILERS_REST.toNanos()) {
            long now = compiler == null ? compiled : compiler.getTotalCompilationTime();
            if (now != compiled) {
                compiled = now;
                since = System.nanoTime();
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static void trimNativeHeap() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            null,
                            null);
        } catch (JMException notHere) {
            // Only on Linux, and with glibc.
        }
    }

    /// How many connections a process may have: the limit on open descriptors, less a reserve.
    ///
    /// @param wanted how many are wanted
    /// @return `wanted`, or fewer
    public static int connectionsWithinLimit(int wanted) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            return Math.clamp(unix.getMaxFileDescriptorCount() - DESCRIPTORS_IN_RESERVE, 1, wanted);
        }
        return wanted;
    }

    /// These facts as a line.
    ///
    /// @return the line
    public Facts toFacts() {
        return new Facts("stats")
                .with("cpu", cpuNanos)
                .with("rss", rssBytes)
                .with("heap", heapBytes)
                .with("threads", threads)
                .with("allocated", allocatedBytes);
    }

    /// Reads a line made by [#toFacts].
    ///
    /// @param facts the line
    /// @return the facts
    public static ProcessFacts of(Facts facts) {
        return new ProcessFacts(
                facts.value("cpu"),
                facts.value("rss"),
                facts.value("heap"),
                Math.toIntExact(facts.value("threads")),
                facts.value("allocated"));
    }

    private static long rss() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }
}
