package io.magpie.benchmarks.workloads;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.internal.scheduler.Counters;
import io.magpie.internal.scheduler.multi.MultiThreadScheduler;
import io.magpie.internal.util.RuntimeThread;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the counters of a runtime's scheduler.
public final class Probe {

    private final MultiThreadScheduler scheduler;

    /// A probe of `runtime`.
    ///
    /// @param runtime not a current-thread one
    /// @throws Exception if the runtime runs no task
    public Probe(AsyncRuntime runtime) throws Exception {
        Future<MultiThreadScheduler> search = _ -> ofThisThread();
        scheduler = runtime.spawn(search).join();
    }

    /// What the workers have done so far.
    ///
    /// @return by name
    public Map<String, Long> counters() {
        Counters counters = scheduler.counters();
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("polls", counters.polls());
        all.put("parks", counters.parks());
        all.put("wakes", counters.claims());
        all.put("steals", counters.steals());
        all.put("failed steals", counters.failedSteals());
        all.put("pulls", counters.pulls());
        all.put("driver polls", counters.driverPolls());
        all.put("idle retries", counters.idleRetries());
        return all;
    }

    /// What the workers of the runtime have done that the calling thread works for.
    ///
    /// @return as the scheduler counts it
    public static Counters ofThisWorker() {
        return ofThisThread().counters();
    }

    private static MultiThreadScheduler ofThisThread() {
        if (Thread.currentThread() instanceof RuntimeThread thread
                && thread.runtime() instanceof MultiThreadScheduler found) {
            return found;
        }
        throw new AssertionError("not on a worker: " + Thread.currentThread());
    }
}
