package io.magpie.internal.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/// Who sleeps and who searches, for all workers of one runtime: applies [IdleState] by CAS.
///
/// A method that names a slot is called by that slot's worker; the others by any thread. Whoever gets a slot back
/// from [#claim] or [#notifyAfterPush] unparks it at once: it is counted as searching already.
public final class Idle {

    /// How a worker is awake that left by itself.
    public enum Leave {
        /// It was claimed meanwhile: it is searching, and a token is on its way.
        CLAIMED,
        /// It runs, and does not search.
        ALONE,
        /// As [#ALONE], and it must notify before it runs user code: nobody looks after the sleepers.
        UNWATCHED
    }

    private static final VarHandle WORD;
    private static final VarHandle LIVE;
    private static final VarHandle RETRIES;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            WORD = lookup.findVarHandle(Idle.class, "word", long.class);
            LIVE = lookup.findVarHandle(Idle.class, "live", long.class);
            RETRIES = lookup.findVarHandle(Idle.class, "retries", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int workers;
    private final List<PollerLock> pollers;

    /// See [IdleState].
    @SuppressWarnings("unused") // through WORD
    private long word;

    /// Slots that have a worker, a bit each. Apart from the word, so a cool-down may just miss a spare that starts:
    /// that
    /// spare searches first, and parks as sentinel if it finds nothing.
    @SuppressWarnings("unused") // through LIVE
    private long live;

    /// CAS of the word that failed. Written only where the word is contended already.
    @SuppressWarnings("unused") // through RETRIES
    private long retries;

    /// Slots 0 to `workers` - 1 are live, and awake.
    ///
    /// @param workers workers that are no spares; 1 to [IdleState#MAX_SLOTS]
    /// @param pollers the pollers' locks, to know who sleeps in one; may be empty
    public Idle(int workers, List<PollerLock> pollers) {
        if (workers < 1 || workers > IdleState.MAX_SLOTS) {
            throw new IllegalArgumentException(
                    "workers is " + workers + ": it must be between 1 and " + IdleState.MAX_SLOTS);
        }
        this.workers = workers;
        this.pollers = List.copyOf(pollers);
        this.live = (1L << workers) - 1;
    }

    // ------------------------------------------------------------------ waking

    /// Whether a notify would wake somebody, judged without any ordering: for a decision that may be wrong, such as
    /// whether to spend a wake-up. One load.
    public boolean wantsNotify() {
        return IdleState.wantsNotify((long) WORD.getOpaque(this));
    }

    /// Claims a sleeper to search, unless somebody searches already. The caller's push was a read-modify-write or
    /// under a lock; after a plain release use [#notifyAfterPush].
    ///
    /// @return the slot to unpark now, or [IdleState#NONE]
    public int claim() {
        long current = word();
        while (IdleState.wantsNotify(current)) {
            int slot = IdleState.choose(current, pollingSlots());
            long seen = compareAndExchange(current, IdleState.claim(current, slot));
            if (seen == current) {
                return slot;
            }
            current = seen;
        }
        return IdleState.NONE;
    }

    /// As [#claim], after a push that ended with a release store.
    ///
    /// @return the slot to unpark now, or [IdleState#NONE]
    public int notifyAfterPush() {
        // Between the push and the read of the word; pairs with the CAS in park and the read of the indices after it.
        // Without, both may miss, and the element waits for a worker that may be stuck.
        VarHandle.fullFence();
        return claim();
    }

    // ------------------------------------------------------------------ searching

    /// Becomes a searching worker, if fewer than half of the workers search. The caller does not search yet.
    ///
    /// @return false if it may not
    public boolean trySearch() {
        long current = word();
        while (true) {
            long next = IdleState.trySearch(current, workers);
            if (next == current) {
                return false;
            }
            long seen = compareAndExchange(current, next);
            if (seen == current) {
                return true;
            }
            current = seen;
        }
    }

    /// Stops searching: the caller has something to run. What it stole is in its queue already.
    ///
    /// @return the word after the step. If it [must look again][IdleState#mustRecheck], the caller was the last who
    ///     searched: before it runs user code, it looks at all queues and notifies ([#notifyAfterPush]) if it sees
    ///     anything, or if [nobody looks after the sleepers][IdleState#isUnwatched].
    public long foundWork() {
        long current = word();
        while (true) {
            long next = IdleState.stopSearch(current);
            long seen = compareAndExchange(current, next);
            if (seen == current) {
                return next;
            }
            current = seen;
        }
    }

    // ------------------------------------------------------------------ parking

    /// Goes to sleep: the step before the [Parker] is used.
    ///
    /// @param slot the caller's
    /// @param wasSearching whether the caller searches; it does not afterwards
    /// @param wantsSentinel whether to become sentinel if there is none
    /// @return the word after the step: ask [IdleState#mustRecheck] and [IdleState#sentinel]
    public long park(int slot, boolean wasSearching, boolean wantsSentinel) {
        long current = word();
        while (true) {
            long next = IdleState.park(current, slot, wasSearching, wantsSentinel);
            long seen = compareAndExchange(current, next);
            if (seen == current) {
                return next;
            }
            current = seen;
        }
    }

    /// Whether `slot` is still parked. For its worker, after it woke up: false means that it was claimed and is
    /// searching;
    /// true that a token, if there was one, is stale. Nobody but its worker sets the bit, so false is final.
    public boolean isParked(int slot) {
        return IdleState.isParked(word(), slot);
    }

    /// Whether `slot` is sentinel.
    public boolean isSentinel(int slot) {
        return IdleState.sentinel(word()) == slot;
    }

    /// Wakes up by itself: something was found (an event, a timer, work seen as sentinel).
    ///
    /// @param slot the caller's, parked before
    public Leave leave(int slot) {
        long current = word();
        while (true) {
            long next = IdleState.leave(current, slot);
            if (next == current) {
                return Leave.CLAIMED;
            }
            long seen = compareAndExchange(current, next);
            if (seen == current) {
                return IdleState.isUnwatched(next) ? Leave.UNWATCHED : Leave.ALONE;
            }
            current = seen;
        }
    }

    /// The word as it is, for a later [#coolDown].
    public long observe() {
        return word();
    }

    /// Gives up the sentinel's role, if all workers are parked and the word is as it was observed.
    ///
    /// @param slot the caller's, sentinel and parked
    /// @param observed what [#observe] returned when the quiet began
    /// @return true if there is no sentinel now: sleep without limit
    public boolean coolDown(int slot, long observed) {
        // Of the whole word: a change of any part means that somebody may be in user code, or about to be.
        return IdleState.mayCoolDown(observed, slot, (long) LIVE.getVolatile(this))
                && WORD.compareAndSet(this, observed, IdleState.coolDown(observed));
    }

    // ------------------------------------------------------------------ spares

    /// A spare worker starts in `slot`, awake. Called before its thread runs.
    public void enlist(int slot) {
        long ignored = (long) LIVE.getAndBitwiseOr(this, IdleState.bit(slot));
    }

    /// The spare worker in `slot` ends; it is not parked.
    ///
    /// @param wasSearching whether it searches; it does not afterwards
    /// @return the word after the step: ask [IdleState#mustRecheck]
    public long retire(int slot, boolean wasSearching) {
        long ignored = (long) LIVE.getAndBitwiseAnd(this, ~IdleState.bit(slot));
        long current = word();
        while (wasSearching) {
            long next = IdleState.stopSearch(current);
            long seen = compareAndExchange(current, next);
            if (seen == current) {
                return next;
            }
            current = seen;
        }
        return current;
    }

    // ------------------------------------------------------------------ metrics

    /// How many workers search, or were claimed to search; a snapshot.
    public int searching() {
        return IdleState.searching(word());
    }

    /// How often a CAS of the word failed so far.
    public long retries() {
        return (long) RETRIES.getOpaque(this);
    }

    /// How many workers are parked; a snapshot.
    public int parked() {
        return Long.bitCount(IdleState.parked(word()));
    }

    @Override
    public String toString() {
        return IdleState.describe(word());
    }

    private long word() {
        return (long) WORD.getVolatile(this);
    }

    private long compareAndExchange(long expected, long next) {
        long seen = (long) WORD.compareAndExchange(this, expected, next);
        if (seen != expected) {
            long ignored = (long) RETRIES.getAndAdd(this, 1L);
        }
        return seen;
    }

    private long pollingSlots() {
        long slots = 0;
        for (int i = 0; i < pollers.size(); i++) {
            int holder = pollers.get(i).holder();
            if (holder != IdleState.NONE) {
                slots |= IdleState.bit(holder);
            }
        }
        return slots;
    }
}
