package io.magpie.benchmarks.workloads;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.future.Future;
import io.magpie.internal.scheduler.Counters;
import io.magpie.internal.scheduler.multi.MultiThreadScheduler;
import io.magpie.internal.util.RuntimeThread;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A workload on a runtime of Magpie, which is made once.
abstract class MagpieWorkload implements Workload {

    final AsyncRuntime runtime;

    MagpieWorkload() {
        this(UnaryOperator.identity());
    }

    /// On a runtime that is not quite the default one.
    MagpieWorkload(UnaryOperator<RuntimeBuilder> options) {
        runtime = options.apply(AsyncRuntime.builder().workers(Size.WORKERS))
                .onUnobservedFailure(failure -> UnseenFailure.report(failure.cause()))
                .build();
    }

    /// Runs `root` as a task, and waits for its end.
    final void runRoot(Future<?> root) throws Exception {
        runtime.spawn(root).join();
    }

    /// Read by a task: where the scheduler is, only its threads know.
    @Override
    public Map<String, Long> counters() throws Exception {
        Counters counters = runtime.spawn(Async.async(() -> {
                    if (Thread.currentThread() instanceof RuntimeThread thread
                            && thread.runtime() instanceof MultiThreadScheduler scheduler) {
                        return scheduler.counters();
                    }
                    throw new AssertionError("not on a worker: " + Thread.currentThread());
                }))
                .join();
        return Map.of(
                "polls", counters.polls(),
                "parks", counters.parks(),
                "wakes", counters.claims(),
                "steals", counters.steals(),
                "failedSteals", counters.failedSteals(),
                "pulls", counters.pulls(),
                "driverPolls", counters.driverPolls(),
                "retries", counters.idleRetries());
    }

    @Override
    public void close() {
        runtime.close();
    }
}
