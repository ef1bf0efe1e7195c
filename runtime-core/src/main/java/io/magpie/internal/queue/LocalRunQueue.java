package io.magpie.internal.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The run queue of one worker: a ring, an unbounded overflow behind it, those that yielded, and the LIFO slot.
///
/// The **owner** is the thread that is the only producer, for ever. Owner's methods: [#push], [#pop], [#offerLifo],
/// [#takeLifo], [#pushYielded], [#popYielded], [#yieldedPushed], [#yieldedTaken], [#renew], [#pullFrom], [#stealFrom],
/// [#stealFromStuck], [#pushed], [#consumed]. A **thief** is the owner of another queue, and calls those methods on its
/// own. The rest is open to any thread.
///
/// @param <E> what it holds
public final class LocalRunQueue<E> {

    /*
     * push: overflow empty and the ring accepts -> ring; else overflow.
     * pop:  ring; else a batch from the overflow, whose first is returned and whose rest goes to the ring.
     *
     * The ring refuses also where a thief has claimed a slot and not emptied it yet: that says "use the overflow", never
     * "full" or "empty". To insist would be to spin until the thief is scheduled again.
     */

    /// Slots of the ring: Tokio's number. Measured: 64 costs 18 to 50 % where tasks ping-pong, 4096 gains nothing.
    public static final int RING_CAPACITY = 256;

    /// Elements moved at once by a refill, a theft or a pull: half a ring.
    public static final int BATCH = 128;

    private final RenewableRing<E> ring;
    private final SegmentQueue<E> overflow;
    private final YieldQueue<E> yielded;
    private final LifoSlot<E> lifo = new LifoSlot<>();

    /// The owner's, as a thief: empty between calls.
    private Hand<E> hand;

    private final int refillBatch;

    /// The owner's memory of `overflow`: false means empty, true means look.
    private boolean overflowed;

    /// Elements that left the overflow only to be queued again: not to be counted twice. The owner's.
    private long requeued;

    /// An empty queue with the usual capacities.
    public LocalRunQueue() {
        this(RING_CAPACITY, SegmentQueue.SEGMENT_SIZE, BATCH);
    }

    /// An empty queue; small capacities are for tests.
    ///
    /// @param ringCapacity slots of the ring, rounded up to a power of two; 1 or more
    /// @param segmentSize slots of a segment of the overflow; 1 or more
    /// @param batch elements moved at once; 1 or more
    public LocalRunQueue(int ringCapacity, int segmentSize, int batch) {
        ring = new RenewableRing<>(ringCapacity);
        overflow = new SegmentQueue<>(segmentSize);
        yielded = new YieldQueue<>(ringCapacity, segmentSize);
        hand = new Hand<>(batch);
        // One more than the ring holds, because the first is returned; beyond that the ring would refuse.
        refillBatch = Math.min(batch, ring.capacity() + 1);
    }

    // ------------------------------------------------------------------ owner

    /// Appends an element. Owner only.
    public void push(E e) {
        if (overflowed || !ring.offer(e)) {
            pushBehindOverflow(e);
        }
    }

    private void pushBehindOverflow(E e) {
        if (overflowed && overflow.isEmpty()) {
            overflowed = false;
            if (ring.offer(e)) {
                return;
            }
        }
        overflow.push(e);
        overflowed = true;
    }

    /// Takes the oldest element; the LIFO slot is not looked at. Owner only.
    ///
    /// @return null if ring and overflow were empty
    public @Nullable E pop() {
        E e = ring.poll();
        return e != null || !overflowed ? e : refill();
    }

    /// Takes a batch from the overflow; called when the ring is empty, or all of it claimed by thieves.
    private @Nullable E refill() {
        int count = overflow.drain(hand, refillBatch);
        if (count == 0) {
            overflowed = false;
            return null;
        }
        requeued += count - 1;
        E first = hand.at(0);
        int next = 1;
        while (next < count && ring.offer(hand.at(next))) {
            next++;
        }
        // Refused ones go to the back: the order is relaxed by a batch at most.
        while (next < count) {
            overflow.push(hand.at(next++));
        }
        hand.clear();
        return first;
    }

    /// Puts an element where the owner looks first, unless one is there already. Owner only.
    ///
    /// @return false if the slot is taken: the element is the caller's, to be pushed
    public boolean offerLifo(E e) {
        return lifo.offer(e);
    }

    /// Takes the element of the LIFO slot. Owner only.
    ///
    /// @return null if the slot was empty
    public @Nullable E takeLifo() {
        return lifo.take();
    }

    /// Replaces what elements are stored in, so that it is young for the collector: see [RenewableRing]. Owner only, now and
    /// then; the overflow is made of segments that are used once.
    public void renew() {
        hand = new Hand<>(hand.capacity());
        lifo.renew();
        ring.renew();
        yielded.renew();
    }

    /// Puts an element aside that yields to all others. Owner only.
    public void pushYielded(E e) {
        yielded.push(e);
    }

