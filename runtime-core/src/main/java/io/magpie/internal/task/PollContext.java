package io.magpie.internal.task;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import org.jspecify.annotations.Nullable;

/// The context of a thread that runs tasks: one object, aimed at one task after the other.
public final class PollContext extends Context {

    /// What the polling thread offers to futures.
    public interface Services {
        /// The service of that type; null if there is none.
        <S> @Nullable S find(Class<S> type);

        /// The next number of the seeded generator.
        int nextRandom();

        /// Counts a poll that ended because its budget was spent.
        void onBudgetSpent();
    }

    /// For futures that ask for nothing, such as blocking jobs.
    public static final Services NO_SERVICES = new Services() {
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
    };

    private static final Waker NOBODY = () -> {};

    private final Services services;

    /// Whether the task that is polled asked to be polled again later: it yields.
    private boolean deferred;

    /// A context for one thread.
    public PollContext(Budget budget, Services services) {
        super(NOBODY, budget);
        this.services = services;
    }

    /// A context like this one, to be used in its place from now on, between two polls.
    ///
    /// Each poll stores its task in the context. Once the collector has moved the context to its old generation, that store
    /// costs as much as an atomic operation: see `docs/decisions/old-objects.md`.
    public PollContext renewed() {
        return new PollContext(budget(), services);
    }

    /// Gives the next poll a whole budget. Not called between the polls of a LIFO slot: they share one.
    public void refillBudget() {
        refill();
    }

    /// Aims at `task` for a poll.
    void beginPoll(Task<?> task) {
        aim(task);
        deferred = false;
    }

    /// Says that the future is now dropped, and why.
    void beginDrop(Cancellation why) {
        explain(why);
    }

    /// Says that the next drop is the last.
    void beginLastDrop() {
        hurry(true);
    }

    /// Ends a poll in which the future was dropped.
    void endDrop() {
        explain(null);
        hurry(false);
    }

    /// Lets go of the task that was polled last. Called before the thread sleeps, and not after every poll: a reference
    /// stored in this old object costs a fence of the collector's.
    public void forget() {
        aim(NOBODY);
    }

    /// Whether the poll asked for a yield; forgets it.
    boolean takeDeferred() {
        boolean asked = deferred;
        deferred = false;
        return asked;
    }

    @Override
    public <S> @Nullable S service(Class<S> type) {
        return services.find(type);
    }

    @Override
    protected int nextRandom() {
        return services.nextRandom();
    }

    @Override
    protected void onBudgetSpent() {
        services.onBudgetSpent();
    }

    @Override
    protected void defer(Waker waker) {
        deferred = true;
        if (waker != waker()) {
            // A branch of a combinator yields: it must know which of its branches to poll. This also notifies the task,
            // which costs one poll more, after the yield.
            waker.wake();
        }
    }

    @Override
    public CleanUpLimit cleanUpLimit() {
        return task().scheduler().cleanUpLimit();
    }

    @Override
    protected void onAdopt(Future<?> future, Cancellation why) {
        task().scheduler().adopt(future, why);
    }

    @Override
    protected void onGivenUp(Future<?> hanging, Cancellation why) {
        task().reportHanging(hanging, why);
    }

    /// The task that is polled: contexts of branches are derived from this one, and leave these questions to it.
    private Task<?> task() {
        return (Task<?>) waker();
    }
}
