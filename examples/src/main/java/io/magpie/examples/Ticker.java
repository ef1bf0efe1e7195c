package io.magpie.examples;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.examples.load.LatencyHistogram;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Sleeps a millisecond, again and again, and counts how late it wakes: what a task sees of the others.
final class Ticker implements Future<@Nullable Void> {

    private static final Duration TICK = Duration.ofMillis(1);

    private final LatencyHistogram late = new LatencyHistogram(); // guarded by itself
    private @Nullable Future<?> sleep;
    private long due;

    @Override
    public Object poll(Context cx) throws Exception {
        while (true) {
            if (sleep == null) {
                due = System.nanoTime() + TICK.toNanos();
                sleep = Async.sleep(TICK);
            }
            if (sleep.poll(cx) == Poll.PENDING) {
                return Poll.PENDING;
            }
            sleep = null;
            synchronized (late) {
                late.record(System.nanoTime() - due);
            }
        }
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        return sleep == null ? Poll.CANCELLED : sleep.drop(cx);
    }

    /// The 99th percentile of the lateness since the last call, in nanoseconds, ticks included that are overdue now.
    long takeP99(AsyncRuntime runtime) throws Exception {
        runtime.blockOn(Async.sleep(TICK.multipliedBy(5))); // the overdue tick fires before this one
        synchronized (late) {
            long p99 = late.quantile(0.99);
            late.clear();
            return p99;
        }
    }
}
