package io.magpie.internal.task;

import io.magpie.future.Future;
import io.magpie.spi.LogicalStack;
import java.util.concurrent.TimeoutException;

/// Says that clean-up was given up, and where it hangs: its stack trace is that of the async blocks that wait.
final class HangingCleanUp {

    private HangingCleanUp() {}

    static TimeoutException of(String what, Future<?> hanging) {
        LogicalStack stack = LogicalStack.of(hanging);
        TimeoutException report = new TimeoutException(what + " did not end in time and was abandoned: it hangs in "
                + stack.leaf() + "; raise builder.cleanupTimeout, or make it shorter");
        report.setStackTrace(stack.frames().toArray(StackTraceElement[]::new));
        return report;
    }
}
