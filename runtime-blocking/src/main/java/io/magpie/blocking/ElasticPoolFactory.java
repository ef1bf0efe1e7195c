package io.magpie.blocking;

import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;

/// Makes pools of platform daemon threads: the default behind `spawnBlocking` and `spawnCompute`, found by every runtime
/// that has this module.
///
/// - A pool starts a thread when a job comes and none is idle, up to [Settings#maxThreads] (at most 4,095). An idle
///   thread is used before a new one is started, the one that ran last first; one that finds nothing to do for
///   [Settings#keepAlive] ends.
/// - Beyond that, jobs wait in order. With a bounded [Settings#queueCapacity] one too many is refused with
///   [java.util.concurrent.RejectedExecutionException]; jobs that were aborted while they waited do not count.
/// - Compute jobs wait in a queue of their own until fewer than [Settings#maxComputing] of them are under way; then they
///   go to the end of the common queue.
/// - Threads inherit nothing from those that submit. Their context class loader is that of the thread that made the
///   pool.
/// - If the system has no thread to give, jobs wait for those threads that exist; if there are none, they are refused.
/// - Closing a pool rejects what waits; interrupting is left to its owner.
///
/// All limits are kept exactly, whatever races with what.
public final class ElasticPoolFactory implements BlockingPoolFactory {
    /// A factory without state: one may serve any number of runtimes.
    public ElasticPoolFactory() {}

    /// Makes a pool. It starts threads only when jobs come.
    ///
    /// @param settings what the runtime's builder was told
    /// @return a new pool
    /// @throws IllegalArgumentException if the settings ask for more than 4,095 threads
    @Override
    public BlockingPool create(Settings settings) {
        return ElasticPool.ofPlatformThreads(settings);
    }
}
