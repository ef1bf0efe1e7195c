package io.magpie.sync;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A queue of messages from any number of senders to one receiver.
///
/// ```java
/// var channel = Channel.<String>bounded(100);
/// spawn(async(() -> {
///     try (var sender = channel.sender()) {
///         await(sender.send("hello"));
///     }
/// }));
/// for (String line; (line = await(channel.receiver().recv())) != null; ) {
///     …
/// }
/// ```
///
/// Messages of one sender arrive in the order they were sent. A bounded channel makes senders wait while it is full,
/// first
/// come, first served; an unbounded one never does, and may fill the memory.
///
/// Either end may close the channel: then sends fail with [ClosedException], those that wait included, and the receiver
/// gets what was sent before, what reserved places ([Sender#reserve]) still bring, and then null.
///
/// Source: Tokio's `mpsc`. The protocol is the fifth one in the package's documentation.
///
/// @param <T> the messages, never null
public final class Channel<T> {

    /// The most messages a bounded channel may hold.
    public static final int MAX_CAPACITY = Permits.MAX;

    /// Slots in a segment of the queue. A guess; see W4 and W5 of the benchmarks.
    private static final int SEGMENT = 64;

    /// The same for channels that hold fewer messages: they are made in great numbers.
    private static final int SMALL_SEGMENT = 16;

    private static final VarHandle SENDERS;
    private static final VarHandle RECEIVER_WAKER;
    private static final VarHandle CLOSING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SENDERS = lookup.findVarHandle(Channel.class, "senders", int.class);
            RECEIVER_WAKER = lookup.findVarHandle(Channel.class, "receiverWaker", Waker.class);
            CLOSING = lookup.findVarHandle(Channel.class, "closing", Notify.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// How many messages fit in; 0 if unbounded.
    final int bound;

    /// One for each free place. In an unbounded channel, only reserved places are counted.
    final Permits places;

    private final SegmentQueue<T> queue;

    /// Sender handles that are open.
    @SuppressWarnings("unused") // through SENDERS
    private int senders = 1;

    /// Woken when there may be something to receive.
    @SuppressWarnings("unused") // through RECEIVER_WAKER
    private @Nullable Waker receiverWaker;

    /// Notified when the channel closes; made when somebody wants to know.
    @SuppressWarnings("unused") // through CLOSING
    private @Nullable Notify closing;

    private final Sender<T> sender;
    private final Receiver<T> receiver;

    Channel(int bound, int segmentSize) {
        this.bound = bound;
        this.places = new Permits(bound == 0 ? Permits.MAX : bound, this::wakeReceiver);
        this.queue = new SegmentQueue<>(segmentSize);
        this.sender = new Sender<>(this);
        this.receiver = new Receiver<>(this);
    }

    /// A channel that holds `capacity` messages, and makes senders wait for more.
    ///
    /// @param capacity 1 or more
    /// @param <T> the messages
    /// @return a new channel
    /// @throws IllegalArgumentException if `capacity` is less than 1
    public static <T> Channel<T> bounded(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + ": a channel holds at least 1 message");
        }
        return new Channel<>(capacity, capacity <= SMALL_SEGMENT ? SMALL_SEGMENT : SEGMENT);
    }

    /// A channel that holds as many messages as the memory does.
    ///
    /// @param <T> the messages
    /// @return a new channel
    public static <T> Channel<T> unbounded() {
        return new Channel<>(0, SEGMENT);
    }

    /// The first sender. May be used by any number of tasks and threads; see [Sender#share] for more.
    ///
    /// @return the same object every time
    public Sender<T> sender() {
        return sender;
    }

    /// The receiver, for one task at a time.
    ///
    /// @return the same object every time
    public Receiver<T> receiver() {
        return receiver;
    }

    boolean isBounded() {
        return bound != 0;
    }

    /// Adds a message whose place the caller has taken.
    void push(T message) {
        queue.push(message);
        wakeReceiver();
    }

    /// Adds a message to an unbounded channel; returns false if it is closed.
    boolean pushUnlessClosed(T message) {
        if (!queue.pushUnlessClosed(message)) {
            return false;
        }
        wakeReceiver();
        return true;
    }

    /// Takes the first message out, and frees its place; null if there is none. For the receiver.
    @Nullable
    T pop() {
        T message = queue.popClaimed();
        if (message != null && isBounded()) {
            places.release(1);
        }
        return message;
    }

    /// Moves up to `limit` messages into `sink`, and frees their places; returns how many. For the receiver.
    int popInto(Collection<? super T> sink, int limit) {
        int popped = 0;
        T message = queue.popClaimed();
        while (message != null) {
            sink.add(message);
            popped++;
            message = popped < limit ? queue.pop() : null;
        }
        if (popped > 0 && isBounded()) {
            places.release(popped);
        }
        return popped;
    }

    /// Has `waker` woken when there may be something to receive. The receiver looks again after that.
    void awaitMessage(Waker waker) {
        // Volatile; then the receiver reads `tail` and the places. Senders change those, then read the slot: Dekker.
        // Weaker on either side, and a message could be sent to a receiver that sleeps on.
        if (RECEIVER_WAKER.getVolatile(this) != waker) {
            RECEIVER_WAKER.setVolatile(this, waker);
        }
    }

    /// Takes `waker` back, if it is the one to be woken.
    void forgetWaker(Waker waker) {
        if (RECEIVER_WAKER.getOpaque(this) == waker) {
            RECEIVER_WAKER.compareAndSet(this, waker, (Waker) null);
        }
    }

    void wakeReceiver() {
        if (RECEIVER_WAKER.getVolatile(this) != null) {
            Waker waker = (Waker) RECEIVER_WAKER.getAndSet(this, (Waker) null);
            if (waker != null) {
                waker.wake();
            }
        }
    }

    /// Whether nothing is in the queue, not even a message that is about to be written. For the receiver.
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /// Whether nothing will be received any more. For the receiver, when it has popped all there is.
    boolean hasEnded() {
        // The places first: a reserved message is in the queue before its place is free.
        return places.isClosedWith(isBounded() ? bound : Permits.MAX) && (isBounded() || queue.isClosedAndEmpty());
    }

    int size() {
        return queue.size();
    }

    boolean isClosed() {
        return places.isClosed();
    }

    void close() {
        boolean first = places.close();
        if (!isBounded()) {
            first |= queue.close();
        }
        if (first) {
            wakeReceiver();
            Notify notify = (Notify) CLOSING.getVolatile(this);
            if (notify != null) {
                notify.notifyWaiters();
            }
        }
    }

    /// What [#close] notifies.
    Notify closing() {
        Notify notify = (Notify) CLOSING.getVolatile(this);
        if (notify == null) {
            Notify made = new Notify();
            notify = (Notify) CLOSING.compareAndExchange(this, (Notify) null, made);
            if (notify == null) {
                return made;
            }
        }
        return notify;
    }

    /// Counts a sender in, unless none is left; returns whether it did.
    boolean addSender() {
        int seen = (int) SENDERS.getVolatile(this);
        while (seen > 0) {
            int found = (int) SENDERS.compareAndExchange(this, seen, seen + 1);
            if (found == seen) {
                return true;
            }
            seen = found;
        }
        return false;
    }

    /// Counts a sender out; the last one closes the channel.
    void removeSender() {
        if ((int) SENDERS.getAndAdd(this, -1) == 1) {
            close();
        }
    }

    ClosedException closedException() {
        return new ClosedException("the channel was closed: the message was not sent");
    }

    @Override
    public String toString() {
        return "Channel[" + size() + (isBounded() ? " of " + bound : "") + (isClosed() ? ", closed]" : "]");
    }
}
