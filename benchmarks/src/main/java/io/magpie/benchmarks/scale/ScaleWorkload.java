package io.magpie.benchmarks.scale;

import io.magpie.benchmarks.workloads.Workload;

/// The loads of [ScaleLoad] on one peer.
interface ScaleWorkload extends Workload {

    /// Lets the tasks of IDLE end, and waits until they have: what is measured next must not begin with them.
    ///
    /// @throws InterruptedException if the caller is interrupted while it waits
    void openGate() throws InterruptedException;
}
