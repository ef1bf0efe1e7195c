package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import org.jspecify.annotations.Nullable;

/// Waits for a [Notify]: see [Notify#notified]. Its value is null.
///
/// Used by one task at a time, and completed once. Dropping it passes a notification it was given on to the next.
public final class Notified extends Waiter implements Future<@Nullable Void> {

    /// Outcome: woken by notifyOne, or by the permit.
    static final int ONE = Waiter.FIRST_OUTCOME;

    /// Outcome: woken by notifyLast.
    static final int LAST = Waiter.FIRST_OUTCOME + 1;

    /// Outcome: woken by notifyWaiters.
    static final int ALL = Waiter.FIRST_OUTCOME + 2;

    /// Outcome: left the queue by itself.
    static final int WITHDRAWN = Waiter.FIRST_OUTCOME + 3;

    private final Notify notify;

    /// The calls of notifyWaiters that came before this was made.
    private final int callsBefore;

    /// Set once this has completed or was dropped.
    private boolean finished;

    Notified(Notify notify, int callsBefore) {
        this.notify = notify;
        this.callsBefore = callsBefore;
    }

    /// Takes a place in the queue of [Notify#notifyOne] now, and not only at the first poll; or consumes the permit.
    ///
    /// @return whether this future is complete already. False if unknown: the next poll tells
    /// @throws IllegalStateException if this future has finished or was dropped
    public boolean enable() {
        requireUnfinished();
        return enter(null);
    }

    @Override
    public @Nullable Object poll(Context cx) {
        requireUnfinished();
        Waker waker = cx.waker();
        boolean complete;
        if (state() == NEW) {
            complete = enter(waker);
        } else {
            if (replacesWaker(cx) && state() == WAITING) {
                notify.withQueue((queue, waiter) -> queue.rewake(waiter, waker), this);
            }
            complete = isComplete();
        }
        if (!complete) {
            return Poll.PENDING;
        }
        finish();
        return null;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        if (!finished) {
            finish();
            if (state() != NEW) {
                notify.withQueue(Notify.Queue::abandon, this);
            }
        }
        return Poll.CANCELLED;
    }

    private void requireUnfinished() {
        if (finished) {
            throw finished("Notified");
        }
    }

    private void finish() {
        finished = true;
        forgetLatest();
    }

    int callsBefore() {
        return callsBefore;
    }

    boolean isCreatedBefore(int call) {
        return callsBefore - call < 0;
    }

    /// Registers this if need be; returns whether it is complete.
    private boolean enter(@Nullable Waker waker) {
        if (state() == NEW) {
            if (isCreatedBefore(notify.calls())) {
                return true; // without touching the permit
            }
            prepare(waker);
            notify.register(this);
        }
        return isComplete();
    }

    private boolean isComplete() {
        // In this order: one that was handed something before notifyWaiters was called keeps it as its own.
        boolean allNotified = isCreatedBefore(notify.calls());
        if (state() != WAITING) {
            return true;
        }
        if (allNotified) {
            notify.withQueue(Notify.Queue::withdraw, this);
        }
        return allNotified;
    }
}
