package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.util.List;
import java.util.stream.Stream;

/// Virtual threads for jobs that wait, and a few platform threads for jobs that compute.
final class VirtualThreadPool implements BlockingPool {
    private final ElasticPool blocking;
    private final ElasticPool computing;

    VirtualThreadPool(Settings settings) {
        blocking = ElasticPool.ofVirtualThreads(settings);
        computing = ElasticPool.ofPlatformThreads(new Settings(
                settings.maxComputing(),
                settings.maxComputing(),
                settings.queueCapacity(),
                settings.keepAlive(),
                settings.threadNamePrefix() + "compute-",
                settings.threads()));
    }

    @Override
    public void execute(BlockingJob job) {
        switch (job.kind()) {
            case BLOCKING -> blocking.execute(job);
            case COMPUTE -> computing.execute(job);
        }
    }

    @Override
    public void close() {
        blocking.close();
        computing.close();
    }

    @Override
    public void interruptAll() {
        blocking.interruptAll();
        computing.interruptAll();
    }

    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        if (!blocking.awaitTermination(nanos)) {
            return false;
        }
        return computing.awaitTermination(nanos < 0 ? nanos : Math.max(0, nanos - (System.nanoTime() - start)));
    }

    @Override
    public List<String> running() {
        return Stream.concat(blocking.running().stream(), computing.running().stream())
                .toList();
    }

    @Override
    public int threads() {
        return blocking.threads() + computing.threads();
    }

    @Override
    public int idleThreads() {
        return blocking.idleThreads() + computing.idleThreads();
    }

    @Override
    public int queued() {
        return blocking.queued() + computing.queued();
    }

    @Override
    public String toString() {
        return "virtual " + blocking + ", compute " + computing;
    }
}
