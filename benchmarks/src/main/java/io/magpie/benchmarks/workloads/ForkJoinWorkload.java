package io.magpie.benchmarks.workloads;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/// A workload on a [ForkJoinPool] for events, which is made once. Nothing blocks in it: whoever waits is a continuation.
abstract class ForkJoinWorkload implements Workload {

    final ForkJoinPool pool = new ForkJoinPool(
            Size.WORKERS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true); // first in, first out

    /// Runs `root` in the pool, and waits until it completes the future that it is given. What a task throws, the
    /// pool reports; what a continuation throws would be lost, so those that check something catch it.
    final void runRoot(Root root) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        pool.execute(() -> root.start(done));
        done.get();
    }

    /// The first task.
    @FunctionalInterface
    interface Root {
        /// Begins. Returns before the end.
        void start(CompletableFuture<Void> done);
    }

    /// Begins rounds one after the other, each when the one before has completed its future.
    final void repeat(int times, Round round, CompletableFuture<Void> done) {
        if (times == 0) {
            done.complete(null);
            return;
        }
        CompletableFuture<Void> end = new CompletableFuture<>();
        end.thenRunAsync(
                () -> {
                    try {
                        repeat(times - 1, round, done);
                    } catch (Throwable e) {
                        UnseenFailure.report(e);
                    }
                },
                pool);
        round.start(end);
    }

    /// One round of several.
    @FunctionalInterface
    interface Round {
        /// Begins. Returns before the end.
        void start(CompletableFuture<Void> end);
    }

    /// Completes a future when it has been counted down so often.
    static final class Countdown {
        private final AtomicInteger left;
        private final CompletableFuture<Void> zero;

        Countdown(int count, CompletableFuture<Void> zero) {
            this.left = new AtomicInteger(count);
            this.zero = zero;
        }

        void countDown() {
            if (left.decrementAndGet() == 0) {
                zero.complete(null);
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
