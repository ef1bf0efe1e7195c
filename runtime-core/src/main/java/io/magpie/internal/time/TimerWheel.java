package io.magpie.internal.time;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The timers of one worker slot, open to every thread: a wheel behind a try-lock, and a list of entries that were
/// changed while another thread held it.
///
/// The lock is held for bounded work only, never while a waker is woken. So another worker can fire the timers of one
/// that is stuck, and a thread that finds the lock taken leaves its entry in the list: who holds the lock will see
/// it. The protocol is in the package's documentation.
public final class TimerWheel implements Timers {

    /// What [#prepareToPark] returns when there is work at once.
    public static final long WORK_NOW = 0;

    private static final int FREE = 0;
    private static final int HELD = 1;

    /// The `parkedUntil` of a home that is awake: nothing is earlier.
    private static final long AWAKE = 0;

    /// Looks at the lock before the parker lets others run. A guess: the holder's work is a microsecond or less.
    private static final int SPINS = 64;

    private static final VarHandle LOCK;
    private static final VarHandle PENDING;
    private static final VarHandle NEXT_TICK;
    private static final VarHandle PARKED_UNTIL;
    private static final VarHandle SIZE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LOCK = lookup.findVarHandle(TimerWheel.class, "lock", int.class);
            PENDING = lookup.findVarHandle(TimerWheel.class, "pending", TimerEntry.class);
            NEXT_TICK = lookup.findVarHandle(TimerWheel.class, "nextTick", long.class);
            PARKED_UNTIL = lookup.findVarHandle(TimerWheel.class, "parkedUntil", long.class);
            SIZE = lookup.findVarHandle(TimerWheel.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Clock clock;
    private final Runnable unparkHome;

    /* Guarded by the lock. */

    private final WheelSlots slots;
    private boolean closed;

    /// Whether an entry was linked that the home would oversleep.
    private boolean oversleeping;

    /// Wakers of entries that a closed wheel refused; null while there are none.
    private @Nullable List<Waker> refused;

    /* Shared. */

    @SuppressWarnings("unused") // LOCK
    private int lock;

    /// Entries whose place must be looked at: a Treiber stack, taken as a whole.
    @SuppressWarnings("unused") // PENDING
    private @Nullable TimerEntry pending;

    /// A lower bound of the earliest tick. Written under the lock, read by anyone.
    @SuppressWarnings("unused") // NEXT_TICK
    private long nextTick = WheelSlots.NEVER;

    /// The tick until which the home sleeps, or [#AWAKE].
    @SuppressWarnings("unused") // PARKED_UNTIL
    private long parkedUntil = AWAKE;

    /// The number of linked entries. Written under the lock, read by anyone.
    @SuppressWarnings("unused") // SIZE
    private int size;

    /// A wheel that has come to the present.
    ///
    /// @param clock the runtime's
    /// @param unparkHome called, without the lock, on any thread, when a timer was linked that is earlier than the
    ///     home sleeps; must not block
    public TimerWheel(Clock clock, Runnable unparkHome) {
        this(clock, unparkHome, WheelSlots.LEVELS);
    }

    /// As above, with fewer levels, so that tests reach the end of the range soon.
    TimerWheel(Clock clock, Runnable unparkHome, int levels) {
        this.clock = clock;
        this.unparkHome = unparkHome;
        this.slots = new WheelSlots(Nanos.toTickDown(clock.now()), levels);
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public long nextDeadline() {
        // Opaque: a bound read late is a look at the timers that comes late; who parks recomputes it under the lock.
        return Nanos.ofTick((long) NEXT_TICK.getOpaque(this));
    }

    /// The number of timers that are linked; a snapshot.
    ///
    /// @return 0 or more
    public int size() {
        return (int) SIZE.getOpaque(this);
    }

    @Override
    public void place(TimerEntry entry) {
        if (tryLock()) {
            settle(entry);
            release();
        } else {
            enqueue(entry);
        }
    }

    @Override
    public void cancel(TimerEntry entry) {
        if (tryLock()) {
            entry.giveUpUnderLock(); // nobody fires it meanwhile, so no compare-and-set
            settle(entry);
            release();
        } else if (entry.giveUp()) {
            enqueue(entry);
        }
    }

    /// Fires what is due and delivers the wakers. Does nothing if nothing is due, or if another thread is at it. Any
    /// thread: the home, or another worker when the home is stuck.
    ///
    /// @param now the time on this wheel's clock
    /// @param batch the calling thread's
    /// @return how many wakers were delivered
    public int advance(long now, WakeBatch batch) {
        long tick = Nanos.toTickDown(now);
        int woken = 0;
        boolean due = (long) NEXT_TICK.getOpaque(this) <= tick;
        while (due && tryLock()) {
            drain();
            due = expire(tick, batch);
            publishNextTick(slots.nextTick());
            release();
            woken += batch.deliver();
        }
        return woken;
    }

    /// Says that the home is about to sleep until the next timer. Called by the home, after which it sleeps no longer
    /// than that, or at once calls [#unparked].
    ///
    /// @param now the time on this wheel's clock
    /// @return when to wake up, in nanoseconds; [Long#MAX_VALUE] if there is no timer; or [#WORK_NOW] if a timer is
    ///     due: then the home counts as awake
    public long prepareToPark(long now) {
        long tick = Nanos.toTickDown(now);
        lock();
        drain();
        boolean due = slots.comeTo(tick);
        long next = slots.nextTick();
        publishNextTick(next);
        // Under the lock, so that whoever links an earlier entry from now on sees it and wakes the home; in `release`
        // that may be the home itself.
        PARKED_UNTIL.setOpaque(this, due ? AWAKE : next);
        release();
        return due ? WORK_NOW : Nanos.ofTick(next);
    }

    /// Says that the home is awake. Called by the home only; spares the others an unpark.
    public void unparked() {
        // Opaque: seen late, it costs a needless unpark.
        PARKED_UNTIL.setOpaque(this, AWAKE);
    }

    /// Ends all timers, present and future: their futures are woken and fail. Idempotent. Any thread.
    public void close() {
        lock();
        closed = true;
        drain();
        for (TimerEntry entry = slots.pollAny(); entry != null; entry = slots.pollAny()) {
            refuse(entry);
        }
        publishNextTick(WheelSlots.NEVER);
        release();
    }

    /* The parts of the protocol: for this class, and for tests that put them together wrongly. */

    boolean tryLock() {
        return LOCK.compareAndSet(this, FREE, HELD);
    }

    /// For the few that must have the lock. Its holder runs no user code, so this ends soon.
    @SuppressWarnings("ThreadPriorityCheck") // the holder may be descheduled: let it run
    private void lock() {
        for (int looks = 0; !tryLock(); looks++) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /// Unlocks, sees to what others have left meanwhile, and then does what must be done without the lock.
    ///
    /// The lock is released by a volatile write, and `pending` is read after it, volatile; pairs with the push
    /// followed by [#tryLock] in [#enqueue]. Weaker, and the pusher could see the lock held while this thread sees
    /// the list empty: the entry is stranded.
    void release() {
        boolean unpark = false;
        List<Waker> wakers = null;
        do {
            drain();
            unpark |= oversleeping;
            oversleeping = false;
            if (refused != null) {
                wakers = joined(wakers, refused);
                refused = null;
            }
            SIZE.setOpaque(this, slots.size());
            LOCK.setVolatile(this, FREE);
        } while (PENDING.getVolatile(this) != null && tryLock());
        if (unpark) {
            unparkHome.run();
        }
        if (wakers != null) {
            wakers.forEach(TimerWheel::wake);
        }
    }

    private static void wake(Waker waker) {
        try {
            waker.wake();
        } catch (Throwable thrown) { // foreign code: the others, and what is closed after this wheel, must not suffer
            System.getLogger("io.magpie")
                    .log(System.Logger.Level.ERROR, "a waker that waited for a timer has thrown: it must not", thrown);
        }
    }

    private static List<Waker> joined(@Nullable List<Waker> some, List<Waker> more) {
        if (some == null) {
            return more;
        }
        some.addAll(more);
        return some;
    }

    /// Leaves an entry to whoever holds the lock; or to this thread, if nobody does by now.
    private void enqueue(TimerEntry entry) {
        if (entry.markQueued()) {
            push(entry);
            if (tryLock()) {
                release();
            }
        }
    }

    void push(TimerEntry entry) {
        TimerEntry head;
        do {
            head = (TimerEntry) PENDING.getVolatile(this);
            entry.nextPending = head;
        } while (!PENDING.compareAndSet(this, head, entry));
    }

    /// Lock holder: settles the pending entries.
    private void drain() {
        if (PENDING.getVolatile(this) == null) {
            return;
        }
        TimerEntry entry = (TimerEntry) PENDING.getAndSet(this, (TimerEntry) null);
        while (entry != null) {
            TimerEntry following = entry.nextPending; // read before the entry may be pushed again
            entry.nextPending = null;
            entry.clearQueued();
            settle(entry);
            entry = following;
        }
    }

    /// Lock holder: brings the entry's place into line with its word.
    void settle(TimerEntry entry) {
        long word = entry.word();
        if (entry.slot != TimerEntry.UNLINKED) {
            slots.unlink(entry);
        }
        if (closed) {
            refuse(entry);
        } else if (TimerWord.isArmed(word)) {
            link(entry, TimerWord.tick(word));
        }
    }

    private void link(TimerEntry entry, long tick) {
        long linked = slots.link(entry, tick);
        if (linked < (long) NEXT_TICK.getOpaque(this)) {
            publishNextTick(linked);
        }
        if (linked < (long) PARKED_UNTIL.getOpaque(this)) {
            oversleeping = true;
        }
    }

    private void publishNextTick(long tick) {
        NEXT_TICK.setOpaque(this, tick);
    }

    /// Lock holder: fires until the batch is full. Returns whether more may be due.
    private boolean expire(long now, WakeBatch batch) {
        while (!batch.isFull()) {
            TimerEntry entry = slots.pollDue(now);
            if (entry == null) {
                return false;
            }
            fire(entry, batch);
        }
        return true;
    }

    /// Lock holder: fires an entry that was just unlinked, or links it anew if it was reset to later. Later than the
    /// tick the wheel has come to, not than the present: timers fire in order also when the wheel has far to go.
    private void fire(TimerEntry entry, WakeBatch batch) {
        while (true) {
            long before = entry.word();
            long after = TimerWord.fired(before, slots.elapsed());
            if (before == after) {
                settle(entry);
                return;
            }
            if (entry.become(before, after)) {
                Waker waker = entry.takeWaker();
                if (waker != null) {
                    batch.add(waker);
                }
                return;
            }
        }
    }

    /// Lock holder of a closed wheel: ends an entry that waits and is not linked.
    private void refuse(TimerEntry entry) {
        while (true) {
            long before = entry.word();
            long after = TimerWord.shutDown(before);
            if (before == after) {
                return;
            }
            if (entry.become(before, after)) {
                Waker waker = entry.takeWaker();
                if (waker != null) {
                    refused = refused == null ? new ArrayList<>() : refused;
                    refused.add(waker);
                }
                return;
            }
        }
    }
}
