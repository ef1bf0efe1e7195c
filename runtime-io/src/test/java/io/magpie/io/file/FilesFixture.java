package io.magpie.io.file;

import io.magpie.AsyncRuntime;
import io.magpie.task.JoinHandle;
import java.util.concurrent.CountDownLatch;

/// A runtime whose blocking pool has one thread, so that a test decides when a job of a file may run.
final class FilesFixture implements AutoCloseable {

    final AsyncRuntime runtime;

    FilesFixture() {
        runtime = AsyncRuntime.builder().workers(2).maxBlockingThreads(1).build();
    }

    /// Occupies the thread until it is closed. Jobs wait behind it, in order.
    final class Busy implements AutoCloseable {
        private final CountDownLatch release = new CountDownLatch(1);

        private Busy() throws InterruptedException {
            CountDownLatch runs = new CountDownLatch(1);
            JoinHandle<Void> unused = runtime.spawnBlocking(() -> {
                runs.countDown();
                release.await();
            });
            runs.await();
        }

        @Override
        public void close() {
            release.countDown();
        }
    }

    Busy busy() throws InterruptedException {
        return new Busy();
    }

    /// Returns when every job that was queued before has run.
    void settle() throws Exception {
        runtime.spawnBlocking(() -> {}).join();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
