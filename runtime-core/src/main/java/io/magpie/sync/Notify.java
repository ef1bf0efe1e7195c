package io.magpie.sync;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Wakes tasks, and tells them nothing: the building block for conditions that live elsewhere.
///
/// ```java
/// Notified changed = notify.notified();      // before the look: a notifyWaiters after it is not missed
/// while (!condition()) {
///     await(changed);
///     changed = notify.notified();
/// }
/// ```
///
/// [#notifyOne] wakes the task that has waited longest; if nobody waits, it leaves one permit, which the next to wait
/// consumes at once. [#notifyWaiters] wakes all, and leaves nothing. What the notifier did before is seen by whoever it
/// wakes. A notification given to a future that is dropped before it consumed it is passed on.
///
/// All calls take effect in one order, also when threads collide: a [#notifyOne] that begins after a [#notifyWaiters] has
/// taken effect never goes to one that the latter has completed.
///
/// Source: Tokio's `Notify`. The protocol is the third one in the package's documentation.
public final class Notify {

    private static final VarHandle CALLS;

    static {
        try {
            CALLS = MethodHandles.lookup().findVarHandle(Notify.class, "calls", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// How often [#notifyWaiters] was called, modulo 2³².
    @SuppressWarnings("unused") // through CALLS
    private int calls;

    final Queue queue = new Queue(this);

    /// A notify without a permit.
    public Notify() {}

    /// A future that completes when this notify wakes it.
    ///
    /// It waits in the queue of [#notifyOne] from its first poll (or [Notified#enable]) on; every [#notifyWaiters]
    /// from now on completes it. Takes nothing of the poll's budget.
    ///
    /// @return a future, to be awaited once
    public Notified notified() {
        return new Notified(this, calls());
    }

    /// Wakes the one that has waited longest; or, if nobody waits, leaves a permit for the next one to come. There is
    /// one permit at most: calling twice with nobody waiting is calling once.
    public void notifyOne() {
        int earlier = calls();
        if (!queue.notifyAlone(earlier)) {
            notify(Notified.ONE, earlier);
        }
    }

    /// Wakes the one that has waited least long; or leaves a permit as [#notifyOne] does.
    public void notifyLast() {
        notify(Notified.LAST, calls());
    }

    /// Completes every [Notified] made before this call, all at the same moment, whether it was polled or not. Leaves
    /// no permit, and takes none away.
    public void notifyWaiters() {
        if (queue.tryEnter()) {
            queue.notifyAllBefore(nextCall());
            queue.leave();
        } else {
            int call = nextCall();
            queue.submit(() -> queue.notifyAllBefore(call));
        }
    }

    /// Has `waiter` registered, in its own poll.
    void register(Notified waiter) {
        if (!queue.registerAlone(waiter)) {
            queue.submit(waiter);
        }
    }

    /// Has `action` applied to `waiter` inside the queue, by whoever is there.
    void withQueue(QueueAction action, Notified waiter) {
        if (queue.tryEnter()) {
            action.apply(queue, waiter);
            queue.leave();
        } else {
            queue.submit(() -> action.apply(queue, waiter));
        }
    }

    /// How often notifyWaiters was called.
    int calls() {
        return (int) CALLS.getVolatile(this);
    }

    private int nextCall() {
        // Completes all that look at `calls` themselves, at once; releases to them what the notifier wrote.
        return (int) CALLS.getAndAdd(this, 1) + 1;
    }

    /// Notifies by way of the queue. The calls `earlier` were counted before the operation has its place there: those
    /// that come first, and no later one of this thread.
    private void notify(int kind, int earlier) {
        if (queue.tryEnter()) {
            queue.notifySomebody(kind, earlier);
            queue.leave();
        } else {
            queue.submit(() -> queue.notifySomebody(kind, earlier));
        }
    }

    @Override
    public String toString() {
        return "Notify";
    }

    /// What may be done to a waiter inside the queue.
    @FunctionalInterface
    interface QueueAction {
        void apply(Queue queue, Notified waiter);
    }

    /// Those who wait, and the permit if nobody does. Sequential: everything here runs inside.
    static final class Queue extends Combiner<Notified> {

        /// Nobody is inside, nobody waits, and there is the permit.
        private static final Operation STORED = new Operation.Marker(true);

        /// Nobody is inside, and somebody waits in the list.
        private static final Operation QUEUED = new Operation.Marker(true);

        private final Notify notify;
        private final WaitList<Notified> waiters = new WaitList<>();

        /// Whether the next to come need not wait. While nobody is inside, the inbox says so.
        private boolean stored;

        /// The last call of notifyWaiters that came this far.
        private int applied;

        Queue(Notify notify) {
            this.notify = notify;
        }

        @Override
        void register(Notified waiter) {
            if (waiter.isCreatedBefore(applied)) {
                handOver(waiter, Notified.ALL);
            } else if (stored) {
                stored = false;
                handOver(waiter, Notified.ONE);
            } else {
                waiters.add(waiter);
            }
        }

        @Override
        void settle() {}

        @Override
        @Nullable
        Operation idle() {
            if (waiters.first() != null) {
                return QUEUED;
            }
            return stored ? STORED : null;
        }

        @Override
        void resume(@Nullable Operation before) {
            stored = before == STORED;
            if (before instanceof Notified alone) {
                alone.idle = false;
                register(alone);
            }
        }

        /// Puts `waiter` in the inbox where it is the only one, or gives it the permit. Returns false if it has to go
        /// inside.
        boolean registerAlone(Notified waiter) {
            Operation seen = inbox();
            if (seen == null) {
                waiter.idle = true;
                if (changeIdle(null, waiter)) {
                    return true;
                }
                waiter.idle = false;
            } else if (seen == STORED && changeIdle(STORED, null)) {
                if (waiter.isCreatedBefore(notify.calls())) {
                    // A notifyWaiters has completed it, perhaps before the permit was left: that is for others.
                    waiter.conclude(Notified.ALL);
                    notify.notifyOne();
                } else {
                    waiter.conclude(Notified.ONE);
                }
                return true;
            }
            return false;
        }

        /// Wakes the only waiter, or leaves the permit where there is none. Returns false if it takes to go inside.
        boolean notifyAlone(int earlier) {
            Operation seen = inbox();
            if (seen == null || seen == STORED) {
                // Also where the permit is there: whoever consumes it sees what we wrote before.
                return changeIdle(seen, STORED);
            }
            // As in notifySomebody: what was completed by a notifyWaiters before must not be chosen.
            if (seen.idle && seen instanceof Notified alone && !alone.isCreatedBefore(earlier)) {
                if (changeIdle(alone, null)) {
                    alone.conclude(Notified.ONE); // until here it is neither in the inbox nor in the list
                    alone.wake();
                    return true;
                }
            }
            return false;
        }

        /// Has `waker` woken for `waiter` from now on. Runs inside.
        void rewake(Notified waiter, Waker waker) {
            if (concludesIfTaken(waiter)) {
                // The notifier wakes the one before, and the waiter's poll may have returned.
                var messenger = new Notified(notify, waiter.callsBefore());
                messenger.prepare(waker);
                handOver(messenger, Notified.ONE);
            } else {
                waiter.rewake(waker);
            }
        }

        /// Whether `waiter` was taken out of the inbox by notifyAlone, which may not have concluded it yet; then
        /// concludes it, also a second time. Runs inside: so if it were in the inbox still, [#resume] would have moved it.
        private static boolean concludesIfTaken(Notified waiter) {
            if (waiter.idle) {
                waiter.conclude(Notified.ONE);
            }
            return waiter.idle;
        }

        void notifySomebody(int kind, int earlier) {
            // A notifyWaiters may have been counted before that is not here yet. It has completed those made before it,
            // so one of them must not be chosen: it would swallow what is meant for one made since.
            notifyAllBefore(earlier);
            Notified chosen = kind == Notified.ONE ? waiters.first() : waiters.last();
            if (chosen == null) {
                stored = true;
            } else {
                waiters.remove(chosen);
                handOver(chosen, kind);
            }
        }

        void notifyAllBefore(int call) {
            if (call - applied <= 0) {
                return; // two calls may arrive in the wrong order, and a notifyOne may have been faster
            }
            applied = call;
            for (Notified waiter = waiters.first(); waiter != null; ) {
                Notified after = waiters.after(waiter);
                if (waiter.isCreatedBefore(call)) {
                    waiters.remove(waiter);
                    handOver(waiter, Notified.ALL);
                }
                waiter = after;
            }
        }

        /// Lets `waiter` go, which found out by itself that it is complete; it keeps what it was handed before.
        void withdraw(Notified waiter) {
            if (!concludesIfTaken(waiter) && waiter.state() == Waiter.WAITING) {
                waiters.remove(waiter);
                waiter.conclude(Notified.WITHDRAWN);
            }
        }

        /// Lets `waiter` go, which was dropped; what it was handed goes to another.
        void abandon(Notified waiter) {
            boolean _ = concludesIfTaken(waiter);
            switch (waiter.state()) {
                case Waiter.WAITING -> withdraw(waiter);
                case Notified.ONE -> notifySomebody(Notified.ONE, notify.calls());
                case Notified.LAST -> notifySomebody(Notified.LAST, notify.calls());
                default -> {} // all were notified: there is nothing to pass on
            }
        }
    }
}
