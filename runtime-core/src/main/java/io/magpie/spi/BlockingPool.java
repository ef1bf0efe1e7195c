package io.magpie.spi;

import java.util.List;

/// Threads that may block, apart from the workers: the plug-in interface behind `spawnBlocking` and `spawnCompute`.
///
/// All methods may be called from any thread.
public interface BlockingPool {

    /// Takes a job; the pool calls [BlockingJob#run] once on one of its threads, or [BlockingJob#reject] if it closes
    /// first.
    ///
    /// @param job new
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is closed, or its queue is bounded and full; the job was not taken
    void execute(BlockingJob job);

    /// Takes no more jobs, and rejects those that wait. Jobs that run go on. Idempotent.
    void close();

    /// Interrupts every job that runs: the last resort at shutdown, after [#close].
    void interruptAll();

    /// Waits until the pool is closed and its last thread has ended.
    ///
    /// @param nanos how long to wait at most; 0 to look once, negative without limit
    /// @return true if all threads have ended
    /// @throws InterruptedException if the calling thread was interrupted
    boolean awaitTermination(long nanos) throws InterruptedException;

    /// The jobs that run at this moment, for the shutdown report; a snapshot.
    ///
    /// @return a line for each running job: name, thread, how it is doing
    List<String> running();

    /// Threads that exist.
    ///
    /// @return busy and idle ones
    int threads();

    /// Threads that wait for a job.
    ///
    /// @return 0 or more
    int idleThreads();

    /// Jobs that wait for a thread, of both kinds.
    ///
    /// @return 0 or more
    int queued();
}
