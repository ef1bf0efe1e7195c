package io.magpie.metrics;

import java.util.List;

/// A snapshot of a runtime's counters.
///
/// The six figures are those that Tokio calls stable. A snapshot is not atomic: each figure is right for some moment
/// during the call.
///
/// @param workers what each worker has done; the current-thread runtime has one
/// @param aliveTasks tasks that were spawned and have not ended; blocking jobs are not counted
/// @param injectionQueueDepth tasks that were spawned or woken from outside and that no worker has taken yet
public record RuntimeMetrics(List<WorkerMetrics> workers, int aliveTasks, int injectionQueueDepth) {

    /// Copies the list.
    public RuntimeMetrics {
        workers = List.copyOf(workers);
    }

    /// The number of workers.
    ///
    /// @return fixed when the runtime is built
    public int workerCount() {
        return workers.size();
    }
}
