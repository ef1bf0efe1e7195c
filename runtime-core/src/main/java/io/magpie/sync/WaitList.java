package io.magpie.sync;

import org.jspecify.annotations.Nullable;

/// Waiters in order of arrival, linked through themselves; for the one inside a [Combiner].
///
/// @param <W> the waiters
final class WaitList<W extends Waiter> {

    private @Nullable W first;
    private @Nullable W last;

    /// The one who has waited longest; null if nobody waits.
    @Nullable
    W first() {
        return first;
    }

    /// The one who came last; null if nobody waits.
    @Nullable
    W last() {
        return last;
    }

    /// Appends `waiter`, which is in no list.
    void add(W waiter) {
        W before = last;
        waiter.previous = before;
        last = waiter;
        if (before == null) {
            first = waiter;
        } else {
            before.next = waiter;
        }
    }

    /// Takes `waiter`, which is in this list, out of it.
    @SuppressWarnings("unchecked") // only W are linked
    void remove(W waiter) {
        W before = (W) waiter.previous;
        W after = (W) waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
    }

    /// The one behind `waiter`; null if it is the last.
    @SuppressWarnings("unchecked") // only W are linked
    @Nullable
    W after(W waiter) {
        return (W) waiter.next;
    }
}
