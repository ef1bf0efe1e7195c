package io.magpie.benchmarks.workloads;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
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

    /// Runs two roots at once, and waits for the end of both.
    final void runBoth(Future<?> one, Future<?> other) throws Exception {
        JoinHandle<?> first = runtime.spawn(one);
        JoinHandle<?> second = runtime.spawn(other);
        first.join();
        second.join();
    }

    @Override
    public final Map<String, Long> counters() throws Exception {
        return new Probe(runtime).counters();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
