package io.magpie.sync;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A channel for one value, from one sender to one receiver: a reply.
///
/// ```java
/// var reply = Oneshot.<Answer>create();
/// await(requests.send(new Request(question, reply.sender())));
/// Answer answer = await(reply.receiver());
/// ```
///
/// Source: Tokio's `oneshot`. The protocol is the fourth one in the package's documentation.
///
/// @param <T> the type of the value, never null
public final class Oneshot<T> {

    /// What a cell holds instead of a value once the sender was closed.
    private static final Object SENDER_GONE = new Object();

    /// What a cell holds instead of a value once the receiver was closed.
    private static final Object RECEIVER_GONE = new Object();

    /// What a cell holds once its value was received.
    private static final Object RECEIVED = new Object();

    private final Sender<T> sender;
    private final Receiver<T> receiver;

    private Oneshot(Receiver<T> receiver) {
        this.receiver = receiver;
        this.sender = new Sender<>(receiver);
    }

    /// A oneshot whose both ends are open.
    ///
    /// @param <T> the type of the value
    /// @return a new oneshot
    public static <T> Oneshot<T> create() {
        return new Oneshot<>(new Receiver<>());
    }

    /// The end that sends.
    ///
    /// @return the same object every time
    public Sender<T> sender() {
        return sender;
    }

    /// The end that receives, which is a future of the value.
    ///
    /// @return the same object every time
    public Receiver<T> receiver() {
        return receiver;
    }

    /// The end of a [Oneshot] that sends. May be used by any number of tasks and threads; the first value counts.
    ///
    /// @param <T> the type of the value
    public static final class Sender<T> implements AutoCloseable {

        private final Receiver<T> receiver;

        private Sender(Receiver<T> receiver) {
            this.receiver = receiver;
        }

        /// Sends the value. Never waits.
        ///
        /// @param value not null
        /// @return true if the receiver can have it; false if the receiver is gone: the value is still the
        ///     caller's
        /// @throws IllegalStateException if a value was sent before, or this sender was closed
        @CanIgnoreReturnValue
        public boolean send(T value) {
            return receiver.accept(Objects.requireNonNull(value, "value: null cannot be sent"));
        }

        /// Gives up without a value: the receiver fails with [ClosedException]. Does nothing after [#send].
        @Override
        public void close() {
            receiver.loseSender();
        }

        /// Whether the receiver is gone, so that nobody wants the value any more.
        ///
        /// @return true once the receiver was closed or dropped without having been sent a value
        public boolean isClosed() {
            return receiver.cell() == RECEIVER_GONE;
        }

        /// Waits until the receiver is gone: then the work for the value can be given up.
        ///
        /// Never completes if a value is received. For one task at a time: the last to poll is woken. Takes one
        /// operation of the poll's budget.
        ///
        /// @return a future whose value is null
        public Future<@Nullable Void> closed() {
            return new Closed(receiver);
        }
    }

    /// The end of a [Oneshot] that receives: a future of the value, for one task.
    ///
    /// It fails with [ClosedException] if the sender was closed without sending. Dropping it closes it, as the
    /// sender can see. A value that was sent before stays where it is, and [#tryRecv] takes it: a race that the receiver
    /// loses loses nothing. Takes one operation of the poll's budget.
    ///
    /// @param <T> the type of the value
    public static final class Receiver<T> implements Future<T>, AutoCloseable {

