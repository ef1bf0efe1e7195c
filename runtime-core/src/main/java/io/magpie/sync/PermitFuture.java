package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;

/// A future that needs permits: takes them when they are there, waits in the queue when not.
///
/// It is also where its owner's permits are counted afterwards. As long as it need not wait it is all there is, 24
/// bytes; the place in the queue is a [PermitWaiter] of its own.
///
/// @param <T> the type of the value made once the permits are there
abstract class PermitFuture<T extends @Nullable Object> implements Future<T> {

    private final Permits permits;

    /// Below 0: the permits this still needs. Above: those its owner has. 0: it has finished, and there are none.
    private int balance;

    /// The place in the queue; made when the permits were not there at once.
    private @Nullable PermitWaiter waiter;

    PermitFuture(Permits permits, int needed) {
        this.permits = permits;
        this.balance = -needed;
    }

    @Override
    public final @Nullable Object poll(Context cx) throws Exception {
        if (balance >= 0 || waiter != null) {
            return pollAgain(cx);
        }
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        requireUsable();
        if (permits.tryTake(-balance)) {
            return finishWithPermits();
        }
        return queue(cx);
    }

    @Override
    public final @Nullable Object drop(Context cx) {
        if (balance < 0) {
            balance = 0;
            if (waiter != null) {
                permits.withdraw(waiter);
            }
        }
        return Poll.CANCELLED;
    }

    /// Finishes a future that is not queued, whose permits the caller took.
    final T finishWithPermits() {
        balance = -balance;
        return granted();
    }

    /// Makes the value; the permits are there.
    abstract T granted();

    /// Refuses the first poll, if it must.
    void requireUsable() throws ClosedException {}

    /// What this is, for messages.
    abstract String name();

    /// What happened if the permits were closed.
    abstract String closedMessage();

    final Permits permits() {
        return permits;
    }

    /// How many permits the owner has.
    final int held() {
        return Math.max(0, balance);
    }

    final void setHeld(int held) {
        balance = held;
    }

    /// Gives back what the owner has; nothing if that is nothing.
    final void releaseHeld() {
        int released = balance;
        if (released > 0) {
            balance = 0;
            permits.release(released);
        }
    }

    private @Nullable Object queue(Context cx) throws ClosedException {
        if (permits.tryTakeSpinning(-balance)) {
            return finishWithPermits();
        }
        PermitWaiter queued = permits.newWaiter(-balance);
        waiter = queued;
        return answer(cx, queued.enter(cx));
    }

    private @Nullable Object pollAgain(Context cx) throws ClosedException {
        PermitWaiter queued = waiter;
        if (balance >= 0 || queued == null) {
            throw Waiter.finished(name());
        }
        return cx.proceed() ? answer(cx, queued.poll(cx)) : Poll.PENDING;
    }

    private @Nullable Object answer(Context cx, int state) throws ClosedException {
        switch (state) {
            case Permits.GRANTED -> {
                waiter = null;
                return finishWithPermits();
            }
            case Permits.REFUSED -> {
                balance = 0;
                waiter = null;
                throw new ClosedException(closedMessage());
            }
            default -> {
                cx.refund();
                return Poll.PENDING;
            }
        }
    }

    @Override
    public String toString() {
        return balance < 0 ? name() + "(" + -balance + ")" : "Permit[" + balance + "]";
    }
}
