package io.magpie.future;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Who polls: the waker to wake, the budget to keep to, why a future is being dropped, and the runtime's services.
///
/// A context is valid only during the `poll` or `drop` it is passed to, and is used by that thread only. Keep the
/// [#waker], never the context. Combinators that want to know which of many branches was woken pass on a derived context
/// ([#withWaker]).
///
/// Source: `std::task::Context` of Rust, which carries the waker only; budget and services are thread-locals in Tokio.
public abstract class Context {

    private static final System.Logger LOGGER = System.getLogger("io.magpie");

    private final Budget budget;

    /// The current waker; subclasses of the runtime re-aim it before each poll.
    private Waker waker;

    private @Nullable Cancellation cancellation;

    private @Nullable Deadline deadline;

    private boolean cleanUpOverdue;

    /// A context for `waker`, keeping to `budget`.
    ///
    /// @param waker woken to be polled again
    /// @param budget what one poll may do
    protected Context(Waker waker, Budget budget) {
        this.waker = Objects.requireNonNull(waker, "waker");
        this.budget = Objects.requireNonNull(budget, "budget");
    }

    /// A context without a runtime, for polling a future by hand in tests: no budget limit, no services, and
    /// [#defer] wakes at once.
    ///
    /// @param waker woken by the futures polled with this context
    /// @return a new context
    public static Context of(Waker waker) {
        return new DetachedContext(waker, Budget.unlimited());
    }

    /// As [#of(Waker)], keeping to `budget`, for tests of what a future does when its budget is spent.
    ///
    /// @param waker woken by the futures polled with this context
    /// @param budget what a poll may do
    /// @return a new context
    public static Context of(Waker waker, Budget budget) {
        return new DetachedContext(waker, budget);
    }

    /// Wakes the poller of this context. May be kept, and called from any thread.
    ///
    /// @return the waker; the same object in every poll of one task
    public final Waker waker() {
        return waker;
    }

    /// What this poll may still do. Shared by all contexts derived from one.
    ///
    /// @return the budget
    public final Budget budget() {
        return budget;
    }

    /// Why the future is being dropped.
    ///
    /// @return the reason; null in a poll
    public final @Nullable Cancellation cancellation() {
        return cancellation;
    }

    /// Whether the time for clean-up is up, and this drop the last before the future is given up: nothing that can be left
    /// undone is to be waited for.
    ///
    /// @return false in a poll
    public final boolean isCleanUpOverdue() {
        return cleanUpOverdue;
    }

    /// When what is polled will be dropped if it has not finished: the earliest of the deadlines of all that await it
    /// (`Async.withDeadline`). For leaves that can tell the other side how long it has, or need not begin at all.
    ///
    /// Only deadlines that are inherited; a `timeout` keeps its limit to itself.
    ///
    /// @return the deadline; null if there is none
    public final @Nullable Deadline deadline() {
        return deadline;
    }

    /// The time until [#deadline].
    ///
    /// @return zero or negative once it has passed; null if there is no deadline
    public final @Nullable Duration remaining() {
        return deadline == null ? null : deadline.remaining();
    }

    /// Takes one operation of the budget. A leaf future calls this before it takes something:
    ///
    /// ```java
    /// if (!cx.proceed()) return Poll.PENDING;
    /// ```
    ///
    /// @return true to go on; false if the budget is spent: the poller was then asked to poll again later ([#defer]),
    ///     and the caller returns [Poll#PENDING]
    public final boolean proceed() {
        if (budget.take()) {
            return true;
        }
        onBudgetSpent();
        defer();
        return false;
    }

    /// As [#proceed], for code that computes long between two calls: looks at the clock every time (about 20 ns).
    ///
    /// @return true to go on; false to return [Poll#PENDING]
    public final boolean checkpoint() {
        if (budget.takeTimed()) {
            return true;
        }
        onBudgetSpent();
        defer();
        return false;
    }

    /// Gives back the operation that [#proceed] took: the leaf had to wait after all.
    public final void refund() {
        budget.refund();
    }

    /// Asks to be polled again after the other ready tasks have run and the driver was polled: a yield. The caller
    /// returns [Poll#PENDING].
    public final void defer() {
        defer(waker);
    }

    /// A service of the polling runtime, for leaf futures: its timers, its I/O poller.
    ///
    /// @param type the service's interface
    /// @param <S> the service's interface
    /// @return the service; null when the runtime has none, or when there is no runtime
    public abstract <S> @Nullable S service(Class<S> type);

    /// A context like this one that wakes `branch` instead. For combinators with many branches; valid as long as this
    /// one.
    ///
    /// @param branch the waker for the branch
    /// @return a derived context
    public final Context withWaker(Waker branch) {
        return new DerivedContext(this, branch, cancellation, deadline, cleanUpOverdue);
    }

    /// A context like this one with a reason for [#cancellation]; valid as long as this one.
    ///
    /// @param why the reason
    /// @return a derived context
    public final Context withCancellation(Cancellation why) {
        return new DerivedContext(this, waker, Objects.requireNonNull(why, "why"), deadline, cleanUpOverdue);
    }

    /// A context like this one for a poll: without a cancellation. For a future that, being dropped, lets something run
    /// to its end.
    ///
    /// @return a derived context
    public final Context withoutCancellation() {
        return new DerivedContext(this, waker, null, deadline, false);
    }

