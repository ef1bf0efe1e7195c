package io.magpie.internal.scheduler.current;

import io.magpie.internal.park.Parker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Who drives a current-thread runtime, and who sleeps until the seat is free.
///
/// A thread takes the seat, drives, and leaves it; or it enlists, sleeps on its token, and delists. Whoever leaves wakes
/// the first of those enlisted. **Whoever has delisted next tries to take the seat, or passes on**: the wake-up may have
/// been for the seat, and nobody else was told.
final class DriverSeat {

    private static final VarHandle DRIVING;

    static {
        try {
            DRIVING = MethodHandles.lookup().findVarHandle(DriverSeat.class, "driving", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The thread that has the seat; null if none does.
    @SuppressWarnings("unused") // through DRIVING
    private @Nullable Thread driving;

    /// The tokens of those enlisted, oldest first.
    private final Queue<Parker> waiting = new ConcurrentLinkedQueue<>();

    /// Takes the seat for the calling thread, if it is free.
    boolean tryTake() {
        return DRIVING.compareAndSet(this, null, Thread.currentThread());
    }

    /// Whether the calling thread has the seat.
    boolean isMine() {
        // Plain truth about oneself: only the calling thread writes itself here, and takes itself out.
        return DRIVING.getOpaque(this) == Thread.currentThread();
    }

    /// Leaves the seat, and wakes the first of those enlisted. Called by the thread that has it.
    void leave() {
        // Before the look at who is enlisted; pairs with enlist, which enlists first and then looks at the seat. The
        // other way round, both would miss each other, and the one enlisted would sleep beside a free seat.
        DRIVING.setVolatile(this, (Thread) null);
        passOn();
    }

    /// Wakes the first of those enlisted, if the seat is free. Also called by one that was woken, maybe for the seat, and
    /// goes its way without it.
    void passOn() {
        Parker next = waiting.peek();
        if (next != null && isFree()) {
            next.unpark();
        }
    }

    /// Asks to be woken when the seat is free. Returns whether the caller may sleep: false if it is free already.
    boolean enlist(Parker token) {
        waiting.add(token);
        return !isFree();
    }

    /// Ends what [#enlist] began.
    void delist(Parker token) {
        waiting.remove(token);
    }

    /// Wakes all that are enlisted.
    void wakeAll() {
        waiting.forEach(Parker::unpark);
    }

    private boolean isFree() {
        return DRIVING.getVolatile(this) == null;
    }
}