        private static final VarHandle CELL;
        private static final VarHandle RECEIVER_WAKER;
        private static final VarHandle SENDER_WAKER;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                CELL = lookup.findVarHandle(Receiver.class, "cell", Object.class);
                RECEIVER_WAKER = lookup.findVarHandle(Receiver.class, "receiverWaker", Waker.class);
                SENDER_WAKER = lookup.findVarHandle(Receiver.class, "senderWaker", Waker.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /// Null, then once and for all the value, SENDER_GONE or RECEIVER_GONE; the value becomes RECEIVED.
        @SuppressWarnings("unused") // through CELL
        private @Nullable Object cell;

        /// Whether the value was given or the failure thrown. The receiver's.
        private boolean finished;

        /// Whether it was dropped: it is polled no more. The receiver's.
        private boolean dropped;

        @SuppressWarnings("unused") // through RECEIVER_WAKER
        private @Nullable Waker receiverWaker;

        @SuppressWarnings("unused") // through SENDER_WAKER
        private @Nullable Waker senderWaker;

        private Receiver() {}

        @Override
        public @Nullable Object poll(Context cx) throws ClosedException {
            if (finished || dropped) {
                throw Waiter.finished("Oneshot.Receiver");
            }
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
            Object content = cell();
            if (content == null && replaceWaker(RECEIVER_WAKER, cx.waker())) {
                content = cell();
            }
            if (content == null) {
                cx.refund();
                return Poll.PENDING;
            }
            return finish(content);
        }

        @Override
        public @Nullable Object drop(Context cx) {
            dropped = true;
            close();
            RECEIVER_WAKER.setOpaque(this, (Waker) null);
            return Poll.CANCELLED;
        }

        /// The value, if it is there. For the task that owns this receiver; also after it was dropped or closed.
        ///
        /// @return the value; null if it was not sent yet
        /// @throws ClosedException if the sender was closed without sending, or this receiver was closed before
        /// @throws IllegalStateException if the value was received before
        public @Nullable T tryRecv() throws ClosedException {
            Object content = cell();
            return content == null ? null : finish(content);
        }

        /// Tells the sender that nobody wants the value. A value that was sent before can still be received.
        @Override
        public void close() {
            if (decide(RECEIVER_GONE)) {
                wake(SENDER_WAKER);
            }
        }

        /// Blocks the calling thread until the value is there; for threads outside the runtime, or of its blocking
        /// pool.
        ///
        /// @return the value
        /// @throws ClosedException if the sender was closed without sending
        /// @throws InterruptedException if the calling thread was interrupted; the receiver is closed then
        /// @throws IllegalStateException if called on a thread that polls tasks, which must not block
        public T blockingRecv() throws ClosedException, InterruptedException {
            return Blocking.awaitOpen(this, "Oneshot.Receiver.blockingRecv");
        }

        private boolean accept(T value) {
            if (decide(value)) {
                wake(RECEIVER_WAKER);
                return true;
            }
            Object content = cell();
            if (content == RECEIVER_GONE) {
                return false;
            }
            throw new IllegalStateException(
                    content == SENDER_GONE
                            ? "a value was sent to a oneshot whose sender had been closed"
                            : "a second value was sent to a oneshot: a Channel takes more than one");
        }

        private void loseSender() {
            if (decide(SENDER_GONE)) {
                wake(RECEIVER_WAKER);
            }
        }

        /// Puts `content` in the cell if it is empty: the one decision in a oneshot's life.
        private boolean decide(Object content) {
            // Releases what the sender wrote to the receiver, who reads the cell volatile.
            return CELL.compareAndSet(this, (Object) null, content);
        }

        private @Nullable Object cell() {
            return CELL.getVolatile(this);
        }

        /// Has `waker` woken by the next decision. Returns true if the caller must look at the cell again.
        private boolean replaceWaker(VarHandle slot, Waker waker) {
            if (slot.getOpaque(this) == waker) {
                return false; // a decision made since our read of the cell finds it there
            }
            // Volatile; then the caller reads the cell again. The other end changes the cell, then reads the waker.
            // Weaker
            // on either side, and the decision could be made unseen while its waiter sleeps on.
            slot.setVolatile(this, waker);
            return true;
        }

        private void wake(VarHandle slot) {
            // Not taken out: this happens once for each slot.
            Waker waker = (Waker) slot.getVolatile(this);
            if (waker != null) {
                waker.wake();
            }
        }

        @SuppressWarnings("unchecked") // only a T is sent
        private T finish(Object content) throws ClosedException {
            finished = true;
            RECEIVER_WAKER.setOpaque(this, (Waker) null);
            if (content == RECEIVED) {
                throw new IllegalStateException("the value of this oneshot was received before");
            }
            if (content == SENDER_GONE) {
                throw new ClosedException("the sender of a oneshot was closed without sending a value");
            }
            if (content == RECEIVER_GONE) {
                throw new ClosedException("this oneshot was closed by its receiver before a value was sent");
            }
            CELL.setOpaque(this, RECEIVED); // lets go of the value; nobody decides any more
            return (T) content;
        }
    }

    /// Waits until the receiver is gone.
    private static final class Closed implements Future<@Nullable Void> {

        private final Receiver<?> receiver;
        private @Nullable Waker waker; // the one in the slot
        private boolean finished;

        Closed(Receiver<?> receiver) {
            this.receiver = receiver;
        }

        @Override
        public @Nullable Object poll(Context cx) {
            if (finished) {
                throw Waiter.finished("Oneshot.Sender.closed");
            }
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
            waker = cx.waker();
            boolean gone = receiver.cell() == RECEIVER_GONE;
            if (!gone && receiver.replaceWaker(Receiver.SENDER_WAKER, cx.waker())) {
                gone = receiver.cell() == RECEIVER_GONE;
            }
            if (!gone) {
                cx.refund();
                return Poll.PENDING;
            }
            finished = true;
            return null;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            finished = true;
            if (waker != null) {
                Receiver.SENDER_WAKER.compareAndSet(receiver, waker, (Waker) null);
                waker = null;
            }
            return Poll.CANCELLED;
        }
    }

    @Override
    public String toString() {
        return "Oneshot";
    }
}
