package io.magpie.benchmarks;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;

/// A workload on a runtime made once, with a worker for each processor.
abstract class MagpieWorkload implements Workload {

    final AsyncRuntime runtime = AsyncRuntime.builder()
            .workers(Runtime.getRuntime().availableProcessors())
            .build();

    /// Runs `root` as a task, and waits for its end.
    final void runRoot(Future<?> root) throws Exception {
        runtime.spawn(root).join();
    }

    @Override
    public final void close() {
        runtime.close();
    }
}
