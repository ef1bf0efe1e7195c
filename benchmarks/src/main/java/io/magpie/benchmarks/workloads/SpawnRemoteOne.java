package io.magpie.benchmarks.workloads;

import io.magpie.RuntimeBuilder;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// An external thread spawns an empty task on an idle runtime, and joins it; 2,000 times. Mostly the cost of waking a parked
/// worker, and of waking the thread outside.
final class SpawnRemoteOne {

    /// How long the workers of the variant that spins look again before they sleep. A guess: a little more than the other
    /// side needs to come again.
    static final Duration SPIN = Duration.ofNanos(50_000);

    static final int OPERATIONS = 2_000;
    private static final int TIMES = Size.of(OPERATIONS);

    private SpawnRemoteOne() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        /// On a runtime that is not quite the default one.
        Magpie(UnaryOperator<RuntimeBuilder> options) {
            super(options);
        }

        @Override
        public void run() throws Exception {
            for (int i = 0; i < TIMES; i++) {
                runtime.spawn(() -> {}).join();
            }
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            for (int i = 0; i < TIMES; i++) {
                Thread.startVirtualThread(() -> {}).join();
            }
        }
    }

    /// In a pool.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            for (int i = 0; i < TIMES; i++) {
                pool.submit(() -> {}).get();
            }
        }
    }
}
