package io.magpie.internal.scheduler.multi;

import java.util.concurrent.TimeUnit;

/// Makes the workers of a runtime keep apart.
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
}
