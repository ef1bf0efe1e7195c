package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;

/// A future that needs permits: takes them when they are there, waits in the queue when not.
///
/// @param <T> the type of the value made once the permits are there
abstract class PermitFuture<T extends @Nullable Object> extends Waiter implements Future<T> {

    private final int needed;

    /// Whether this waiter, once it is the head of the queue, lets nobody pass. Belongs to the one inside.
    private boolean insists = true;

    /// Whether this patient waiter was told that permits are there, and has not said yet what it did about it. Belongs
    /// to
    /// the one inside.
    private boolean nudged;

    PermitFuture(int needed) {
        this.needed = needed;
    }

    @Override
    public final @Nullable Object poll(Context cx) throws Exception {
        requireUnfinished(name());
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        Permits permits = permits();
        switch (state()) {
            case NEW -> {
                requireUsable();
                if (permits.tryTake(needed)) {
                    return finishWithPermits();
                }
                prepare(cx.waker());
                startWaiting();
                permits.submit(this);
            }
            case WAITING -> {
                boolean replaces = replacesWaker(cx);
                if (isPatient()) {
                    if (permits.tryTake(needed)) {
                        permits.withdraw(this);
                        return finishWithPermits();
                    }
                    permits.retry(this, cx.waker());
                } else if (replaces) {
                    permits.rewake(this, cx.waker());
                }
            }
            default -> {}
        }
        switch (state()) {
            case Permits.GRANTED -> {
                return finishWithPermits();
            }
            case Permits.REFUSED -> {
                finish();
                givenUp();
                throw new ClosedException(closedMessage());
            }
            default -> {
                cx.refund();
                return Poll.PENDING;
            }
        }
    }

    @Override
    public final @Nullable Object drop(Context cx) {
        if (!isFinished()) {
            finish();
            givenUp();
            if (state() != NEW) {
                permits().withdraw(this);
            }
        }
        return Poll.CANCELLED;
    }

    /// Finishes a future that was never polled, whose permits the caller took.
    final T finishWithPermits() {
        finish();
        return granted();
    }

    /// What to wait in.
    abstract Permits permits();

    /// Makes the value; the permits are there.
    abstract T granted();

    /// Lets go of what the value would have been made of.
    void givenUp() {}

    /// What this is, for messages.
    abstract String name();

    /// What happened if the permits were closed.
    abstract String closedMessage();

    /// Whether this waiter lets running tasks pass, for a while. The same for its whole life; read by the poller.
    boolean isPatient() {
        return false;
    }

    /// Refuses the first poll, if it must.
    void requireUsable() throws ClosedException {}

    /// Called before this waiter queues.
    void startWaiting() {}

    /// Called inside when this patient waiter was passed over.
    void losePatience() {}

    /// How many permits this needs.
    final int needed() {
        return needed;
    }

    final boolean insists() {
        return insists;
    }

    final void setInsists(boolean insists) {
        this.insists = insists;
    }

    final boolean isNudged() {
        return nudged;
    }

    final void setNudged(boolean nudged) {
        this.nudged = nudged;
    }
}
