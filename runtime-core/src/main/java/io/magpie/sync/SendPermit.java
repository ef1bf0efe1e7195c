package io.magpie.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reserved place in a [Channel]: the right to send one message without waiting, even after the channel was closed.
///
/// A permit has one owner at a time, who sends or closes. One that is neither keeps its place for ever, and keeps the
/// receiver of a closed channel waiting: use try-with-resources.
///
/// @param <T> the messages
public final class SendPermit<T> implements AutoCloseable {

    /// Null once used.
    private @Nullable Channel<T> channel;

    SendPermit(Channel<T> channel) {
        this.channel = channel;
    }

    /// Sends `message`, and uses this permit up. Never waits, never fails.
    ///
    /// @param message not null
    /// @throws IllegalStateException if this permit was used or closed before
    public void send(T message) {
        Objects.requireNonNull(message, "message: null cannot be sent, it means the end of the messages");
        Channel<T> target = channel;
        if (target == null) {
            throw new IllegalStateException("this permit was used or closed: reserve another one");
        }
        channel = null;
        target.push(message);
        if (!target.isBounded()) {
            target.places.release(1); // after the push: what the receiver of a closed channel goes by
        }
    }

    /// Gives the place back, to the next who waits. Does nothing after [#send].
    @Override
    public void close() {
        Channel<T> target = channel;
        if (target != null) {
            channel = null;
            target.places.release(1);
        }
    }
}
