package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.ListenSocket;
import io.magpie.io.internal.Reactor;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.ScheduledIo;
import io.magpie.io.internal.SocketFuture;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A socket that listens for TCP connections.
///
/// ```java
/// try (TcpListener listener = await(TcpListener.bind(new InetSocketAddress(8080)))) {
///     while (true) {
///         TcpStream stream = await(listener.accept());
///         spawn(() -> serve(stream));
///     }
/// }
/// ```
///
/// One task at a time may accept. [#close] may be called by any thread, and wakes that task with a
/// [java.nio.channels.ClosedChannelException].
///
/// Source: `TcpListener` of Tokio.
public final class TcpListener implements AutoCloseable {

    private final ListenSocket socket;
    private final ScheduledIo io;

    private TcpListener(ListenSocket socket) {
        this.socket = socket;
        this.io = socket.io();
    }

    /// A listener on `address`, with the default options.
    ///
    /// @param address where to listen; port 0 for any free port
    /// @return as [#bind(InetSocketAddress, ListenOptions)]
    public static Future<TcpListener> bind(InetSocketAddress address) {
        return bind(address, ListenOptions.DEFAULT);
    }

    /// A listener on `address`. Inert; binds in its first poll, which does not wait, so that dropping it loses
    /// nothing. Fails with a [java.net.BindException] if the address is in use or not this machine's.
    ///
    /// @param address where to listen, resolved; port 0 for any free port
    /// @param options how
    /// @return a future of the listener, to be polled on a runtime that has an I/O driver; else it fails with an
    ///     [IllegalStateException]
    public static Future<TcpListener> bind(InetSocketAddress address, ListenOptions options) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        return new BindFuture(address, options);
    }

    /// Accepts a connection. Inert. A connection is taken only in the poll that returns it, so that dropping this
    /// future
    /// loses none.
    ///
    /// A failure is that of one connection, or of the system at this moment; the listener goes on. When the
    /// process is out of descriptors ("Too many open files"), the connection stays in the backlog, and accepting
    /// again at once fails again: close something, or sleep a little first.
    ///
    /// @return a future of the next connection; fails with an [IOException], which is a
    ///     [java.nio.channels.ClosedChannelException] once this listener is closed; with an
    ///     [IllegalStateException] if another future already waits to accept
    public Future<TcpStream> accept() {
        return new AcceptFuture();
    }

    /// Accepts a connection, for futures written by hand: as [#accept] without an object for each call. When
    /// pending, the
    /// waker of `cx` is woken; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @return the connection; null when pending
    /// @throws IOException as [#accept]
    /// @throws IllegalStateException if a future already waits to accept
    public @Nullable TcpStream pollAccept(Context cx) throws IOException {
        if (!cx.proceed()) {
            return null;
        }
        TcpStream accepted = accept(cx, cx.waker());
        if (accepted == null) {
            cx.refund();
        }
        return accepted;
    }

    private @Nullable TcpStream accept(Context cx, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return null;
            }
            if (Readiness.isShutDown(seen)) {
                throw socket.closedReason();
            }
            StreamSocket accepted;
            try {
                accepted = socket.accept(Reactor.of(cx));
            } catch (IOException e) {
                throw failure(e);
            }
            if (accepted != null) {
                return new TcpStream(accepted);
            }
            io.clear(seen, Readiness.READABLE);
        }
    }

    private IOException failure(IOException cause) {
        if (Readiness.isShutDown(io.readiness())) {
            return socket.closedReason();
        }
        return Failure.of("cannot accept on " + localAddress(), cause);
    }

    /// The address this listener is bound to, with the port the system chose.
    ///
    /// @return the address, also after [#close]
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /// Sets a socket option; accepted connections inherit some of them, as the system has it.
    ///
    /// @param option one of [java.net.StandardSocketOptions]
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses
    /// @throws UnsupportedOperationException if a listener has no such option
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    /// Closes this listener: the port is free when this returns, also on a runtime that idles or was shut down. The
    /// task
    /// that accepts is woken, and fails; connections in the backlog are reset. Idempotent; any thread. Waits for
    /// nothing but a poll of the driver under way, which it ends: microseconds.
    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }

    private static final class BindFuture implements Future<TcpListener> {

        private final InetSocketAddress address;
        private final ListenOptions options;
        private boolean finished;

        BindFuture(InetSocketAddress address, ListenOptions options) {
            this.address = address;
            this.options = options;
        }

        @Override
        public Object poll(Context cx) throws IOException {
            if (finished) {
                throw new IllegalStateException(this + " was polled after it had finished or was dropped");
            }
            finished = true;
            Reactor reactor = Reactor.of(cx);
            if (address.isUnresolved()) {
                throw Failure.unresolved(address);
            }
            try {
                return new TcpListener(reactor.listen(address, options.backlog(), options.reuseAddress()));
            } catch (IOException e) {
                throw Failure.of("cannot listen on " + address, e);
            }
        }

        @Override
        public Object drop(Context cx) {
            finished = true;
            return Poll.CANCELLED;
        }

        @Override
        public String toString() {
            return "TcpListener.bind(" + address + ")";
        }
    }

    private final class AcceptFuture extends SocketFuture<TcpStream> {

        AcceptFuture() {
            super(io);
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            TcpStream accepted = accept(cx, this);
            return accepted == null ? Poll.PENDING : accepted;
        }

        @Override
        public String toString() {
            return TcpListener.this + ".accept()";
        }
    }
}
