package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The sending end of a [Channel]. May be used by any number of tasks and threads.
///
/// One sender shared by all tasks is enough to send. [#share] makes counted handles: the channel closes when the last
/// one
/// is closed, so that the receiver learns that all producers are done.
///
/// @param <T> the messages
public final class Sender<T> implements AutoCloseable {

    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(Sender.class, "open", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Channel<T> channel;

    @SuppressWarnings("unused") // through OPEN
    private boolean open = true;

    Sender(Channel<T> channel) {
        this.channel = channel;
    }

    /// Sends `message`, waiting for a place if the channel is full, behind those who came before.
    ///
    /// Fails with [ClosedException] if the channel is, or gets, closed before there is a place: the message was not
    /// sent. Dropping the future loses the place in the queue of senders, and the message was not sent. Takes one
    /// operation of the poll's budget, if the channel is bounded; an unbounded one never makes a sender wait.
    ///
    /// @param message not null
    /// @return a future whose value is null
    public Future<@Nullable Void> send(T message) {
        requireMessage(message);
        return channel.isBounded() ? new Send<>(this, message) : new SendUnbounded<>(this, message);
    }

    /// Sends `message` if there is a place, and nobody waits for it. Never waits. On an unbounded channel this always
    /// succeeds.
    ///
    /// @param message not null
    /// @return true if it was sent; false if the channel is full
    /// @throws ClosedException if the channel was closed
    public boolean trySend(T message) throws ClosedException {
        requireMessage(message);
        requireOpen();
        if (!channel.isBounded()) {
            if (channel.pushUnlessClosed(message)) {
                return true;
            }
        } else if (channel.pushIfAdmitted(message)) {
            return true;
        }
        if (channel.isClosed()) {
            throw channel.closedException();
        }
        return false;
    }

    /// Waits for a place and reserves it, so that the message can be made when it is sure to be sent.
    ///
    /// Fails as [#send] does. Dropping the future gives the place to the next who waits. Takes one operation of the
    /// poll's budget.
    ///
    /// @return a future of the permit to send one message
    public Future<SendPermit<T>> reserve() {
        return new Reserve<>(this);
    }

    /// Reserves a place if there is one, and nobody waits for it.
    ///
    /// @return the permit to send one message; null if the channel is full
    /// @throws ClosedException if the channel was closed
    public @Nullable SendPermit<T> tryReserve() throws ClosedException {
        requireOpen();
        if (channel.places.tryTake(1)) {
            return new SendPermit<>(channel);
        }
        if (channel.isClosed()) {
            throw channel.closedException();
        }
        return null;
    }

    /// Sends `message`, blocking the calling thread while the channel is full; for threads outside the runtime, or of
    /// its
    /// blocking pool.
    ///
    /// @param message not null
    /// @throws ClosedException if the channel is, or gets, closed: the message was not sent
    /// @throws InterruptedException if the calling thread was interrupted: the message was not sent
    /// @throws IllegalStateException if called on a thread that polls tasks, which must not block
    public void blockingSend(T message) throws ClosedException, InterruptedException {
        Blocking.awaitOpen(send(message), "Sender.blockingSend");
    }

    /// Another handle for the same channel, counted: the channel closes when this one, that one and all others made so
    /// are
    /// closed.
    ///
    /// @return a new sender
    /// @throws IllegalStateException if this sender was closed
    public Sender<T> share() {
        if (!isOpen() || !channel.addSender()) {
            throw new IllegalStateException("this sender was closed: share it before closing it");
        }
        return new Sender<>(channel);
    }

    /// Closes this handle: it sends no more. If it was the last one, which it is unless [#share] was called, the
    /// channel
    /// closes. Sends of this handle that wait go on if the channel stays open. Closing again does nothing.
    @Override
    public void close() {
        if (OPEN.compareAndSet(this, true, false)) {
            channel.removeSender();
        }
    }

    /// Whether nothing more can be sent: the channel or this handle was closed.
    ///
    /// @return true once closed
    public boolean isClosed() {
        return !isOpen() || channel.isClosed();
    }

    /// Waits until the channel is closed, by whichever end. Any number of tasks may wait. Takes nothing of the poll's
    /// budget.
    ///
    /// @return a future whose value is null
    public Future<@Nullable Void> closed() {
        return new Closed(channel);
    }

    /// How many messages fit in.
    ///
    /// @return 1 or more; [Channel#MAX_CAPACITY] if the channel is unbounded
    public int capacity() {
        return channel.isBounded() ? channel.bound : Channel.MAX_CAPACITY;
    }

    /// How many messages could be sent at this moment without waiting; reserved places count as taken.
    ///
    /// @return 0 or more; [Channel#MAX_CAPACITY] if the channel is unbounded
    public int remainingCapacity() {
        return channel.isBounded() ? channel.places.available() : Channel.MAX_CAPACITY;
    }

    Channel<T> channel() {
        return channel;
    }

    void requireOpen() throws ClosedException {
        if (!isOpen()) {
            throw new ClosedException("this sender was closed: the message was not sent");
        }
    }

    @Override
    public String toString() {
        return "Sender of " + channel;
    }

    private boolean isOpen() {
        return (boolean) OPEN.getVolatile(this);
    }

    private static void requireMessage(@Nullable Object message) {
        Objects.requireNonNull(message, "message: null cannot be sent, it means the end of the messages");
    }

    /// Sends, waiting for a place if it must.
    private static final class Send<T> implements Future<@Nullable Void> {

        private final Sender<T> sender;

        /// Null once sent or given up.
        private @Nullable T message;

        /// The place in the queue; made when there was no place in the channel at once.
        private @Nullable PermitWaiter waiter;

        Send(Sender<T> sender, T message) {
            this.sender = sender;
            this.message = message;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            T sent = message;
            if (sent == null) {
                throw Waiter.finished("Sender.send");
            }
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
            if (waiter != null) {
                return answer(cx, sent, waiter.poll(cx));
            }
            if (!sender.isOpen()) {
                message = null;
                sender.requireOpen();
            }
            if (sender.channel.pushIfAdmitted(sent)) {
                message = null;
                return null;
            }
            PermitWaiter queued = sender.channel.places.newWaiter(1);
            waiter = queued;
            return answer(cx, sent, queued.enter(cx));
        }

        private @Nullable Object answer(Context cx, T sent, int state) throws ClosedException {
            switch (state) {
                case Permits.GRANTED -> {
                    message = null;
                    sender.channel.push(sent);
                    return null;
                }
                case Permits.REFUSED -> {
                    message = null;
                    throw sender.channel.closedException();
                }
                default -> {
                    cx.refund();
                    return Poll.PENDING;
                }
            }
        }

        @Override
        public @Nullable Object drop(Context cx) {
            if (message != null) {
                message = null;
                if (waiter != null) {
                    waiter.permits().withdraw(waiter);
                }
            }
            return Poll.CANCELLED;
        }
    }

    /// Waits for a place, and keeps it.
    private static final class Reserve<T> extends PermitFuture<SendPermit<T>> {

        private final Sender<T> sender;

        Reserve(Sender<T> sender) {
            super(sender.channel.places, 1);
            this.sender = sender;
        }

        @Override
        void requireUsable() throws ClosedException {
            sender.requireOpen();
        }

        @Override
        SendPermit<T> granted() {
            return new SendPermit<>(sender.channel);
        }

        @Override
        String name() {
            return "Sender.reserve";
        }

        @Override
        String closedMessage() {
            return "the channel was closed: no place was reserved";
        }
    }

    /// Sends to an unbounded channel, at the first poll.
    private static final class SendUnbounded<T> implements Future<@Nullable Void> {

        private final Sender<T> sender;

        /// Null once sent or given up.
        private @Nullable T message;

        SendUnbounded(Sender<T> sender, T message) {
            this.sender = sender;
            this.message = message;
        }

        @Override
        public @Nullable Object poll(Context cx) throws ClosedException {
            T sent = message;
            if (sent == null) {
                throw Waiter.finished("Sender.send");
            }
            message = null;
            sender.requireOpen();
            if (!sender.channel.pushUnlessClosed(sent)) {
                throw sender.channel.closedException();
            }
            return null;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            message = null;
            return Poll.CANCELLED;
        }
    }

    /// Waits until the channel is closed.
    private static final class Closed implements Future<@Nullable Void> {

        private final Channel<?> channel;

        /// Made at the first poll.
        private @Nullable Notified notified;

        private boolean finished;

        Closed(Channel<?> channel) {
            this.channel = channel;
        }

        @Override
        public @Nullable Object poll(Context cx) {
            if (finished) {
                throw Waiter.finished("Sender.closed");
            }
            Notified closing = notified;
            if (closing == null) {
                // Made before the look, so that a close after the look completes it.
                closing = channel.closing().notified();
                notified = closing;
            }
            if (channel.isClosed()) {
                var _ = closing.drop(cx);
            } else if (closing.poll(cx) == Poll.PENDING) {
                return Poll.PENDING;
            }
            finished = true;
            return null;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            finished = true;
            Notified closing = notified;
            return closing == null ? Poll.CANCELLED : closing.drop(cx);
        }
    }
}
