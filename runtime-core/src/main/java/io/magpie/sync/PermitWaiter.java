package io.magpie.sync;

import io.magpie.future.Context;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A place in the queue of [Permits]. It insists on being next, unless it is a [Patient] one.
sealed class PermitWaiter extends Waiter {

    private final Permits permits;
    private final int needed;

    /// Whether this waiter, once it is the head of the queue, lets nobody pass. Belongs to the one inside.
    private boolean insists;

    /// Whether this patient waiter was told that permits are there, and has not said yet what it did about it. Belongs
    /// to the one inside.
    private boolean nudged;

    PermitWaiter(Permits permits, int needed) {
        this(permits, needed, true);
    }

    private PermitWaiter(Permits permits, int needed, boolean insists) {
        this.permits = permits;
        this.needed = needed;
        this.insists = insists;
    }

    /// Queues this new waiter, in a poll with `cx`; returns the state it is in then.
    final int enter(Context cx) {
        prepare(cx.waker());
        permits.submit(this);
        return state();
    }

    /// What the poller of a queued waiter does; returns the state it is in then.
    int poll(Context cx) {
        if (state() == WAITING && replacesWaker(cx)) {
            permits.rewake(this, cx.waker());
        }
        return state();
    }

    /// Called inside when this waiter was told of permits that others took before it came.
    void passOver() {
        nudged = false;
    }

    final Permits permits() {
        return permits;
    }

    /// How many permits this needs.
    final int needed() {
        return needed;
    }

    final boolean insists() {
        return insists;
    }

    final void insist() {
        insists = true;
    }

    final boolean isNudged() {
        return nudged;
    }

    final void setNudged() {
        nudged = true;
    }

    /// One that lets running tasks pass, for a while.
    static final class Patient extends PermitWaiter {

        /// How long others may pass.
        private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        private final LongSupplier clock;

        /// When this began to wait.
        private final long since;

        Patient(Permits permits, int needed, LongSupplier clock) {
            super(permits, needed, false);
            this.clock = clock;
            this.since = clock.getAsLong();
        }

        @Override
        int poll(Context cx) {
            if (state() == WAITING) {
                boolean _ = replacesWaker(cx);
                if (permits().tryTake(needed()) || permits().tryTakeSpinning(needed())) {
                    permits().withdraw(this); // gives back what it was handed meanwhile
                    return Permits.GRANTED;
                }
                permits().retry(this, cx.waker());
            }
            return state();
        }

        @Override
        void passOver() {
            super.passOver();
            if (clock.getAsLong() - since >= PATIENCE_NANOS) {
                insist();
            }
        }
    }
}
