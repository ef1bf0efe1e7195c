package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The receiving end of a [Channel]: for one task at a time, which may hand it on to another.
///
/// @param <T> the messages
public final class Receiver<T> implements AutoCloseable {

    private final Channel<T> channel;

    Receiver(Channel<T> channel) {
        this.channel = channel;
    }

    /// Waits for the next message.
    ///
    /// Takes one operation of the poll's budget. Dropping the future loses nothing: a message leaves the channel
    /// only in the poll that returns it.
    ///
    /// @return a future of the message; of null if the channel was closed and everything was received
    public Future<@Nullable T> recv() {
        return new Recv<>(channel);
    }

    /// Waits for messages, and moves those that are there, up to `limit`, into `sink`.
    ///
    /// Takes one operation of the poll's budget, however many messages there are. Dropping the future loses
    /// nothing. If the sink throws, so does the future: the message that was refused is lost, and those behind it stay
    /// in the channel.
    ///
    /// @param sink where to; touched only in the poll that returns
    /// @param limit 1 or more
    /// @return a future of how many were moved: 0 if the channel was closed and everything was received, else 1 or
    ///     more
    /// @throws IllegalArgumentException if `limit` is less than 1
    public Future<Integer> recvMany(Collection<? super T> sink, int limit) {
        Objects.requireNonNull(sink, "sink");
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be 1 or more");
        }
        return new RecvMany<>(channel, sink, limit);
    }

    /// The next message, if one is there.
    ///
    /// @return the message; null if there is none at this moment
    /// @throws ClosedException if there will be none any more: the channel was closed and everything was received
    @SuppressWarnings("ThreadPriorityCheck") // the yield is a courtesy: the loop ends without it, too
    public @Nullable T tryRecv() throws ClosedException {
        T message = channel.pop();
        while (message == null) {
            if (channel.hasEnded()) {
                throw new ClosedException("the channel was closed, and everything was received");
            }
            if (channel.isEmpty()) {
                return null;
            }
            Thread.yield(); // a sender, between two instructions, lost its processor to somebody
            message = channel.pop();
        }
        return message;
    }

    /// Blocks the calling thread until there is a message; for threads outside the runtime, or of its blocking pool.
    ///
    /// @return the message; null if the channel was closed and everything was received
    /// @throws InterruptedException if the calling thread was interrupted; no message is lost
    /// @throws IllegalStateException if called on a thread that polls tasks, which must not block
    public @Nullable T blockingRecv() throws InterruptedException {
        return Blocking.await(recv(), "Receiver.blockingRecv");
    }

    /// Closes the channel: sends fail from now on. What was sent, and what reserved places still bring, can be
    /// received.
    /// Closing again does nothing.
    @Override
    public void close() {
        channel.close();
    }

    /// Whether the channel was closed, by whichever end; there may still be messages.
    ///
    /// @return true once closed
    public boolean isClosed() {
        return channel.isClosed();
    }

    /// How many messages are in the channel, at this moment.
    ///
    /// @return 0 or more
    public int size() {
        return channel.size();
    }

    /// Whether no message is in the channel, at this moment.
    ///
    /// @return true if [#size] is 0
    public boolean isEmpty() {
        return channel.size() == 0;
    }

    @Override
    public String toString() {
        return "Receiver of " + channel;
    }

    /// What both ways to receive do.
    private abstract static class Receiving<T, R extends @Nullable Object> implements Future<R> {

        /// Null once finished.
        private @Nullable Channel<T> channel;

        /// The one that the channel was given.
        private @Nullable Waker waker;

        Receiving(Channel<T> channel) {
            this.channel = channel;
        }

        @Override
        public final @Nullable Object poll(Context cx) {
            Channel<T> source = channel;
            if (source == null) {
                throw Waiter.finished("Receiver.recv");
            }
            if (!cx.proceed()) {
                return Poll.PENDING;
            }
            Object received = take(source);
            if (received == null) {
                Waker given = cx.waker();
                waker = given;
                if (source.awaitMessage(given)) {
                    cx.refund();
                    return Poll.PENDING;
                }
                received = take(source);
                if (received == null) {
                    if (!source.hasEnded()) {
                        cx.defer(); // a sender is about to write; its wake may have come already
                        cx.refund();
                        return Poll.PENDING;
                    }
                    received = ended();
                }
            }
            // The channel keeps the waker for the next message.
            channel = null;
            waker = null;
            return received;
        }

        @Override
        public final @Nullable Object drop(Context cx) {
            Channel<T> source = channel;
            Waker given = waker;
            if (source != null && given != null) {
                source.forgetWaker(given);
            }
            channel = null;
            waker = null;
            return Poll.CANCELLED;
        }

        /// Takes what is there; null if that is nothing.
        abstract @Nullable Object take(Channel<T> source);

        /// The value when there will be no more messages.
        abstract R ended();
    }

    private static final class Recv<T> extends Receiving<T, @Nullable T> {

        Recv(Channel<T> channel) {
            super(channel);
        }

        @Override
        @Nullable
        Object take(Channel<T> source) {
            return source.pop();
        }

        @Override
        @Nullable
        T ended() {
            return null;
        }
    }

    private static final class RecvMany<T> extends Receiving<T, Integer> {

        private final Collection<? super T> sink;
        private final int limit;

        RecvMany(Channel<T> channel, Collection<? super T> sink, int limit) {
            super(channel);
            this.sink = sink;
            this.limit = limit;
        }

        @Override
        @Nullable
        Object take(Channel<T> source) {
            int moved = source.popInto(sink, limit);
            return moved == 0 ? null : moved;
        }

        @Override
        Integer ended() {
            return 0;
        }
    }
}
