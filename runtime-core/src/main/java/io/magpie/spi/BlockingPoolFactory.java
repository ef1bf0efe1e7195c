package io.magpie.spi;

import java.time.Duration;

/// Makes the blocking pool of a runtime. Found with [java.util.ServiceLoader] (of the class loader of `AsyncRuntime`),
/// or given to the builder.
public interface BlockingPoolFactory {

    /// Makes a pool. It starts threads only when jobs come.
    ///
    /// @param settings what the runtime's builder was told
    /// @return a new pool, closed by the runtime
    BlockingPool create(Settings settings);

    /// What a pool is made to.
    ///
    /// @param maxThreads threads at most; 1 or more
    /// @param maxComputing compute jobs at once; 1 or more
    /// @param queueCapacity jobs that may wait, of both kinds together; [Integer#MAX_VALUE] for no limit
    /// @param keepAlive how long an idle thread waits for a job before it ends; positive
    /// @param threadNamePrefix threads are named with this prefix and a number
    /// @param threads wraps what a pool thread does from its first to its last job
    record Settings(
            int maxThreads,
            int maxComputing,
            int queueCapacity,
            Duration keepAlive,
            String threadNamePrefix,
            ThreadBinding threads) {

        /// Checks the ranges.
        public Settings {
            requireAtLeastOne("maxThreads", maxThreads);
            requireAtLeastOne("maxComputing", maxComputing);
            requireAtLeastOne("queueCapacity", queueCapacity);
            if (keepAlive.isNegative() || keepAlive.isZero()) {
                throw new IllegalArgumentException("keepAlive is " + keepAlive + ": it must be positive");
            }
        }

        private static void requireAtLeastOne(String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(what + " is " + value + ": it must be 1 or more");
            }
        }
    }

    /// Makes a pool thread belong to its runtime, so that `AsyncRuntime.current()` works in jobs.
    @FunctionalInterface
    interface ThreadBinding {
        /// Calls `body`, as part of the runtime.
        ///
        /// @param body the thread's loop
        void runBound(Runnable body);
    }
}
