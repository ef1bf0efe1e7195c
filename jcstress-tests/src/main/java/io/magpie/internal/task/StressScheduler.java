package io.magpie.internal.task;

import io.magpie.future.Budget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A scheduler that counts the entries it is given and runs nothing: the actors run the task.
final class StressScheduler implements Scheduler {

    private static final UnseenFailures UNSEEN = new UnseenFailures(_ -> {});

    final AtomicInteger entries = new AtomicInteger();

    @Override
    public void schedule(Task<?> task) {
        entries.incrementAndGet();
    }

    @Override
    public void release(Task<?> task) {}

    @Override
    public void reportFailure(FailureReport report) {}

    @Override
    public UnseenFailures unseenFailures() {
        return UNSEEN;
    }

    /// A context for one runner.
    static PollContext context() {
        return new PollContext(Budget.unlimited(), new PollContext.Services() {
            @Override
            public <S> @Nullable S find(Class<S> type) {
                return null;
            }

            @Override
            public int nextRandom() {
                return 0;
            }

            @Override
            public void onBudgetSpent() {}
        });
    }
}
