package io.magpie.sync;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A count of permits and the queue of those who wait for some: what semaphores, mutexes and bounded channels have in
/// common. The protocol is the second one in the package's documentation.
final class Permits extends Combiner<PermitWaiter> {

    /// As many permits as there may be.
    static final int MAX = PermitWord.MAX_PERMITS;

    /// Outcome of a waiter: it has its permits.
    static final int GRANTED = Waiter.FIRST_OUTCOME;

    /// Outcome of a waiter: it was refused, because the permits were closed.
    static final int REFUSED = Waiter.FIRST_OUTCOME + 1;

    /// Outcome of a waiter: it withdrew.
    static final int WITHDRAWN = Waiter.FIRST_OUTCOME + 2;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Permits.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// See [PermitWord].
    @SuppressWarnings("unused") // through WORD
    private long word;

    /// The channel whose places these permits are, and whose receiver is woken at its end; null if they are none.
    private final @Nullable Channel<?> channel;

    /// Belongs to the one inside.
    private final WaitList<PermitWaiter> waiters = new WaitList<>();

    /// Tells how long somebody has let others pass; null if everybody insists on being next.
    private final @Nullable LongSupplier clock;

    /// What is known of the time that permits are held; null if it does not pay to look again.
    private final @Nullable Spinning spinning;

    /// Permits that go to who comes first; the places of `channel`, if there is one.
    Permits(int permits, @Nullable Channel<?> channel) {
        this(permits, channel, null, null);
    }

    /// Permits that running tasks take past those who wait, for a while.
    Permits(int permits, LongSupplier clock, @Nullable Spinning spinning) {
        this(permits, null, clock, spinning);
    }

    private Permits(
            int permits, @Nullable Channel<?> channel, @Nullable LongSupplier clock, @Nullable Spinning spinning) {
        this.word = PermitWord.of(permits);
        this.channel = channel;
        this.clock = clock;
        this.spinning = spinning;
    }

    int available() {
        return PermitWord.permits(word());
    }

    boolean isClosed() {
        return PermitWord.isClosed(word());
    }

    /// Takes `n` permits if they are there and nobody must come first.
    boolean tryTake(int n) {
        while (true) {
            long seen = word();
            if (!PermitWord.admits(seen, n)) {
                return false;
            }
            // Acquires what the last releaser wrote before; pairs with release.
            if (WORD.compareAndSet(this, seen, PermitWord.minus(seen, n))) {
                return true;
            }
        }
    }

    /// As [#tryTake], looking again for as long as that seems to pay.
    boolean tryTakeSpinning(int n) {
        return spinning != null && spinning.take(this, n);
    }

    /// A waiter for these permits, not queued yet.
    PermitWaiter newWaiter(int needed) {
        return clock == null ? new PermitWaiter(this, needed) : new PermitWaiter.Patient(this, needed, clock);
    }

    /// Gives `n` permits back, to the queue first.
    void release(int n) {
        long seen = add(n);
        if (PermitWord.mustPoke(seen)) {
            lookAgain();
        }
        if (channel != null && PermitWord.plusWakes(seen)) {
            channel.wakeReceiver();
        }
    }

    /// As [#release], for the receiver of a channel, who frees the places of messages: these permits were surely taken,
    /// and the receiver does not wait.
    void restore(int n) {
        // Releases what the receiver read of the slots; pairs with the claim that takes the place, as in add.
        long seen = (long) WORD.getAndAdd(this, PermitWord.plus(0, n));
        if (PermitWord.mustPoke(seen)) {
            lookAgain();
        }
    }

    /// Takes up to `n` permits away for ever, those that are there and nobody waits for; returns how many.
    int forget(int n) {
        while (true) {
            long seen = word();
            int forgotten = Math.min(n, PermitWord.permits(seen));
            if (WORD.compareAndSet(this, seen, PermitWord.minus(seen, forgotten))) {
                return forgotten;
            }
        }
    }

    /// Refuses whoever waits, and everybody from now on. Returns false if that had happened before.
    boolean close() {
        while (true) {
            long seen = word();
            if (PermitWord.isClosed(seen)) {
                return false;
            }
            if (WORD.compareAndSet(this, seen, PermitWord.close(seen))) {
                lookAgain();
                if (channel != null && PermitWord.receiverWaits(seen)) {
                    channel.wakeReceiver();
                }
                return true;
            }
        }
    }

