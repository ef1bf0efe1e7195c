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

    /// The most messages a channel may hold, also an unbounded one: 268,435,455.
    // Half of what can be told apart: an unbounded channel has as many reserved places beside its messages.
    public static final int MAX_CAPACITY = PermitWord.MAX_CLAIMED / 2;

    /// Looks at a claimed slot before the receiver gives its processor away. A guess: the sender is two instructions
    /// away, if it runs.
    private static final int SPINS = 64;

    /// Slots in a segment of the queue, at most. A guess; see W4 and W5 of the benchmarks.
    private static final int GREATEST_SEGMENT = 64;

    /// Slots in the first segment, at most: channels for few messages are made in great numbers.
    private static final int FIRST_SEGMENT = 16;

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

    /// One permit for each free place; in an unbounded channel, only reserved places are counted. Its word also counts the
    /// claimed slots, and says whether the receiver waits.
    final Permits places;

    private final SegmentQueue<T> queue;

    /// Sender handles that are open.
    @SuppressWarnings("unused") // through SENDERS
    private int senders = 1;

    /// Woken by whoever clears RECEIVER_WAITS in the word of `places`. Stays from message to message. Changed by the
    /// receiver only.
    @SuppressWarnings("unused") // through RECEIVER_WAKER
    private @Nullable Waker receiverWaker;

    /// Notified when the channel closes; made when somebody wants to know.
    @SuppressWarnings("unused") // through CLOSING
    private @Nullable Notify closing;

    private final Sender<T> sender;
    private final Receiver<T> receiver;

    Channel(int bound, int firstSegment, int greatestSegment) {
        this.bound = bound;
        this.places = new Permits(bound == 0 ? MAX_CAPACITY : bound, this);
        this.queue = new SegmentQueue<>(firstSegment, greatestSegment);
        this.sender = new Sender<>(this);
        this.receiver = new Receiver<>(this);
    }

    /// A channel that holds `capacity` messages, and makes senders wait for more.
    ///
    /// @param capacity 1 or more, [#MAX_CAPACITY] or less
    /// @param <T> the messages
    /// @return a new channel
    /// @throws IllegalArgumentException if `capacity` is out of range
    public static <T> Channel<T> bounded(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity is " + capacity + ": a channel holds at least 1 message, and at most " + MAX_CAPACITY);
        }
        return new Channel<>(capacity, Math.min(capacity, FIRST_SEGMENT), GREATEST_SEGMENT);
    }

    /// A channel that holds as many messages as the memory does, and [#MAX_CAPACITY] at most: sending more fails with
    /// [IllegalStateException].
    ///
    /// @param <T> the messages
    /// @return a new channel
    public static <T> Channel<T> unbounded() {
        return new Channel<>(0, FIRST_SEGMENT, GREATEST_SEGMENT);
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

    /// Takes a place and adds a message, in one step; returns false if it was refused: no place, somebody waits for one,
    /// or the channel is closed. For a bounded channel.
    boolean pushIfAdmitted(T message) {
        SegmentQueue.Segment hint = queue.hint(); // before the claim: see the protocol
        while (true) {
            long seen = places.word();
            if (!PermitWord.admits(seen, 1)) {
                return false;
            }
            if (places.change(seen, PermitWord.claim(PermitWord.minus(seen, 1)))) {
                write(seen, hint, message);
                return true;
            }
        }
    }

    /// Adds a message whose place the caller has taken.
    void push(T message) {
        SegmentQueue.Segment hint = queue.hint();
        while (true) {
            long seen = places.word();
            if (places.change(seen, PermitWord.claim(seen))) {
                write(seen, hint, message);
                return;
            }
        }
    }

    /// Adds a message to an unbounded channel; returns false if it is closed.
    boolean pushUnlessClosed(T message) {
        SegmentQueue.Segment hint = queue.hint();
        while (true) {
            long seen = places.word();
            if (PermitWord.isClosed(seen)) {
                return false;
            }
            if (PermitWord.claimedSince(queue.head(), seen) >= MAX_CAPACITY) {
                if (places.word() != seen) {
                    continue; // the receiver may have come past the claims counted in `seen`
                }
                throw new IllegalStateException("the unbounded channel holds " + MAX_CAPACITY
                        + " messages, which is all it can: receive faster, or make it a bounded one");
            }
            if (places.change(seen, PermitWord.claim(seen))) {
                write(seen, hint, message);
                return true;
            }
        }
    }

    /// Writes a message into the slot whose claim found the word `seen`.
    private void write(long seen, SegmentQueue.Segment hint, T message) {
        // Not past the slot that we claimed, and have not written.
        long head = queue.head();
        queue.write(head + PermitWord.claimedSince(head, seen), hint, message);
        if (PermitWord.receiverWaits(seen)) {
            wakeReceiver();
        }
    }

    /// Takes the first message out, and frees its place; null if there is none. For the receiver.
    @Nullable
    T pop() {
        T message = popClaimed();
        if (message != null && isBounded()) {
            places.restore(1);
        }
        return message;
    }

    /// Moves up to `limit` messages into `sink`, and frees their places; returns how many. For the receiver.
    int popInto(Collection<? super T> sink, int limit) {
        int popped = 0;
        try {
            T message = popClaimed();
            while (message != null) {
                popped++;
                sink.add(message);
                message = popped < limit ? queue.pop() : null;
            }
        } finally { // a sink may refuse a message, but takes no place with it
            if (popped > 0 && isBounded()) {
                places.restore(popped);
            }
        }
        return popped;
    }

    /// The first message; when a sender is about to write it, waits for it a moment.
    private @Nullable T popClaimed() {
        T message = queue.pop();
        for (int i = 0; message == null && i < SPINS && !isEmpty(); i++) {
            Thread.onSpinWait();
            message = queue.pop();
        }
        return message;
    }

    /// Has `waker` woken when there is something to receive, or the end. Returns false if that is so already: the receiver
    /// looks again. For the receiver.
    boolean awaitMessage(Waker waker) {
        boolean known = RECEIVER_WAKER.getOpaque(this) == waker;
        if (!known) {
            // Before the change of the word: whoever clears RECEIVER_WAITS after that reads it.
            RECEIVER_WAKER.setRelease(this, waker);
        }
        while (true) {
            long seen = places.word();
            if (PermitWord.claimedSince(queue.head(), seen) > 0 || hasEnded(seen)) {
                return false;
            }
            // A read-modify-write also where RECEIVER_WAITS is set already, for another waker: it publishes this one.
            // Skipped, a sender could wake the other one only.
            if ((known && PermitWord.receiverWaits(seen)) || places.change(seen, PermitWord.await(seen))) {
                return true;
            }
        }
    }

    /// Takes `waker` back, if it is the one to be woken.
    void forgetWaker(Waker waker) {
        if (RECEIVER_WAKER.getOpaque(this) == waker) {
            RECEIVER_WAKER.compareAndSet(this, waker, (Waker) null);
        }
    }

    /// For whoever has cleared RECEIVER_WAITS, when there is something to see.
    void wakeReceiver() {
        // Acquires the waker; pairs with awaitMessage. One that has come since is woken in vain: it found the claim.
        Waker waker = (Waker) RECEIVER_WAKER.getAcquire(this);
        if (waker != null) {
            waker.wake();
        }
    }

    /// Whether nothing is in the queue, not even a message that is about to be written. For the receiver.
    boolean isEmpty() {
        return size() == 0;
    }

    /// Whether nothing will be received any more.
    boolean hasEnded() {
        return hasEnded(places.word());
    }

    private boolean hasEnded(long seen) {
        if (!PermitWord.isClosed(seen)) {
            return false;
        }
        return isBounded()
                ? PermitWord.permits(seen) == bound
                : PermitWord.permits(seen) == MAX_CAPACITY && PermitWord.claimedSince(queue.head(), seen) == 0;
    }

    int size() {
        while (true) {
            long head = queue.head();
            int size = PermitWord.claimedSince(head, places.word());
            if (head == queue.head()) {
                return size;
            }
        }
    }

    boolean isClosed() {
        return places.isClosed();
    }

    void close() {
        if (places.close()) {
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
