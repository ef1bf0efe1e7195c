package io.magpie.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;

/// The queue through which threads that are no workers hand elements to the workers: unbounded, first in, first
/// out.
///
/// Any thread may call any method. Pushing takes no lock. Taking does, but only tries: who finds it taken goes on
/// without, so a holder that is descheduled delays the elements in the queue and no thread.
///
/// Emptiness is judged by the indices. An element whose producer is still storing it counts as present, although it
/// cannot be taken yet: a worker that looks before it parks must see it.
///
/// @param <E> what it holds
public final class InjectQueue<E> {

    private static final VarHandle LOCK;

    static {
        try {
            LOCK = MethodHandles.lookup().findVarHandle(InjectQueue.class, "lock", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Slots of a chunk: 4 KiB. A guess: pushing a million elements links a thousand chunks.
    public static final int CHUNK_SIZE = 1024;

    private final MpscUnboundedVarHandleArrayQueue<E> queue;

    /// 1 while a thread consumes.
    @SuppressWarnings("unused") // through LOCK
    private int lock;

    /// An empty queue with chunks of [#CHUNK_SIZE].
    public InjectQueue() {
        this(CHUNK_SIZE);
    }

    /// An empty queue.
    ///
    /// @param chunkSize elements per chunk, rounded up to a power of two; 2 or more
    public InjectQueue(int chunkSize) {
        queue = new MpscUnboundedVarHandleArrayQueue<>(chunkSize);
    }

    /// Appends an element.
    public void push(E e) {
        queue.offer(e);
    }

    /// Appends elements, in order; elements of other producers may come in between.
    public void pushAll(List<? extends E> elements) {
        int next = 0;
        while (next < elements.size()) {
            int from = next;
            int[] offset = {0};
            next += queue.fill(() -> elements.get(from + offset[0]++), elements.size() - from);
        }
    }

    /// Takes the oldest elements, in order.
    ///
    /// @param into where to; gets no more than it has room for
    /// @param max elements wanted
    /// @return elements taken; 0 also if another thread is taking, or the oldest is still being stored
    public int drain(Hand<E> into, int max) {
        int wanted = Math.min(max, into.room());
        if (wanted <= 0 || isEmpty() || !tryLock()) {
            return 0;
        }
        try {
            return queue.drain(into, wanted);
        } finally {
            unlock();
        }
    }

    /// Whether nothing is left. If this returns true, every push that had returned before was taken.
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /// Elements in the queue; a snapshot.
    public int size() {
        return queue.size();
    }

    private boolean tryLock() {
        return (int) LOCK.getOpaque(this) == 0 && LOCK.compareAndSet(this, 0, 1);
    }

    private void unlock() {
        // Hands the consumer's plain fields in the queue to the next holder; pairs with the CAS in tryLock.
        LOCK.setRelease(this, 0);
    }
}
