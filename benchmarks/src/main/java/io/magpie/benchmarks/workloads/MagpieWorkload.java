package io.magpie.benchmarks.workloads;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.future.Future;
import io.magpie.metrics.WorkerMetrics;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A workload on a runtime of Magpie, which is made once.
abstract class MagpieWorkload implements Workload {

    final AsyncRuntime runtime;

    MagpieWorkload() {
        this(UnaryOperator.identity());
    }

    /// On a runtime that is not quite the default one.
    MagpieWorkload(UnaryOperator<RuntimeBuilder> options) {
        runtime = options.apply(AsyncRuntime.builder().workers(Size.WORKERS)).build();
    }

    /// Runs `root` as a task, and waits for its end.
    final void runRoot(Future<?> root) throws Exception {
        runtime.spawn(root).join();
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "parks",
                runtime.metrics().workers().stream()
                        .mapToLong(WorkerMetrics::parks)
                        .sum());
    }

    @Override
    public void close() {
        runtime.close();
    }
}
