package io.magpie.benchmarks.workloads;

/// Failures that nobody would see otherwise: of tasks that nobody joins, and of the continuations of a
/// `CompletableFuture`. A workload that has one never ends, because what the failed task was to do is missing.
public final class UnseenFailure {

    private UnseenFailure() {}

    /// Hands a failure to the handler of uncaught exceptions, as a thread that dies of it would. In a process that measures,
    /// that handler tells the driver, and ends the process.
    ///
    /// @param failure what was thrown
    public static void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
}
