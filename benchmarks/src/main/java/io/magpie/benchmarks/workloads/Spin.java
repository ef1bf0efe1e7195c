package io.magpie.benchmarks.workloads;

/// Computes for a while, as a task does that has work.
public final class Spin {

    private Spin() {}

    /// Keeps the processor busy.
    ///
    /// @param nanos so long
    public static void nanos(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            Thread.onSpinWait();
        }
    }
}
