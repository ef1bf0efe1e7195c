package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.sleep;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.LatencyHistogram;
import io.magpie.future.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Sleeps a millisecond, again and again, and counts how late it wakes: what a task sees of the others.
final class Ticker {

    private static final Duration TICK = Duration.ofMillis(1);

    private final LatencyHistogram late = new LatencyHistogram(); // guarded by itself

    /// Ticks until it is aborted.
    Future<@Nullable Void> run() {
        return async(() -> {
            while (true) {
                long due = System.nanoTime() + TICK.toNanos();
                await(sleep(TICK));
                synchronized (late) {
                    late.record(System.nanoTime() - due);
                }
            }
        });
    }

    /// The 99th percentile of the lateness since the last call, in nanoseconds, ticks included that are overdue now.
    long takeP99(AsyncRuntime runtime) throws Exception {
        runtime.blockOn(sleep(TICK.multipliedBy(5))); // the overdue tick fires before this one
        synchronized (late) {
            long p99 = late.quantile(0.99);
            late.clear();
            return p99;
        }
    }
}
