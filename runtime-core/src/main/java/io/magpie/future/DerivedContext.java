package io.magpie.future;

import org.jspecify.annotations.Nullable;

/// A context that differs from its parent in the waker, the cancellation or the deadline, and leaves the rest to it.
final class DerivedContext extends Context {

    private final Context parent;

    DerivedContext(
            Context parent,
            Waker waker,
            @Nullable Cancellation cancellation,
            @Nullable Deadline deadline,
            boolean cleanUpOverdue) {
        super(waker, parent.budget());
        this.parent = parent;
        explain(cancellation);
        limit(deadline);
        hurry(cleanUpOverdue);
    }

    @Override
    public <S> @Nullable S service(Class<S> type) {
        return parent.service(type);
    }

    @Override
    protected void defer(Waker deferred) {
        parent.defer(deferred);
    }

    @Override
    protected int nextRandom() {
        return parent.nextRandom();
    }

    @Override
    protected void onBudgetSpent() {
        parent.onBudgetSpent();
    }

    @Override
    public CleanUpLimit cleanUpLimit() {
        return parent.cleanUpLimit();
    }

    @Override
    protected void onAdopt(Future<?> future, Cancellation why) {
        parent.onAdopt(future, why);
    }

    @Override
    protected void onGivenUp(Future<?> hanging, Cancellation why) {
        parent.onGivenUp(hanging, why);
    }
}
