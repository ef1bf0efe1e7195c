package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.Reactor;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.ScheduledIo;
import io.magpie.io.internal.SocketFuture;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A TCP connection.
///
/// ```java
/// try (TcpStream stream = await(TcpStream.connect(new InetSocketAddress("localhost", 8080)))) {
///     await(stream.writeAll(request));
///     int n = await(stream.read(response)); // -1 at the end
/// }
/// ```
///
/// One task at a time may read, and one may write; these may be two tasks. [#close] may be called by any thread,
/// and wakes both with a [java.nio.channels.ClosedChannelException].
///
/// ## Cancellation
///
/// Bytes are taken from the connection, or handed to it, only in the poll that says so; a buffer's position always
/// tells
/// how far it got. So dropping a future of this class loses nothing, and the operation may be begun again.
///
/// ## Buffers
///
/// A direct buffer goes to the system as it is; a heap buffer is copied through a direct one that the JDK keeps for
/// each
/// thread. A connection that waits needs no buffer at all: await [#readable], lend it a buffer, and [#tryRead].
///
/// ## Failures
///
/// They are the exceptions of `java.net`, with the peer's address in the message: a [java.net.ConnectException], a
/// [java.net.SocketException] "Connection reset", an [IOException] "Broken pipe". A failed connection stays open
/// until it is closed.
///
/// Source: `TcpStream` of Tokio.
public final class TcpStream implements AsyncStream {

    private final StreamSocket socket;
    private final ScheduledIo io;

    TcpStream(StreamSocket socket) {
        this.socket = socket;
        this.io = socket.io();
    }

    /// Connects to `address`. Inert; dropping it closes the socket again.
    ///
    /// @param address the peer's, resolved
    /// @return a future of the connection, to be polled on a runtime that has an I/O driver, else it fails with an
    ///     [IllegalStateException]; fails with a [java.net.ConnectException] if nobody listens there, with an
    ///     [java.net.UnknownHostException] if `address` is unresolved
    public static Future<TcpStream> connect(InetSocketAddress address) {
        return new ConnectFuture(Objects.requireNonNull(address, "address"));
    }

    /// Reads what is there, and waits if nothing is. Inert.
    ///
    /// @param into where to; its position moves on by what was read. Not to be touched while the future is polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff `into` has no room;
    ///     fails with an [IOException]; with an [IllegalStateException] if another future already waits to read
    @Override
    public Future<Integer> read(ByteBuffer into) {
        return new ReadFuture(Objects.requireNonNull(into, "into"));
    }

    /// Writes what there is room for, and waits if there is none. Inert.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @return a future of the number of bytes: 1 or more, 0 iff `from` is empty; fails with an [IOException];
    ///     with an [IllegalStateException] if another future already waits to write
    @Override
    public Future<Integer> write(ByteBuffer from) {
        return new WriteFuture(Objects.requireNonNull(from, "from"));
    }

    /// Writes all of `from`. Inert. If it is dropped or fails midway, the buffer's position tells what was written.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @return a future that ends when `from` is empty; fails as [#write] does
    @Override
    public Future<@Nullable Void> writeAll(ByteBuffer from) {
        return new WriteAllFuture(Objects.requireNonNull(from, "from"));
    }

    /// Waits until a read may be tried, without a buffer. Inert. May end although nothing is there:
    /// [#tryRead] tells.
    ///
    /// @return a future that ends when there are bytes, or the end, or a failure; fails only if this stream
    ///     is closed; with an [IllegalStateException] if another future already waits to read
    public Future<@Nullable Void> readable() {
        return new ReadableFuture();
    }

    /// Waits until a write may be tried. Inert. May end although there is no room: [#tryWrite] tells.
    ///
    /// @return a future that ends when there is room, or a failure; fails only if this stream is closed; with an
    ///     [IllegalStateException] if another future already waits to write
    public Future<@Nullable Void> writable() {
        return new WritableFuture();
    }

    /// Reads what is there, without waiting; for the task that awaited [#readable]. Takes nothing of the budget.
    ///
    /// @param into where to
    /// @return bytes read; 0 if none are there or `into` has no room; -1 at the end
    /// @throws IOException if the connection failed, or this stream is closed
    public int tryRead(ByteBuffer into) throws IOException {
        int seen = io.readiness();
        return Readiness.mayRead(seen) ? readNow(into, seen) : 0;
    }

    /// Writes what there is room for, without waiting. Takes nothing of the budget.
    ///
    /// @param from what to write
    /// @return bytes written; 0 if there is no room or `from` is empty
    /// @throws IOException if the connection failed, or this stream is closed
    public int tryWrite(ByteBuffer from) throws IOException {
        int seen = io.readiness();
        return Readiness.mayWrite(seen) ? writeNow(from, seen) : 0;
    }

