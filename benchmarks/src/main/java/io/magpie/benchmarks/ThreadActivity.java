package io.magpie.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What the threads of another process have done so far, from Linux's `/proc`: to the nanosecond, and without disturbing
/// them.
///
/// @param serverNanos processor time of the threads that the program started
/// @param serverWakeUps how often these went to sleep by themselves; each sleep ends with a wake-up
/// @param jvmNanos processor time of the JVM's own threads
public record ThreadActivity(long serverNanos, long serverWakeUps, long jvmNanos) {

    /// How the names of HotSpot's own threads begin.
    private static final Set<String> JVM_THREADS = Set.of(
            "VM ",
            "GC ",
            "G1 ",
            "C1 ",
            "C2 ",
            "Signal ",
            "Service ",
            "Monitor ",
            "Sweeper",
            "Common-Cleaner",
            "Finalizer",
            "Reference ",
            "Notification ",
            "Attach ",
            "Cleaner-",
            "java",
            "Parallel");

    /// What they have done since the process started.
    ///
    /// @param process its id
    /// @return the sums over its living threads
    /// @throws IOException if there is no such process, or no `/proc`
    public static ThreadActivity of(long process) throws IOException {
        long server = 0;
        long wakeUps = 0;
        long jvm = 0;
        List<Path> threads;
        try (Stream<Path> listed = Files.list(Path.of("/proc/" + process + "/task"))) {
            threads = listed.toList();
        }
        for (Path thread : threads) {
            try {
                long nanos = Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
                if (isOfJvm(Files.readString(thread.resolve("comm")).strip())) {
                    jvm += nanos;
                } else {
                    server += nanos;
                    wakeUps += voluntarySwitches(thread);
                }
            } catch (IOException e) {
                // If it has ended since it was listed: idle JVMs let go of compiler threads. A file that was open by
                // then is
                // there, and says "No such process".
                if (Files.exists(thread)) {
                    throw e;
                }
            }
        }
        return new ThreadActivity(server, wakeUps, jvm);
    }

    /// What was done in between.
    ///
    /// @param before an earlier look at the same process
    /// @return the differences
    public ThreadActivity since(ThreadActivity before) {
        return new ThreadActivity(
                serverNanos - before.serverNanos, serverWakeUps - before.serverWakeUps, jvmNanos - before.jvmNanos);
    }

    private static boolean isOfJvm(String name) {
        return JVM_THREADS.stream().anyMatch(name::startsWith);
    }

    private static long voluntarySwitches(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
