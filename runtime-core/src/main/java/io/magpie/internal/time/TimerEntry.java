package io.magpie.internal.time;

import io.magpie.future.Context;
import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A deadline that a future waits for: the base of every timed future, and itself the entry in the wheel, so that a
/// timer costs one object.
///
/// Methods for subclasses are called by the future's poller only, one thread at a time. The rules for all fields are
/// in the package's documentation.
public abstract class TimerEntry {

    /// The [#slot] of an entry that is not linked.
    static final int UNLINKED = -1;

    private static final VarHandle WORD;
    private static final VarHandle QUEUED;
    private static final VarHandle WAKER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(TimerEntry.class, "word", long.class);
            QUEUED = lookup.findVarHandle(TimerEntry.class, "queued", int.class);
            WAKER = lookup.findVarHandle(TimerEntry.class, "waker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /* The poller's. */

    /// When to fire, in nanoseconds on the home's clock, 0 or more; before that is known, the complement of how long
    /// after the first poll. One field, for a timer is 56 bytes so, and 72 with a flag beside it.
    private long deadline;

    /// The timers this entry was first armed with, and stays with. Written before the entry is shared, then constant.
    private @Nullable Timers home;

    /* Shared. */

    /// [TimerWord].
    @SuppressWarnings("unused") // WORD
    private long word;

    /// 1 while in the wheel's list of pending entries.
    @SuppressWarnings("unused") // QUEUED
    private int queued;

    /// Who to wake.
    @SuppressWarnings("unused") // WAKER
    private @Nullable Waker waker;

    /// The next in the list of pending entries: written by whoever set [#queued], read by whoever clears it.
    @Nullable
    TimerEntry nextPending;

    /* The lock holder's. */

    /// The slot it is linked in, or [#UNLINKED].
    int slot = UNLINKED;

    /// Its neighbours in the slot's chain.
    @Nullable
    TimerEntry next;

    @Nullable
    TimerEntry previous;

    /// A timer that waits for `nanos` after the first poll, or for the time `nanos`.
    ///
    /// @param nanos a time, or a length of time; negative is past
    /// @param relative whether the first poll starts the time
    protected TimerEntry(long nanos, boolean relative) {
        long time = Math.max(0, nanos);
        this.deadline = relative ? ~time : time;
    }

    /// Whether the deadline has come; if not, the waker of `cx` will be woken when it does. The first call arms the
    /// timer. Takes nothing from the budget.
    ///
    /// @param cx who polls
    /// @return true from the time on that it has come
    /// @throws IllegalStateException if there is no runtime, it has been shut down, or the timer was disarmed
    protected final boolean pollElapsed(Context cx) {
        return poll(cx, word());
    }

    /// As [#pollElapsed], but a runtime that has been shut down is no error: there the time is up.
    ///
    /// @param cx who polls
    /// @return true from the time on that the deadline has come, or will never come
    /// @throws IllegalStateException if there is no runtime, or the timer was disarmed
    protected final boolean pollElapsedOrShutDown(Context cx) {
        long now = word();
        return TimerWord.state(now) == TimerWord.SHUT_DOWN || poll(cx, now);
    }

    private boolean poll(Context cx, long now) {
        return switch (TimerWord.state(now)) {
            case TimerWord.IDLE -> arm(cx);
            case TimerWord.ARMED -> register(cx.waker());
            case TimerWord.FIRED -> true;
            case TimerWord.CANCELLED ->
                throw new IllegalStateException("polled after it was dropped: " + this + "; make a new one");
            case TimerWord.SHUT_DOWN ->
                throw new IllegalStateException("the runtime has shut down: " + this + " will never fire");
            default -> throw new AssertionError(TimerWord.toString(now));
        };
    }

    /// Gives the timer up; nothing happens if it has fired. The wheel forgets it soon.
    protected final void disarm() {
        long before = word();
        if (TimerWord.isArmed(before)) {
            Objects.requireNonNull(home).cancel(this);
            if (TimerWord.state(word()) == TimerWord.CANCELLED) { // else it has fired, and who fired it takes the waker
                WAKER.setOpaque(this, (Waker) null); // only to let go of the task
            }
        } else {
            // Opaque: what is not armed, nobody but the poller changes, and a lock holder that reads it late unlinks
            // the entry all the same.
            WORD.setOpaque(this, TimerWord.cancelled(before));
        }
    }

    /// Sets another deadline. A timer that waits wakes the same waker then; one that has fired, or was given up,
    /// waits again once polled.
    ///
    /// @param nanos when to fire, a time on the home's clock; negative is past
    protected final void resetTo(long nanos) {
        deadline = Math.max(0, nanos);
        changeTick(Nanos.toTickUp(deadline));
    }

    /// As [#resetTo], to a time after now, or after the first poll if there was none.
    ///
    /// @param nanos a length of time; negative is none
    protected final void resetAfter(long nanos) {
        Timers timers = home;
        if (timers == null) {
            deadline = ~Math.max(0, nanos);
            changeTick(0);
        } else {
            resetTo(Nanos.plus(timers.now(), Math.max(0, nanos)));
        }
    }

    private void changeTick(long tick) {
        while (true) {
            long before = word();
            long after = TimerWord.reset(before, tick);
            if (WORD.compareAndSet(this, before, after)) {
                placeIfNeeded(before, after);
                return;
            }
        }
    }

    /// Whether the deadline has come, as far as polls and the wheel have found out.
    ///
    /// @return true once fired, until reset
    protected final boolean hasFired() {
        return TimerWord.state(word()) == TimerWord.FIRED;
    }

    /// Whether [#deadlineNanos] is a time, not yet a length of time.
    ///
    /// @return false until the first poll of a relative timer
    protected final boolean isStarted() {
        return deadline >= 0;
    }

    /// When it fires; see [#isStarted].
    ///
    /// @return nanoseconds on the home's clock, or the length of time after the first poll
    protected final long deadlineNanos() {
        return isStarted() ? deadline : ~deadline;
    }

    /// The clock that the deadline is a time of.
    ///
    /// @return that of the home, or of the calling thread's runtime before there is one
    protected final Clock clock() {
        Timers timers = home;
        return timers == null ? CurrentClock.find() : timers.clock();
    }

    /* For the wheel. */

    final long word() {
        return (long) WORD.getVolatile(this);
    }

    /// Replaces the word if it is `before` still.
    final boolean become(long before, long after) {
        return WORD.compareAndSet(this, before, after);
    }

    /// Poller: gives the timer up while others may fire it. Returns false if one has.
    final boolean giveUp() {
        while (true) {
            long before = word();
            long after = TimerWord.cancelled(before);
            if (before == after) {
                return false;
            }
            if (become(before, after)) {
                return true;
            }
        }
    }

    /// Poller and lock holder in one: gives the timer up. Opaque: nobody else changes the word now, and who does later
    /// has the lock after this thread.
    final void giveUpUnderLock() {
        WORD.setOpaque(this, TimerWord.cancelled(word()));
    }

    /// Marks the entry pending; false if it was, so that the caller must not push it.
    ///
    /// Volatile, after the word was changed; pairs with [#clearQueued] before the word is read. Weaker, and both
    /// could miss the other's write: the entry is placed by its old word.
    final boolean markQueued() {
        return (int) QUEUED.getAndSet(this, 1) == 0;
    }

    /// Says that the entry has left the list; the caller reads the word after that. Pairs with [#markQueued].
    final void clearQueued() {
        QUEUED.setVolatile(this, 0);
    }

    /// Takes the waker; the caller has just fired the entry, by a compare-and-set that pairs with [#register].
    final @Nullable Waker takeWaker() {
        return (Waker) WAKER.getAndSet(this, (Waker) null);
    }

    private boolean arm(Context cx) {
        Timers timers = homeOrThose(cx);
        boolean isShared = home != null;
        home = timers;
        long now = timers.now();
        if (!isStarted()) {
            deadline = Nanos.plus(now, ~deadline);
        }
        if (deadline <= now) {
            WORD.setOpaque(this, TimerWord.FIRED); // not armed: as in `disarm`
            return true;
        }
        long armed = TimerWord.armed(Nanos.toTickUp(deadline));
        // Before the word, so that who finds it armed finds a waker.
        WAKER.setOpaque(this, cx.waker());
        if (isShared) {
            WORD.setVolatile(this, armed); // then `queued`: see markQueued
        } else {
            // Nobody else knows the entry before `place` has the lock, or pushes it: either publishes it.
            WORD.setOpaque(this, armed);
        }
        timers.place(this);
        return false;
    }

    private Timers homeOrThose(Context cx) {
        Timers timers = home != null ? home : cx.service(Timers.class);
        if (timers == null) {
            throw new IllegalStateException("no timers here: " + this
                    + " must be polled by a runtime; spawn or await it in a task, or pass it to runtime.blockOn");
        }
        return timers;
    }

    /// Leaves the waker and looks at the word again. Both volatile, as is the compare-and-set before [#takeWaker]:
    /// weaker, and the timer could fire without a waker while the poller still sees it armed.
    private boolean register(Waker mine) {
        if (WAKER.getVolatile(this) == mine) {
            return false; // taken later, it wakes us; taken before, it would be gone
        }
        WAKER.setVolatile(this, mine);
        return hasFired();
    }

    private void placeIfNeeded(long before, long after) {
        Timers timers = home;
        if (timers != null && TimerWord.mustPlace(before, after)) {
            timers.place(this);
        }
    }
}
