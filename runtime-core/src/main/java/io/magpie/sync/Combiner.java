package io.magpie.sync;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Lets one thread at a time work on a structure with waiters, and nobody wait for another: who finds somebody inside
/// leaves the operation to that one.
///
/// The protocol is the first one in the package's documentation. Subclasses are sequential code: their fields need no
/// access modes, but everything that touches them runs inside, between [#tryEnter] and [#leave] or as an operation.
///
/// Source: flat combining (Hendler, Incze, Shavit, Tzafrir 2010), with a stack as publication list.
///
/// @param <W> the waiters
abstract class Combiner<W extends Waiter> {

    private static final Operation BUSY = new Operation.Marker(false);
    private static final Operation LOOK_AGAIN = new Operation.Marker(false);

    private static final VarHandle INBOX;

    static {
        try {
            INBOX = MethodHandles.lookup().findVarHandle(Combiner.class, "inbox", Operation.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Null or what [#idle] said; a marker; or what others left to the one inside, newest first.
    @SuppressWarnings("unused") // through INBOX
    private @Nullable Operation inbox;

    // The rest belongs to the one inside.

    /// The waiter in whose own poll the one inside is: it reads its outcome next, and needs no wake.
    private @Nullable Waiter polling;

    private @Nullable Waiter firstToWake;
    private @Nullable Waiter lastToWake;

    /// Woken in addition, without having been handed anything.
    private @Nullable Waker toNudge;

    /// Goes inside if nobody is there. Who gets true applies an operation and calls [#leave].
    final boolean tryEnter() {
        return tryEnter(inbox());
    }

    private boolean tryEnter(@Nullable Operation seen) {
        // Acquires what the last one inside wrote (pairs with the CAS in leave). Weaker, and two could be inside.
        if (isIdle(seen) && INBOX.compareAndSet(this, seen, BUSY)) {
            resume(seen);
            return true;
        }
        return false;
    }

    /// What the inbox holds, for shortcuts of a subclass, which know what [#idle] may say.
    final @Nullable Operation inbox() {
        return (Operation) INBOX.getVolatile(this);
    }

    /// Puts `next` in the place of `seen`, for shortcuts of a subclass: both mean that nobody is inside.
    final boolean changeIdle(@Nullable Operation seen, @Nullable Operation next) {
        return INBOX.compareAndSet(this, seen, next);
    }

    private static boolean isIdle(@Nullable Operation seen) {
        return seen == null || seen.idle;
    }

    /// Has `waiter` registered, by this thread or by the one inside. Called in the waiter's own poll.
    final void submit(W waiter) {
        if (enterOrLeaveToOther(waiter)) {
            polling = waiter;
            register(waiter);
            leave();
        }
    }

    /// Has `action` run inside, by this thread or by the one inside; for callers whose [#tryEnter] was refused.
    final void submit(Runnable action) {
        if (enterOrLeaveToOther(new Operation.Action(action))) {
            action.run();
            leave();
        }
    }

    /// Has [#settle] called after what this thread wrote before, by this thread or by the one inside.
    final void lookAgain() {
        while (true) {
            Operation seen = inbox();
            if (isIdle(seen)) {
                if (tryEnter(seen)) {
                    leave();
                    return;
                }
            } else if (seen != BUSY || INBOX.compareAndSet(this, BUSY, LOOK_AGAIN)) {
                // Not BUSY: the one inside has yet to swap this content out, and settles after that. What we wrote came
                // before our volatile read, the swap comes after it; so settle sees it.
                return;
            }
        }
    }

    /// Settles, applies what others left meanwhile, goes outside, and wakes whoever was handed something.
    final void leave() {
        while (true) {
            settle();
            Waiter wake = firstToWake;
            Waiter lastWake = lastToWake;
            Waker nudge = toNudge;
            Waiter polled = polling;
            firstToWake = null;
            lastToWake = null; // lest this structure keep a waiter, and its task, until the next wait
            toNudge = null;
            polling = null;
            Operation idle = idle();
            // Publishes all that was done inside, and proves that nobody left anything since; pairs with tryEnter and
            // with the CASes of those who leave operations. A plain store would forget what they left.
            if (INBOX.compareAndSet(this, BUSY, idle)) {
                wakeAll(wake);
                if (nudge != null) {
                    Waiter.wake(nudge);
                }
                return;
            }
            resume(idle);
            firstToWake = wake;
            lastToWake = lastWake;
            toNudge = nudge;
            polling = polled;
            applyAll((Operation) INBOX.getAndSet(this, BUSY));
        }
    }

    /// Links `waiter` into the structure, or hands it its outcome. Runs inside.
    abstract void register(W waiter);

    /// Hands out what there is to hand out. Runs inside, before leaving, as often as needed; must not throw.
    abstract void settle();

    /// What is in the inbox while nobody is inside: null, unless there are shortcuts. Runs inside, before leaving.
    @Nullable
    Operation idle() {
        return null;
    }

    /// Undoes [#idle], which said `before`. Runs inside, before anything else.
    void resume(@Nullable Operation before) {}

    /// Gives `waiter`, which is in no list any more, its final outcome, and wakes it after leaving. Runs inside.
    final void handOver(W waiter, int outcome) {
        if (waiter != polling) {
            waiter.link = null;
            if (firstToWake == null) {
                firstToWake = waiter;
            } else {
                lastToWake().link = waiter;
            }
            lastToWake = waiter;
        }
        waiter.conclude(outcome);
    }

    /// Wakes `waker` after leaving, in place of whoever was to be nudged so far. Runs inside.
    final void nudge(Waker waker) {
        toNudge = waker;
    }

    private Waiter lastToWake() {
        Waiter last = lastToWake;
        if (last == null) {
            throw new AssertionError("waiters to wake, but no last one");
        }
        return last;
    }

    /// Returns true if this thread is inside now; false if it left `operation` to the one who is.
    private boolean enterOrLeaveToOther(Operation operation) {
        while (true) {
            Operation seen = inbox();
            if (isIdle(seen)) {
                if (tryEnter(seen)) {
                    return true;
                }
            } else if (seen != null) {
                operation.link = seen instanceof Operation.Marker ? null : seen;
                // Publishes the operation; pairs with the swap in leave. Its place in the inbox is its place in the
                // order.
                if (INBOX.compareAndSet(this, seen, operation)) {
                    return false;
                }
            }
        }
    }

    /// Applies operations that arrived newest first, oldest first.
    @SuppressWarnings("unchecked") // only waiters of this structure are submitted to it
    private void applyAll(@Nullable Operation newest) {
        Operation oldest = null;
        for (Operation each = newest; each != null && !(each instanceof Operation.Marker); ) {
            Operation older = each.link;
            each.link = oldest;
            oldest = each;
            each = older;
        }
        while (oldest != null) {
            Operation each = oldest;
            oldest = each.link;
            each.link = null;
            if (each instanceof Operation.Action action) {
                action.body.run();
            } else {
                register((W) each);
            }
        }
    }

    private static void wakeAll(@Nullable Waiter first) {
        for (Waiter waiter = first; waiter != null; ) {
            Waiter next = (Waiter) waiter.link;
            waiter.link = null; // lest one old waiter keep all later ones alive
            waiter.wake();
            waiter = next;
        }
    }
}
