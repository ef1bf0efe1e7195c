package io.magpie.examples.guide;

import static io.magpie.Async.failed;
import static io.magpie.Async.sleep;

import io.magpie.AsyncRuntime;
import io.magpie.ShutdownReport;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.task.UnobservedFailure;
import io.magpie.time.TimeMark;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// The builder's knobs, the paused clock, metrics, shutdown, and failures nobody looked at.
final class Tuning {

    private Tuning() {}

    // @start region="builder"
    /// A small runtime that refuses blocking jobs when a thousand wait.
    static AsyncRuntime small() {
        return AsyncRuntime.builder()
                .name("orders")
                .workers(2)
                .maxBlockingThreads(16)
                .blockingQueueCapacity(1_000)
                .build();
    }
    // @end

    // @start region="paused"
    /// A year passes at once: a paused clock jumps to the next timer when everything waits.
    static Duration aYear() throws Exception {
        try (AsyncRuntime runtime =
                AsyncRuntime.builder().currentThread().startPaused(true).build()) {
            TimeMark start = runtime.clock().now();
            runtime.blockOn(sleep(Duration.ofDays(365)));
            return start.elapsed();
        }
    }
    // @end

    // @start region="metrics"
    /// One line for a log.
    static String summary(AsyncRuntime runtime) {
        RuntimeMetrics metrics = runtime.metrics();
        long parks = metrics.workers().stream().mapToLong(WorkerMetrics::parks).sum();
        return metrics.workerCount() + " workers, " + metrics.aliveTasks() + " tasks, " + metrics.injectionQueueDepth()
                + " injected, parked " + parks + " times";
    }
    // @end

    // @start region="shutdown"
    /// Ends a runtime within `limit`; says what would not end.
    static String end(AsyncRuntime runtime, Duration limit) throws InterruptedException {
        ShutdownReport report = runtime.shutdown(limit);
        return report.isComplete() ? "all ended" : "left behind: " + report.tasks() + " " + report.blockingJobs();
    }
    // @end

    // @start region="failures"
    /// A runtime that tells `alarm` of failures nobody looks at.
    static AsyncRuntime watched(Consumer<UnobservedFailure> alarm) {
        return AsyncRuntime.builder().onUnobservedFailure(alarm).build();
    }

    /// Nobody keeps the handle, so the alarm is told at once.
    static void failUnseen(AsyncRuntime runtime) {
        runtime.spawn("backup", failed(new IOException("disk full"))).detached();
    }
    // @end
}