    /// Takes the oldest element that yielded. Owner only.
    ///
    /// @return null if there is none
    public @Nullable E popYielded() {
        return yielded.poll();
    }

    /// Elements that ever yielded: when [#yieldedTaken] has come this far, all that had yielded by now were taken.
    public long yieldedPushed() {
        return yielded.pushed();
    }

    /// Elements that yielded and were taken, by owner and thieves.
    public long yieldedTaken() {
        return yielded.taken();
    }

    /// Appends elements of the injection queue. Owner only.
    ///
    /// @param max elements wanted; no more than a batch is taken
    /// @param before called for each, before it can be stolen from here; must not throw
    /// @return how many; 0 also if another worker is taking from it
    public int pullFrom(InjectQueue<E> inject, int max, Consumer<? super E> before) {
        int count = inject.drain(hand, max);
        for (int i = 0; i < count; i++) {
            before.accept(hand.at(i));
        }
        pushHand(0);
        return count;
    }

    /// Steals the older half of what another queue holds in its ring, else of its overflow, else of what yielded. The
    /// owner of this queue only.
    ///
    /// @return the oldest stolen element, the rest is on this queue; null if nothing was found
    public @Nullable E stealFrom(LocalRunQueue<E> victim) {
        if (victim.stealHalf(hand) == 0) {
            return null;
        }
        return keepFirst();
    }

    /// Steals from a queue whose owner is stuck: also the element in its LIFO slot. The owner of this queue only.
    ///
    /// @return the oldest stolen element, the rest is on this queue; null if nothing was found
    public @Nullable E stealFromStuck(LocalRunQueue<E> victim) {
        if (victim.stealHalf(hand) == 0) {
            E e = victim.lifo();
            return e != null && victim.stealLifo(e) ? e : null;
        }
        return keepFirst();
    }

    private @Nullable E keepFirst() {
        E first = hand.at(0);
        pushHand(1);
        return first;
    }

    private void pushHand(int from) {
        for (int i = from; i < hand.size(); i++) {
            push(hand.at(i));
        }
        hand.clear();
    }

    /// Elements ever appended, without those that yielded: when [#consumed] has come this far, all that is queued now, but
    /// for those, was taken. Owner only.
    public long pushed() {
        return ring.pushed() + overflow.pushed() - requeued;
    }

    /// Elements ever taken, by owner and thieves, without those that yielded; the LIFO slot does not count. Owner only.
    public long consumed() {
        return ring.taken() + overflow.consumed() - requeued;
    }

    // ------------------------------------------------------------------ anyone

    /// Takes the oldest element, one that yielded only if there is no other.
    ///
    /// @return null if there was none
    public @Nullable E stealOne() {
        E e = ring.take();
        if (e == null) {
            e = overflow.take();
        }
        return e != null ? e : yielded.take();
    }

    /// The element in the LIFO slot, which stays there: for an observer that judges its age.
    ///
    /// @return null if the slot is empty
    public @Nullable E lifo() {
        return lifo.peek();
    }

    /// Takes the element of the LIFO slot if it is the one that was observed. That it may have left and come back
    /// is harmless: one stay in the slot is as good as the other.
    ///
    /// @return true if the caller has it now
    public boolean stealLifo(Object observed) {
        return lifo.take(observed);
    }

    /// Takes everything, in no order worth relying on.
    ///
    /// @param sink called for each element; must not throw
    /// @return how many
    public int takeAll(Consumer<? super E> sink) {
        int taken = 0;
        E e;
        while ((e = takeAny()) != null) {
            sink.accept(e);
            taken++;
        }
        return taken;
    }

    private @Nullable E takeAny() {
        E e = stealOne();
        return e != null ? e : lifo.takeAny();
    }

    /// Elements that a thief may take now from a worker that is not stuck: all but the one in the LIFO slot. A snapshot.
    public int size() {
        return ring.size() + overflow.size() + yielded.size();
    }

    /// Whether nothing is left but what is in the LIFO slot: what a worker looks at before it parks, in the queues of
    /// others.
    public boolean isDrained() {
        return ring.isEmpty() && overflow.isEmpty() && yielded.size() == 0;
    }

    /// Whether nothing at all is here: what a worker looks at before it parks, in its own queue, and in that of a
    /// stuck worker.
    public boolean isEmpty() {
        return isDrained() && lifo() == null;
    }

    // ------------------------------------------------------------------ thief's half

    private int stealHalf(Hand<E> into) {
        // A stale size is policy only: the claim takes what is there.
        int half = Math.min(halfOf(ring.size()), into.room());
        int count = half == 0 ? 0 : ring.drain(into, half);
        if (count == 0) {
            count = overflow.drain(into, halfOf(overflow.size()));
        }
        return count != 0 ? count : yielded.drain(into, halfOf(yielded.size()));
    }

    private static int halfOf(int size) {
        return (size + 1) / 2;
    }
}