    /// A context like this one for the last drop of a future whose clean-up takes too long.
    ///
    /// @return a derived context
    public final Context withCleanUpOverdue() {
        return new DerivedContext(this, waker, cancellation, deadline, true);
    }

    /// A context like this one with a deadline, which is for whoever makes it to keep: it drops what is polled when the
    /// deadline has passed. An earlier deadline of this context stays. Valid as long as this context.
    ///
    /// @param latest when what is polled will be dropped
    /// @return a derived context
    public final Context withDeadline(Deadline latest) {
        Deadline earlier = deadline == null || latest.isBefore(deadline) ? latest : deadline;
        return new DerivedContext(this, waker, cancellation, earlier, cleanUpOverdue);
    }

    /// Polls `future` without counting: for a deadline that must be seen although the work it guards has spent the
    /// budget.
    ///
    /// @param future polled once
    /// @return what the poll returned
    /// @throws Exception what the poll threw
    public final @Nullable Object pollUnbudgeted(Future<?> future) throws Exception {
        int saved = budget.liftLimit();
        try {
            return future.poll(this);
        } finally {
            budget.restoreLimit(saved);
        }
    }

    /// Drops a future that nobody will wait for: at once if that does not wait, else the runtime adopts it, and drives the
    /// drop to its end as a task of its own, bounded by the clean-up timeout. For a future that ends, or is dropped itself,
    /// and cannot wait for the clean-up of what it held.
    ///
    /// A shutdown waits for what was adopted as for any clean-up. What the drop throws is reported as the failure of a
    /// detached task, and a value it gives is discarded. Whoever can wait drives the drop itself ([Dropping]): then what
    /// comes next finds everything cleaned up.
    ///
    /// @param future unfinished; not used by the caller any more
    public final void adopt(Future<?> future) {
        Cancellation given = cancellation;
        Cancellation why = given == null ? Cancellation.GIVEN_UP : given;
        try {
            if (future.drop(withCancellation(why)) == Poll.PENDING) {
                onAdopt(future, why);
            }
        } catch (Cancelled passed) {
            // it let its cancellation pass
        } catch (Throwable failed) { // not the caller's
            onAdopt(new FailedDrop(failed), why);
        }
    }

    /// Starts the time that a drop which waits may take: see [CleanUpLimit]. [Dropping] does it.
    ///
    /// @return a limit that was not asked yet; without a runtime, one that is never over
    public CleanUpLimit cleanUpLimit() {
        return NoCleanUpLimit.NONE;
    }

    /// Has the runtime report a future that was dropped and did not end in time, with the stack of what hangs. The caller
    /// does not drop it again. [Dropping] does it.
    ///
    /// @param hanging the future
    public final void giveUp(Future<?> hanging) {
        Cancellation why = cancellation;
        onGivenUp(hanging, why == null ? Cancellation.GIVEN_UP : why);
    }

    /// A random number for fair choices, such as which branch to poll first. Comes from the runtime's seed where there is
    /// one, so that a run can be repeated.
    ///
    /// @param bound 1 or more
    /// @return 0 or more, less than `bound`
    public final int random(int bound) {
        return Math.floorMod(nextRandom(), bound);
    }

    /// The next random number, any `int`.
    ///
    /// @return from the runtime's seeded generator where there is a runtime
    protected int nextRandom() {
        return ThreadLocalRandom.current().nextInt();
    }

    /// Arranges that `deferred` is woken after the other ready tasks have run and the driver was polled.
    ///
    /// @param deferred this context's waker, or that of a context derived from it
    protected abstract void defer(Waker deferred);

    /// Drives the drop of `future` to its end, detached. Without a runtime nobody can: it is dropped once.
    ///
    /// @param future not used by the caller any more
    /// @param why what it finds in its context
    protected void onAdopt(Future<?> future, Cancellation why) {
        Object answer;
        try {
            answer = future.drop(of(() -> {}).withCancellation(why));
        } catch (Cancelled passed) {
            return;
        } catch (Throwable failed) { // nobody waits for it
            LOGGER.log(System.Logger.Level.WARNING, "the clean-up of " + future + " failed", failed);
            return;
        }
        if (answer == Poll.PENDING) {
            onGivenUp(future, why);
        }
    }

    /// Reports what hangs.
    ///
    /// @param hanging was dropped, and did not end
    /// @param why the reason of the drop
    protected void onGivenUp(Future<?> hanging, Cancellation why) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "the clean-up of " + hanging + " (" + why.reason() + ") did not end, and was given up");
    }

    /// Called when an operation was refused because the budget is spent; counts it.
    protected void onBudgetSpent() {}

    /// Aims this context at another waker, for the runtime's own contexts, before a poll.
    ///
    /// @param next whose future is polled next
    protected final void aim(Waker next) {
        waker = next;
    }

    /// Sets why the next `drop` happens, for the runtime's own contexts; null before a poll.
    ///
    /// @param why the reason, or null
    protected final void explain(@Nullable Cancellation why) {
        cancellation = why;
    }

    /// Says that the next `drop` is the last, for the runtime's own contexts; false before a poll.
    ///
    /// @param overdue whether the time for clean-up is up
    protected final void hurry(boolean overdue) {
        cleanUpOverdue = overdue;
    }

    /// Sets the deadline of a derived context.
    final void limit(@Nullable Deadline latest) {
        deadline = latest;
    }

    /// Starts a poll with the whole budget, for the runtime's own contexts and for tests.
    protected final void refill() {
        budget.refill();
    }
}