    /// Reads what is there, for futures written by hand: as [#read] without an object for each call. When not
    /// ready, the
    /// waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to
    /// @return bytes read, 0 iff `into` has no room; -1 at the end; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this stream is closed
    /// @throws IllegalStateException if a future already waits to read
    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        int n = read(into, cx.waker());
        if (n == NOT_READY) {
            cx.refund();
        }
        return n;
    }

    /// Writes what there is room for, for futures written by hand: as [#write] without an object for each call.
    /// When not
    /// ready, the waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from what to write
    /// @return bytes written, 0 iff `from` is empty; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this stream is closed
    /// @throws IllegalStateException if a future already waits to write
    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        int n = write(from, cx.waker());
        if (n == NOT_READY) {
            cx.refund();
        }
        return n;
    }

    /// Whether a read may be tried, for futures written by hand: as [#readable]. When it may not, the waker of
    /// `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes nothing of its budget
    /// @return true if [#tryRead] may find something
    /// @throws IOException if this stream is closed
    /// @throws IllegalStateException if a future already waits to read
    @Override
    public boolean pollReadable(Context cx) throws IOException {
        return awaitReadable(cx.waker());
    }

    /// Ends the stream as [#shutdownOutput] does; nothing is held back here, so this is done at once.
    ///
    /// @param cx of the current poll
    /// @return true
    /// @throws IOException if the connection failed, or this stream is closed
    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        shutdownOutput();
        return true;
    }

    private boolean awaitReadable(Object waiter) throws IOException {
        int seen = io.awaitReadable(waiter);
        requireOpen(seen);
        return Readiness.mayRead(seen);
    }

    private boolean awaitWritable(Object waiter) throws IOException {
        int seen = io.awaitWritable(waiter);
        requireOpen(seen);
        return Readiness.mayWrite(seen);
    }

    private int read(ByteBuffer into, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return NOT_READY;
            }
            int n = readNow(into, seen);
            if (n != 0 || !into.hasRemaining()) {
                return n;
            }
        }
    }

    private int write(ByteBuffer from, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitWritable(waiter);
            if (!Readiness.mayWrite(seen)) {
                return NOT_READY;
            }
            int n = writeNow(from, seen);
            if (n != 0 || !from.hasRemaining()) {
                return n;
            }
        }
    }

    private int readNow(ByteBuffer into, int seen) throws IOException {
        requireOpen(seen);
        int room = into.remaining();
        int n;
        try {
            n = socket.read(into);
        } catch (IOException e) {
            throw failure("cannot read from ", e);
        }
        if (n < 0) {
            io.note(Readiness.READ_CLOSED);
        } else if (n < room) {
            // A short read of a stream has emptied it: this saves the read that would say so.
            io.clear(seen, Readiness.READABLE);
        }
        return n;
    }

    private int writeNow(ByteBuffer from, int seen) throws IOException {
        requireOpen(seen);
        int offered = from.remaining();
        int n;
        try {
            n = socket.write(from);
        } catch (IOException e) {
            throw failure("cannot write to ", e);
        }
        if (n < offered) {
            io.clear(seen, Readiness.WRITABLE);
        }
        return n;
    }

    private void requireOpen(int seen) throws IOException {
        if (Readiness.isShutDown(seen)) {
            throw socket.closedReason();
        }
    }

    private IOException failure(String tried, IOException cause) {
        if (Readiness.isShutDown(io.readiness())) {
            return socket.closedReason();
        }
        return Failure.of(tried + remoteAddress(), cause);
    }

    /// Reads no more: reads find the end of the stream. What the peer still sends is thrown away.
    ///
    /// @throws IOException if the connection failed, or this stream is closed
    public void shutdownInput() throws IOException {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            throw failure("cannot shut down the input from ", e);
        }
    }

    /// Writes no more: the peer finds the end of the stream after what was written. Reading goes on.
    ///
    /// @throws IOException if the connection failed, or this stream is closed
    public void shutdownOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw failure("cannot shut down the output to ", e);
        }
    }

    /// Sets a socket option. Nothing is preset: small writes may be held back until the peer acknowledges
    /// (`TCP_NODELAY` is off), as everywhere in Java.
    ///
    /// @param option one of [java.net.StandardSocketOptions]
    /// @param value to what
    /// @param <T> the option's type
    /// @throws IOException if the system refuses, or this stream is closed
    /// @throws UnsupportedOperationException if a stream has no such option
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    /// The value of a socket option.
    ///
    /// @param option one of [java.net.StandardSocketOptions]
    /// @param <T> the option's type
    /// @return its value; null if it has none, such as `SO_LINGER` on some systems
    /// @throws IOException if the system refuses, or this stream is closed
    /// @throws UnsupportedOperationException if a stream has no such option
    public <T> @Nullable T option(SocketOption<T> option) throws IOException {
        return socket.option(option);
    }

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if this stream is closed
    public InetSocketAddress localAddress() throws IOException {
        return socket.localAddress();
    }

    /// The peer's address.
    ///
    /// @return also after [#close]
    public InetSocketAddress remoteAddress() {
        return socket.remoteAddress();
    }

    /// Whether [#close] was called, or the runtime was shut down.
    ///
    /// @return false for ever once closed; true says nothing about the peer
    public boolean isOpen() {
        return !Readiness.isShutDown(io.readiness());
    }

    /// Closes the connection: its descriptor is free when this returns, also on a runtime that idles or was shut
    /// down. Tasks that read or write are woken, and fail. The peer finds the end of the stream after what was
    /// written, or a reset if something it sent was not read. Idempotent; any thread. Waits for nothing but a poll
    /// of the driver under way, which it ends: microseconds.
    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }

    private static final class ConnectFuture implements Future<TcpStream> {

        private final InetSocketAddress address;

        /// The attempt under way; null before the first poll and after the last.
        private @Nullable Connecting connecting;

        private boolean finished;

        ConnectFuture(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public @Nullable Object poll(Context cx) throws IOException {
            if (finished) {
                throw new IllegalStateException(this + " was polled after it had finished or was dropped");
            }
            boolean pending = false;
            try {
                if (connecting == null) {
                    connecting = new Connecting(begin(cx));
                }
                Object answer = connecting.poll(cx);
                pending = answer == Poll.PENDING;
                return answer;
            } catch (IOException e) {
                if (connecting != null) {
                    connecting.socket.close();
                }
                throw Failure.of("cannot connect to " + address, e);
            } finally {
                if (!pending) {
                    finished = true;
                    connecting = null;
                }
            }
        }

        private StreamSocket begin(Context cx) throws IOException {
            Reactor reactor = Reactor.of(cx);
            if (address.isUnresolved()) {
                throw Failure.unresolved(address);
            }
            return reactor.connect(address);
        }

        @Override
        public @Nullable Object drop(Context cx) {
            finished = true;
            if (connecting != null) {
                connecting.drop(cx);
                connecting.socket.close();
                connecting = null;
            }
            return Poll.CANCELLED;
        }

        @Override
        public String toString() {
            return "TcpStream.connect(" + address + ")";
        }
    }

    private static final class Connecting extends SocketFuture<TcpStream> {

        private final StreamSocket socket;

        Connecting(StreamSocket socket) {
            super(socket.io());
            this.socket = socket;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            while (true) {
                int seen = socket.io().awaitWritable(this);
                if (Readiness.isShutDown(seen)) {
                    throw socket.closedReason();
                }
                if (!Readiness.mayWrite(seen)) {
                    return Poll.PENDING;
                }
                if (socket.finishConnect()) {
                    return new TcpStream(socket);
                }
                socket.io().clear(seen, Readiness.WRITABLE);
            }
        }
    }

    private final class ReadFuture extends SocketFuture<Integer> {

        private final ByteBuffer into;

        ReadFuture(ByteBuffer into) {
            super(io);
            this.into = into;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int n = read(into, this);
            return n == NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return TcpStream.this + ".read";
        }
    }

    private final class WriteFuture extends SocketFuture<Integer> {

        private final ByteBuffer from;

        WriteFuture(ByteBuffer from) {
            super(io);
            this.from = from;
        }

        @Override
        protected Object attempt(Context cx) throws IOException {
            int n = write(from, this);
            return n == NOT_READY ? Poll.PENDING : (Object) n;
        }

        @Override
        public String toString() {
            return TcpStream.this + ".write";
        }
    }

    private final class WriteAllFuture extends SocketFuture<@Nullable Void> {

        private final ByteBuffer from;

        WriteAllFuture(ByteBuffer from) {
            super(io);
            this.from = from;
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            while (from.hasRemaining()) {
                if (write(from, this) == NOT_READY) {
                    return Poll.PENDING;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return TcpStream.this + ".writeAll";
        }
    }

    private final class ReadableFuture extends SocketFuture<@Nullable Void> {

        ReadableFuture() {
            super(io);
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            return awaitReadable(this) ? null : Poll.PENDING;
        }

        @Override
        public String toString() {
            return TcpStream.this + ".readable";
        }
    }

    private final class WritableFuture extends SocketFuture<@Nullable Void> {

        WritableFuture() {
            super(io);
        }

        @Override
        protected @Nullable Object attempt(Context cx) throws IOException {
            return awaitWritable(this) ? null : Poll.PENDING;
        }

        @Override
        public String toString() {
            return TcpStream.this + ".writable";
        }
    }
}
