package io.magpie.benchmarks.workloads;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Registers 1,000,000 timers due in 10 to 11 s, keeps them, and cancels them in order.
///
/// Compares unequal things by nature: a sleep future here; there, since virtual threads have no timers, an entry in a
/// `ScheduledThreadPoolExecutor`, which is what the JDK offers for it.
final class TimerCancel {

    private static final int TIMERS = Size.of(1_000_000);
    private static final int SPREAD = 1_000;
    private static final int FIRST_MILLIS = 10_000;

    static final int OPERATIONS = 1_000_000;

    private TimerCancel() {}

    /// Polls each timer once, in one poll of the task: an async block could not keep them all.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runRoot(TimerCancel::registerAndCancel);
        }
    }

    private static @Nullable Object registerAndCancel(Context cx) throws Exception {
        Future<?>[] timers = new Future<?>[TIMERS];
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = Async.sleep(Duration.ofMillis(FIRST_MILLIS + i % SPREAD));
            // Without counting: the budget would refuse the 129th in this one poll.
            if (cx.pollUnbudgeted(timers[i]) != Poll.PENDING) {
                throw new AssertionError("timer " + i + " was due at once");
            }
        }
        for (Future<?> timer : timers) {
            var _ = timer.drop(cx);
        }
        return null;
    }

    /// A machine that is slow may have let some come due.
    private static void cancel(ScheduledFuture<?>[] timers, long begun) {
        for (ScheduledFuture<?> timer : timers) {
            if (!timer.cancel(false) && System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS)) {
                throw new AssertionError("a timer was due before its time");
            }
        }
    }

    /// On the JDK.
    static final class VirtualThreads implements Workload {
        private final ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());

        VirtualThreads() {
            executor.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void run() {
            long begun = System.nanoTime();
            ScheduledFuture<?>[] timers = new ScheduledFuture<?>[TIMERS];
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = executor.schedule(() -> {}, FIRST_MILLIS + i % SPREAD, TimeUnit.MILLISECONDS);
            }
            cancel(timers, begun);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    /// In a pool, which has a timer since JDK 25.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() {
            long begun = System.nanoTime();
            ScheduledFuture<?>[] timers = new ScheduledFuture<?>[TIMERS];
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = pool.schedule(() -> {}, FIRST_MILLIS + i % SPREAD, TimeUnit.MILLISECONDS);
            }
            cancel(timers, begun);
        }
    }
}
