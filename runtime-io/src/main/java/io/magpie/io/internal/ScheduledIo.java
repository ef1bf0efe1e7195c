package io.magpie.io.internal;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What the runtime knows of one socket: the readiness word, and who waits to read and to write. Never
/// reused.
///
/// The protocol is in the package's description. At most one future waits for each direction.
public abstract class ScheduledIo {

    private static final VarHandle STATE;
    private static final VarHandle READER;
    private static final VarHandle WRITER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(ScheduledIo.class, "state", int.class);
            READER = lookup.findVarHandle(ScheduledIo.class, "reader", Object.class);
            WRITER = lookup.findVarHandle(ScheduledIo.class, "writer", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The readiness word; changed by CAS only.
    @SuppressWarnings("unused") // STATE
    private int state;

    /// Who waits to read: a [SocketFuture] from its first wait to its end, a bare [Waker] until it is woken, or null.
    @SuppressWarnings("unused") // READER
    private @Nullable Object reader;

    /// Who waits to write; as `reader`.
    @SuppressWarnings("unused") // WRITER
    private @Nullable Object writer;

    /// A socket with `initial` readiness, seen by nobody else yet.
    protected ScheduledIo(int initial) {
        STATE.set(this, initial);
    }

    /// Sees to it that `bits` will be reported once they are true: a task waits for them and has found them
    /// clear. An edge-triggered backend that registered for everything has nothing to do.
    ///
    /// @param bits READABLE, WRITABLE
    protected abstract void arm(int bits);

    /// The readiness word at this moment.
    ///
    /// @return decoded by [Readiness]
    public final int readiness() {
        // Volatile: pairs with the CAS in `deliver`; see awaitReady.
        return (int) STATE.getVolatile(this);
    }

    /// The readiness word; if it does not allow to read, `waiter` is woken when it does.
    ///
    /// @param waiter the future that reads, or a bare [Waker]
    /// @return decoded by [Readiness]; the caller returns pending iff it may not read
    /// @throws IllegalStateException if another future waits to read, or did and has not finished
    public final int awaitReadable(Object waiter) {
        requireAlone(READER, waiter);
        int word = readiness();
        return Readiness.mayRead(word) ? word : await(READER, Readiness.READ_MASK, waiter);
    }

    /// The readiness word; if it does not allow to write, `waiter` is woken when it does.
    ///
    /// @param waiter the future that writes, or a bare [Waker]
    /// @return decoded by [Readiness]; the caller returns pending iff it may not write
    /// @throws IllegalStateException if another future waits to write, or did and has not finished
    public final int awaitWritable(Object waiter) {
        requireAlone(WRITER, waiter);
        int word = readiness();
        return Readiness.mayWrite(word) ? word : await(WRITER, Readiness.WRITE_MASK, waiter);
    }

    /// Makes `waiter` the one to be woken by [#wakeReader], and by an event, although there may be something
    /// to read. Whoever waits for a condition of his own looks at that *after* this, and changes it *before*
    /// [#wakeReader].
    ///
    /// @param waiter a future, or a bare [Waker]
    /// @throws IllegalStateException if another future waits to read
    public final void occupyReader(Object waiter) {
        occupy(READER, waiter);
    }

    /// Wakes who waits to read; nothing else happens.
    public final void wakeReader() {
        wake(takeReader());
    }

    /// Wakes who waits to write; nothing else happens.
    public final void wakeWriter() {
        wake(takeWriter());
    }

    private int await(VarHandle slot, int mask, Object waiter) {
        occupy(slot, waiter);
        int word = readiness();
        if ((word & mask) == 0) {
            arm(mask & (Readiness.READABLE | Readiness.WRITABLE));
        }
        return word;
    }

    private void occupy(VarHandle slot, Object waiter) {
        Object present = requireAlone(slot, waiter);
        // A volatile swap, and before the second look: pairs with word-then-slot in `deliver`. Weaker, and both might
        // miss
        // each other: the event finds an empty slot, this task finds no event. A swap, so that of two futures that come
        // at once one is told.
        while (present != waiter && !slot.compareAndSet(this, present, waiter)) {
            present = requireAlone(slot, waiter);
        }
    }

    /// Who is in the slot. Fails if that is another future: one that waits, or was woken and has not been polled yet. Of the
    /// latter this is the only trace, and without a look at it the bytes of two operations would be mixed.
    private @Nullable Object requireAlone(VarHandle slot, Object waiter) {
        Object present = slot.getVolatile(this);
        if (present instanceof SocketFuture<?> && present != waiter) {
            throw new IllegalStateException("another future already waits to "
                    + (slot == READER ? "read from " : "write to ") + this
                    + ": one at a time may; drop that one first, or share the socket through one task");
        }
        return present;
    }

    /// Takes `waiter` out of the slots, if it is there: it has finished, or was dropped.
    ///
    /// @param waiter what was passed to [#awaitReadable] or [#awaitWritable]
    public final void forget(SocketFuture<?> waiter) {
        forget(READER, waiter);
        forget(WRITER, waiter);
    }

    private void forget(VarHandle slot, SocketFuture<?> waiter) {
        if (slot.getVolatile(this) == waiter) {
            // No swap: nobody else takes a future out of its slot. Release: pairs with `requireAlone` of the next one,
            // which
            // is to see what this one has done.
            slot.setRelease(this, null);
        }
    }

    /// After a read or write that found nothing more: removes `bits`, unless an event came since the word was
    /// `seen`.
    ///
    /// @param seen the word the read or write acted on
    /// @param bits READABLE, WRITABLE
    public final void clear(int seen, int bits) {
        int word;
        int next;
        do {
            word = readiness();
            next = Readiness.cleared(word, seen, bits);
            // The tick in the same word as the bits: pairs with `deliver`. Without it, this would erase an event.
        } while (next != word && !STATE.compareAndSet(this, word, next));
    }

    /// Adds what the task itself found out, such as [Readiness#READ_CLOSED].
    ///
    /// @param bits sticky ones
    public final void note(int bits) {
        int word;
        do {
            word = readiness();
        } while (!STATE.compareAndSet(this, word, Readiness.noted(word, bits)));
    }

    /// An event: sets `bits`. The caller then takes the slots with [#takeReader] and [#takeWriter]; in that
    /// order, or a woken task might see nothing and wait again, for ever.
    final void deliver(int bits) {
        int word;
        do {
            word = readiness();
        } while (!STATE.compareAndSet(this, word, Readiness.delivered(word, bits)));
    }

    /// Takes the waker of who waits to read; null if nobody does, or it was taken before.
    final @Nullable Waker takeReader() {
        return take(READER);
    }

    /// Takes the waker of who waits to write; null if nobody does, or it was taken before.
    final @Nullable Waker takeWriter() {
        return take(WRITER);
    }

    /// A bare waker leaves its slot; a future stays until it has finished, and only its waker is taken.
    private @Nullable Waker take(VarHandle slot) {
        while (true) {
            // Volatile: pairs with slot-then-word in `await`.
            Object waiter = slot.getVolatile(this);
            if (waiter instanceof SocketFuture<?> future) {
                return future.takeWaker();
            }
            // A swap, so that of two pollers one wakes.
            if (waiter == null || slot.compareAndSet(this, waiter, null)) {
                return (Waker) waiter;
            }
        }
    }

    /// Marks the socket closed and wakes whoever waits. Returns false if it was closed before.
    final boolean shutDown() {
        int word;
        do {
            word = readiness();
            if (Readiness.isShutDown(word)) {
                return false;
            }
        } while (!STATE.compareAndSet(this, word, Readiness.shutDown(word)));
        wakeLast(takeReader());
        wakeLast(takeWriter());
        return true;
    }

    private static void wakeLast(@Nullable Waker waker) {
        try {
            wake(waker);
        } catch (Throwable thrown) { // foreign code: the socket, and those beside it, are to be closed all the same
            System.getLogger("io.magpie")
                    .log(System.Logger.Level.ERROR, "a waker that waited for a socket has thrown: it must not", thrown);
        }
    }

    private static void wake(@Nullable Waker waker) {
        if (waker != null) {
            waker.wake();
        }
    }
}
