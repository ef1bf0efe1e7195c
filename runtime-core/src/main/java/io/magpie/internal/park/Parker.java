package io.magpie.internal.park;

import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Puts one thread to sleep, in itself or in a poller, until the token comes.
///
/// The **owner**, the sleeping thread, calls [#park] and [#parkPolling]; [#unpark] is for any thread. A token that
/// comes before the sleep makes the next one return at once; two tokens are one.
public final class Parker {

    private static final VarHandle STATE;
    private static final VarHandle INTERRUPTS;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            STATE = lookup.findVarHandle(Parker.class, "state", int.class);
            INTERRUPTS = lookup.findVarHandle(Parker.class, "interrupts", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// See [ParkState].
    @SuppressWarnings("unused") // through STATE
    private int state;

    /// Who sleeps; written by the owner before the CAS that says THREAD.
    private @Nullable Thread sleeper;

    /// What it sleeps in; written by the owner before the CAS that says POLL.
    private @Nullable IoPoller poller;

    /// Stray interrupt flags cleared; written by the owner.
    @SuppressWarnings("unused") // through INTERRUPTS
    private long interrupts;

    /// Whether an interrupt of the owner ends a sleep and is left for the owner to see; if not, it is a stray one, and
    /// cleared.
    private final boolean interruptible;

    /// A parker whose owner nobody has a reason to interrupt: a worker.
    public Parker() {
        this(false);
    }

    /// A parker without a token.
    ///
    /// @param interruptible whether an interrupt ends a sleep, which is for threads that are the user's
    public Parker(boolean interruptible) {
        this.interruptible = interruptible;
    }

    /// Sleeps until [#unpark], or until the time is up.
    ///
    /// @param nanos how long at most: 0 not at all, negative without limit
    /// @return true if a token was consumed, false if the time was up
    public boolean park(long nanos) {
        if (nanos == 0) {
            return consume();
        }
        sleeper = Thread.currentThread();
        if (!publish(ParkState.THREAD)) {
            return consume();
        }
        long deadline = nanos < 0 ? 0 : System.nanoTime() + nanos;
        long remaining = nanos;
        while (!isNotified() && !endedByInterrupt()) {
            if (nanos < 0) {
                LockSupport.park(this);
            } else if (remaining > 0) {
                LockSupport.parkNanos(this, remaining);
                remaining = deadline - System.nanoTime();
            } else {
                break;
            }
        }
        return consume();
    }

    /// Sleeps in `poller` until [#unpark], until it delivered events, or until the time is up; with a time also when the
    /// poller returns for nothing. The caller holds the poller's [PollerLock], and looks at its clock afterwards.
    ///
    /// @param nanos how long at most: 0 not at all, negative without limit
    /// @return wakers that the poller woke; if 0, a token was consumed, or the time was up, or perhaps is not yet
    /// @throws IOException what the poller threw; the token is consumed
    public int parkPolling(IoPoller poller, long nanos) throws IOException {
        this.poller = poller;
        if (!publish(ParkState.POLL)) {
            boolean notified = consume();
            // The token says "look around", not "skip the events": they may be what it is about.
            return poll(poller, notified ? 0 : nanos);
        }
        try {
            while (true) {
                int events = poll(poller, nanos);
                if (events > 0 || nanos >= 0 || isNotified() || endedByInterrupt()) {
                    return events;
                }
            }
        } finally {
            boolean ignored = consume();
        }
    }

    /// Gives the token, and wakes the owner if it sleeps. What the caller wrote before is seen by the owner after
    /// it consumed the token.
    public void unpark() {
        // A swap even where the token is there already: it hands the caller's writes to the swap in consume. Before the
        // wake-up itself: the owner looks at the token when it returns.
        switch ((int) STATE.getAndSet(this, ParkState.NOTIFIED)) {
            case ParkState.POLL -> wakePoller();
            case ParkState.THREAD -> LockSupport.unpark(sleeper);
            default -> {}
        }
    }

    /// Stray interrupt flags that were cleared before a sleep: with the flag set, neither a thread nor a selector
    /// sleeps.
    public long interrupts() {
        return (long) INTERRUPTS.getOpaque(this);
    }

    @Override
    public String toString() {
        return "Parker[" + ParkState.describe((int) STATE.getVolatile(this)) + "]";
    }

    private int poll(IoPoller poller, long nanos) throws IOException {
        return poller.poll(endedByInterrupt() ? 0 : nanos);
    }

    private void wakePoller() {
        IoPoller sleptIn = poller;
        if (sleptIn == null) {
            throw new AssertionError("parked in no poller");
        }
        // The owner may be gone by now; then the next poll returns once for nothing.
        sleptIn.wakeup();
    }

    /// Returns false if the token is there.
    private boolean publish(int asleep) {
        int seen = (int) STATE.compareAndExchange(this, ParkState.EMPTY, asleep);
        return ParkState.maySleep(seen);
    }

    private boolean isNotified() {
        return (int) STATE.getVolatile(this) == ParkState.NOTIFIED;
    }

    /// Takes the token, if it is there. A swap, not a read and a write: a token given in between would be lost, and
    /// so would the writes it hands over.
    private boolean consume() {
        return (int) STATE.getAndSet(this, ParkState.EMPTY) == ParkState.NOTIFIED;
    }

    /// Whether the owner was interrupted and wants to know. A stray interrupt is cleared: with the flag set, neither a
    /// thread nor a selector sleeps.
    private boolean endedByInterrupt() {
        if (interruptible) {
            return Thread.currentThread().isInterrupted();
        }
        if (Thread.interrupted()) {
            INTERRUPTS.setOpaque(this, interrupts() + 1);
        }
        return false;
    }
}
