package io.magpie.internal.scheduler.multi;

import io.magpie.internal.scheduler.Settings;
import java.util.concurrent.TimeUnit;

/// Schedulers for tests, and workers of them that keep apart.
final class Apart {

    /// For a runtime whose trial does not end while a test runs.
    static final long EPOCH_NANOS = TimeUnit.HOURS.toNanos(1);

    private Apart() {}

    /// Settles the trial of a runtime with epochs of [#EPOCH_NANOS], by telling it of hours to come.
    static void settle(Company company) {
        long work = 0;
        while (!company.isSettled()) {
            work += company.isApart() ? 20_000 : 10_000;
            company.step(company.due(), work);
        }
    }

    /// A scheduler with small queues, not started.
    static MultiThreadScheduler scheduler(int workers, long epochNanos) {
        return new MultiThreadScheduler(
                new Object(),
                new Settings(
                        "small",
                        "small-worker-",
                        workers,
                        2,
                        4,
                        4,
                        8,
                        61,
                        16,
                        0,
                        true,
                        epochNanos,
                        128,
                        500_000,
                        TimeUnit.SECONDS.toNanos(10),
                        1,
                        false,
                        false,
                        null,
                        new Settings.BlockingSettings(1, 1, 1, 1),
                        report -> {},
                        false));
    }
}
