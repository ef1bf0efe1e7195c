package io.magpie.blocking;

import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;

/// Makes pools that run blocking jobs on virtual threads; to be given to the runtime's builder.
///
/// Good for many jobs that wait in pure Java: sockets, locks, sleeps. A job that holds its carrier (a native call, file
/// I/O, a class initialiser) takes a processor away from every virtual thread of the process: for such jobs
/// [ElasticPoolFactory] is better.
///
/// - A job gets a new virtual thread, at most [Settings#maxThreads] at once; beyond that, jobs wait in order, and a thread
///   that has finished its job takes the next one. No thread is ever idle: [Settings#keepAlive] means nothing here.
/// - Compute jobs run on platform threads, at most [Settings#maxComputing] at once, because virtual threads that compute
///   would keep the carriers from those that wait. These threads do idle for [Settings#keepAlive].
/// - [Settings#queueCapacity] holds for each of the two kinds by itself.
/// - In all else as [ElasticPoolFactory].
public final class VirtualThreadPoolFactory implements BlockingPoolFactory {
    /// A factory without state: one may serve any number of runtimes.
    public VirtualThreadPoolFactory() {}

    /// Makes a pool. It starts threads only when jobs come.
    ///
    /// @param settings what the runtime's builder was told
    /// @return a new pool
    /// @throws IllegalArgumentException if the settings ask for more than 4,095 threads of one kind
    @Override
    public BlockingPool create(Settings settings) {
        return new VirtualThreadPool(settings);
    }
}
