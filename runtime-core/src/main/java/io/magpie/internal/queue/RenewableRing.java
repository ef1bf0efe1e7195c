package io.magpie.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// A bounded ring, first in, first out, whose array is replaced now and then so that it stays young.
///
/// A reference stored in an array that the collector has moved to its old generation costs a fence, and often much more
/// (G1, up to JDK 25); stored in a young one it costs nothing. A ring that lives as long as its runtime is old for most
/// of its life: see `docs/decisions/old-objects.md`.
///
/// The owner is the only producer, for ever. Its methods: [#offer], [#poll], [#renew], [#pushed], [#taken]. The rest is
/// open to any thread.
///
/// @param <E> what it holds
final class RenewableRing<E> {

    /*
     * renew: what is in the ring stays there, as `draining`, and is taken first; pushes go to a new one. Nothing is pushed
     * to `draining` any more, so once it is empty it stays so, and is forgotten at the next renewal.
     *
     * `draining` is written before `ring`, and read after it: who reads the new ring finds the old one, and who reads the
     * old one finds what is in it. Read the other way round, a thread that is about to sleep could miss it.
     */

    private static final VarHandle RING;
    private static final VarHandle DRAINING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RING = lookup.findVarHandle(RenewableRing.class, "ring", SpmcVarHandleArrayQueue.class);
            DRAINING = lookup.findVarHandle(RenewableRing.class, "draining", SpmcVarHandleArrayQueue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Written by the owner.
    private SpmcVarHandleArrayQueue<E> ring;

    /// The ring before, while something may be in it. Written by the owner.
    private @Nullable SpmcVarHandleArrayQueue<E> draining;

    /// Elements ever pushed to rings that were replaced. The owner's.
    private long retired;

    /// @param capacity rounded up to a power of two; 1 or more
    RenewableRing(int capacity) {
        ring = new SpmcVarHandleArrayQueue<>(capacity);
    }

    int capacity() {
        return ring.capacity();
    }

    // ---- owner

    /// Appends an element. Returns false if there is no room, or if a thief has not emptied yet what it claimed: it would
    /// be waited for.
    boolean offer(E e) {
        return ring.relaxedOffer(e);
    }

    /// Takes the oldest element; null if there is none.
    @Nullable
    E poll() {
        SpmcVarHandleArrayQueue<E> before = draining;
        if (before != null) {
            E e = before.poll();
            if (e != null) {
                return e;
            }
            DRAINING.setRelease(this, (SpmcVarHandleArrayQueue<E>) null); // empty for ever
        }
        return ring.poll();
    }

    /// Replaces the array. Does nothing while the one before is not empty.
    void renew() {
        if (draining != null && !draining.isEmpty()) {
            return;
        }
        SpmcVarHandleArrayQueue<E> full = ring;
        retired += full.currentProducerIndex();
        DRAINING.setVolatile(this, full.isEmpty() ? null : full);
        RING.setVolatile(this, new SpmcVarHandleArrayQueue<E>(full.capacity()));
    }

    /// Elements ever appended.
    long pushed() {
        return retired + ring.currentProducerIndex();
    }

    /// Elements ever taken.
    long taken() {
        SpmcVarHandleArrayQueue<E> before = draining;
        return retired - (before == null ? 0 : before.size()) + ring.currentConsumerIndex();
    }

    // ---- anyone

    /// Takes the oldest element; null if there was none.
    @Nullable
    E take() {
        SpmcVarHandleArrayQueue<E> current = current();
        SpmcVarHandleArrayQueue<E> before = before();
        E e = before == null ? null : before.poll();
        return e != null ? e : current.poll();
    }

    /// Takes the oldest elements with one claim, maybe fewer than there are; returns how many.
    int drain(MessagePassingQueue.Consumer<E> into, int max) {
        SpmcVarHandleArrayQueue<E> current = current();
        SpmcVarHandleArrayQueue<E> before = before();
        int count = before == null ? 0 : before.drain(into, max);
        return count != 0 ? count : current.drain(into, max);
    }

    /// Elements; a snapshot.
    int size() {
        SpmcVarHandleArrayQueue<E> current = current();
        SpmcVarHandleArrayQueue<E> before = before();
        int older = before == null || before == current ? 0 : before.size();
        return older + current.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    @SuppressWarnings("unchecked") // it holds rings of E
    private SpmcVarHandleArrayQueue<E> current() {
        return (SpmcVarHandleArrayQueue<E>) RING.getVolatile(this);
    }

    /// After [#current], never before.
    @SuppressWarnings("unchecked") // it holds rings of E
    private @Nullable SpmcVarHandleArrayQueue<E> before() {
        return (SpmcVarHandleArrayQueue<E>) DRAINING.getVolatile(this);
    }
}
