package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.ListenOptions.WhenFull;
import io.magpie.io.internal.ListenSocket;
import io.magpie.io.internal.Reactor;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.SocketFuture;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A socket that listens for connections: a [TcpListener] or a [UnixListener].
///
/// One task at a time may accept. [#close] may be called by any thread, and wakes that task with a
/// [java.nio.channels.ClosedChannelException]; connections in the backlog are reset.
///
/// @param <S> the type of its connections
public abstract sealed class SocketListener<S extends SocketStream> extends AsyncSocket
        permits TcpListener, UnixListener {

    private final ListenSocket socket;
    private final WhenFull whenFull;

    SocketListener(ListenSocket socket, WhenFull whenFull) {
        super(socket.io());
        this.socket = socket;
        this.whenFull = whenFull;
    }

    @Override
    final ListenSocket socket() {
        return socket;
    }

    abstract S stream(StreamSocket accepted);

    /// Accepts a connection. Inert. A connection is taken only in the poll that returns it, so that dropping
    /// this future loses none.
    ///
    /// A failure is that of one connection, or of the system at this moment; the listener goes on. When the
    /// process is out of descriptors ("Too many open files"), the connection stays in the backlog, and
    /// accepting again at once fails again: close something, or sleep a little first.
    ///
    /// @return a future of the next connection; fails with an [IOException], which is a
    ///     [java.nio.channels.ClosedChannelException] once this listener is closed; with an
    ///     [IllegalStateException] if another future has waited to accept and is not finished
    public Future<S> accept() {
        return new AcceptFuture(_ -> true);
    }

    /// Accepts a connection, for futures written by hand: as [#accept] without an object for each call. When
    /// pending, the waker of `cx` is woken; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @return the connection; null when pending
    /// @throws IOException as [#accept]
    /// @throws IllegalStateException if a future has waited to accept and is not finished
    public @Nullable S pollAccept(Context cx) throws IOException {
        if (!cx.proceed()) {
            return null;
        }
        S accepted = accept(cx, cx.waker(), _ -> true);
        if (accepted == null) {
            cx.refund();
        }
        return accepted;
    }

    private @Nullable S accept(Context cx, Object waiter, Predicate<? super SocketAddress> welcome) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return null;
            }
            requireOpen(seen);
            Reactor reactor = Reactor.of(cx); // before a connection is taken, which would be nobody's if this failed
            boolean place = socket.takePlace();
            if (!place && whenFull == WhenFull.WAIT) {
                place = socket.awaitPlace(waiter);
                requireOpen(io.readiness());
                if (!place) {
                    return null;
                }
            }
            boolean placeUsed = false;
            try {
                ListenSocket.Arrival arrival = socket.accept();
                if (arrival == null) {
                    io.clear(seen, Readiness.READABLE);
                    continue;
                }
                if (place && isWelcome(arrival, welcome)) {
                    S accepted = stream(arrival.register(reactor));
                    placeUsed = true;
                    return accepted;
                }
                arrival.refuse();
            } catch (IOException e) {
                throw failure("cannot accept on " + socket.localAddress(), e);
            } finally {
                if (place && !placeUsed) {
                    socket.freePlace();
                }
            }
            if (!cx.proceed()) { // a flood of refused ones is work, too
                return null;
            }
        }
    }

    private static boolean isWelcome(ListenSocket.Arrival arrival, Predicate<? super SocketAddress> welcome) {
        boolean answered = false;
        try {
            boolean answer = welcome.test(arrival.peer());
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                arrival.refuse(); // the filter threw: the connection is nobody's
            }
        }
    }

    /// The address this listener is bound to, with the port that the system chose.
    ///
    /// @return the address, also after [#close]
    public SocketAddress localAddress() {
        return socket.localAddress();
    }

    /// Waits for a connection that `welcome` lets in.
    final class AcceptFuture extends SocketFuture<S> {

        private final Predicate<? super SocketAddress> welcome;

        AcceptFuture(Predicate<? super SocketAddress> welcome) {
            super(io);
            this.welcome = welcome;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            S accepted = accept(cx, this, welcome);
            return accepted == null ? Poll.PENDING : accepted;
        }

        @Override
        public String toString() {
            return SocketListener.this + ".accept()";
        }
    }
}