    /// Lets `waiter` leave: it was dropped, or took its permits past the queue. Permits it was handed go to the next.
    void withdraw(PermitWaiter waiter) {
        if (tryEnter()) {
            remove(waiter);
            leave();
        } else {
            submit(() -> remove(waiter));
        }
    }

    /// Has `waker` woken for `waiter` from now on.
    void rewake(PermitWaiter waiter, Waker waker) {
        if (tryEnter()) {
            waiter.rewake(waker);
            leave();
        } else {
            submit(() -> waiter.rewake(waker));
        }
    }

    /// Says that `waiter`, which is patient, was polled and found too few permits.
    void retry(PermitWaiter waiter, Waker waker) {
        if (tryEnter()) {
            passOver(waiter, waker);
            leave();
        } else {
            submit(() -> passOver(waiter, waker));
        }
    }

    @Override
    void register(PermitWaiter waiter) {
        waiters.add(waiter);
    }

    @Override
    void settle() {
        while (true) {
            long seen = word();
            PermitWaiter head = waiters.first();
            if (head == null) {
                if (changeTo(seen, PermitWord.withoutWaiters(seen))) {
                    return;
                }
            } else if (PermitWord.isClosed(seen)) {
                waiters.remove(head);
                handOver(head, REFUSED);
            } else if (head.insists()) {
                if (PermitWord.permits(seen) < head.needed()) {
                    if (changeTo(seen, PermitWord.behindInsistentHead(seen))) {
                        return;
                    }
                } else if (WORD.compareAndSet(this, seen, PermitWord.minus(seen, head.needed()))) {
                    waiters.remove(head);
                    handOver(head, GRANTED);
                }
            } else {
                boolean nudge = !head.isNudged() && PermitWord.permits(seen) >= head.needed();
                if (changeTo(seen, PermitWord.behindPatientHead(seen, nudge || head.isNudged()))) {
                    if (nudge) {
                        nudge(head);
                    }
                    return;
                }
            }
        }
    }

    private void nudge(PermitWaiter head) {
        head.setNudged();
        Waker waker = head.waker();
        if (waker != null) {
            nudge(waker);
        }
    }

    private void remove(PermitWaiter waiter) {
        switch (waiter.state()) {
            case Waiter.WAITING -> {
                waiters.remove(waiter);
                waiter.conclude(WITHDRAWN);
            }
            case GRANTED -> {
                long seen = restoreWhatFits(waiter.needed()); // whoever is next gets them when we settle
                if (channel != null && PermitWord.plusWakes(seen)) {
                    nudge(channel::wakeReceiver);
                }
            }
            default -> {} // refused, and it knows
        }
    }

    private void passOver(PermitWaiter waiter, Waker waker) {
        if (waiter.state() == Waiter.WAITING) {
            waiter.rewake(waker);
            waiter.passOver();
        }
    }

    /// Adds `n` permits; returns the word before.
    private long add(int n) {
        while (true) {
            long seen = word();
            if (PermitWord.permits(seen) > MAX - n) {
                throw new IllegalStateException("released " + n + " permits beside " + PermitWord.permits(seen)
                        + ": there may be " + MAX + " at most; was a permit released that was never acquired?");
            }
            // Releases what the holder wrote; pairs with tryTake, and with settle, which hands it on.
            if (WORD.compareAndSet(this, seen, PermitWord.plus(seen, n))) {
                return seen;
            }
        }
    }

    /// As [#add], inside, where nothing may be thrown, or nobody would ever get in again: permits are lost if somebody has
    /// added as many as there may be, while these were on their way to a waiter.
    private long restoreWhatFits(int n) {
        while (true) {
            long seen = word();
            int fitting = Math.min(n, MAX - PermitWord.permits(seen));
            if (WORD.compareAndSet(this, seen, PermitWord.plus(seen, fitting))) {
                return seen;
            }
        }
    }

    private boolean changeTo(long seen, long wanted) {
        return seen == wanted || WORD.compareAndSet(this, seen, wanted);
    }

    /// The word, for a [Channel] to change: see [PermitWord].
    long word() {
        return (long) WORD.getVolatile(this);
    }

    /// Changes the word, unless it is no longer `seen`. Who sets or clears RECEIVER_WAITS so has its duties.
    boolean change(long seen, long next) {
        return WORD.compareAndSet(this, seen, next);
    }

    @Override
    public String toString() {
        return PermitWord.toString(word());
    }
}
