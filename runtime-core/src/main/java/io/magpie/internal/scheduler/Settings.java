package io.magpie.internal.scheduler;

import io.magpie.internal.task.FailureReport;
import io.magpie.spi.IoDriver;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a runtime is made to: every knob of the builder, checked there.
///
/// @param name the runtime's name
/// @param threadNamePrefix worker threads are named with this and a number
/// @param workers worker threads; 1 for a current-thread runtime
/// @param maxSpareWorkers threads that may stand in for workers blocked in place
/// @param ringCapacity tasks in the stealable ring of a worker; a power of two
/// @param segmentSize tasks in a segment of the list behind the ring
/// @param injectionInterval polls between two looks at the injection queue
/// @param eventInterval polls between two looks at the driver while there is work
/// @param maxEventsPerPoll events taken from the driver at once
/// @param spinNanos nanoseconds a worker that found nothing looks again before it sleeps
/// @param lifoSlot whether a woken task may run next, before the queue
/// @param epochNanos nanoseconds for which workers try to help each other, or to keep apart; 0 if they never try
/// @param budgetOperations operations a poll may do
/// @param budgetNanos nanoseconds after which a poll's budget ends
/// @param cleanupTimeoutNanos nanoseconds the clean-up of a cancelled task may take
/// @param seed of branch order and steal start
/// @param startPaused whether the clock starts paused
/// @param traceSpawnSites whether tasks remember where they were spawned
/// @param driver opens I/O pollers; null without I/O
/// @param blocking what the pool is made to
/// @param failureHandler told of failures nobody looked at
/// @param shutdownOnFailure whether such a failure shuts the runtime down
public record Settings(
        String name,
        String threadNamePrefix,
        int workers,
        int maxSpareWorkers,
        int ringCapacity,
        int segmentSize,
        int injectionInterval,
        int eventInterval,
        int maxEventsPerPoll,
        long spinNanos,
        boolean lifoSlot,
        long epochNanos,
        int budgetOperations,
        long budgetNanos,
        long cleanupTimeoutNanos,
        long seed,
        boolean startPaused,
        boolean traceSpawnSites,
        @Nullable IoDriver driver,
        BlockingSettings blocking,
        Consumer<FailureReport> failureHandler,
        boolean shutdownOnFailure) {

    /// An epoch of some thousand polls, as long as a time slice of the system.
    public static final long DEFAULT_EPOCH_NANOS = 4_000_000;

    /// The knobs of the blocking pool.
    ///
    /// @param maxThreads threads at most
    /// @param maxComputing compute jobs at once
    /// @param queueCapacity jobs that may wait
    /// @param keepAliveNanos how long an idle thread waits
    public record BlockingSettings(int maxThreads, int maxComputing, int queueCapacity, long keepAliveNanos) {}
}
