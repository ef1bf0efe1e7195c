package io.magpie.io.internal;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A future of one operation on one socket, which occupies the socket's slot from its first wait to its end.
///
/// It takes bytes, or a connection, only in the poll that returns them; dropping it only empties the slot.
///
/// @param <T> the type of the value
public abstract class SocketFuture<T extends @Nullable Object> implements Future<T> {

    private static final VarHandle WAKER;

    static {
        try {
            WAKER = MethodHandles.lookup().findVarHandle(SocketFuture.class, "waker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScheduledIo io;
    private boolean finished;

    /// Of the latest poll; null once a poller has taken it, to wake it.
    @SuppressWarnings("unused") // WAKER
    private @Nullable Waker waker;

    /// An operation on `io` that has not begun.
    protected SocketFuture(ScheduledIo io) {
        this.io = io;
    }

    /// Tries the operation. On [Poll#PENDING] this future is in a slot of the socket.
    ///
    /// @return the value, or [Poll#PENDING]
    protected abstract @Nullable Object attempt(Context cx) throws IOException;

    @Override
    public final @Nullable Object poll(Context cx) throws IOException {
        if (finished) {
            throw new IllegalStateException(this + " was polled after it had finished or was dropped");
        }
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        aim(cx.waker());
        boolean pending = false;
        try {
            Object answer = attempt(cx);
            pending = answer == Poll.PENDING;
            return answer;
        } finally {
            if (pending) {
                cx.refund();
            } else {
                finish(); // also after an exception
            }
        }
    }

    @Override
    public final @Nullable Object drop(Context cx) {
        finish();
        return Poll.CANCELLED;
    }

    private void finish() {
        finished = true;
        io.forget(this); // it may be in the slot although it never returned pending: an event came as it got there
    }

    private void aim(Waker current) {
        if (WAKER.get(this) != current) {
            // Volatile, and before the socket's word is read: pairs with slot-then-waker in `takeWaker`, when this
            // future
            // is in the slot already. Weaker, and an event that this poll misses might wake the previous poller, or
            // nobody. A plain look before: if it finds a waker that is being taken, that wake is on its way.
            WAKER.setVolatile(this, current);
        }
    }

    /// Whom to wake; null if another poller was faster.
    final @Nullable Waker takeWaker() {
        // A swap, so that of two pollers one wakes.
        return (Waker) WAKER.getAndSet(this, null);
    }
}
