package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.io.SocketFutures.Verb;
import io.magpie.io.internal.Readiness;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection: a [TcpStream] or a [UnixStream].
///
/// One task at a time may read, and one may write; these may be two tasks, with a half each ([#split]).
/// [#close] may be called by any thread, and wakes both with a [java.nio.channels.ClosedChannelException].
///
/// A second operation in one direction fails with an [IllegalStateException] if the first one has waited and is not
/// finished: the bytes of two would mix. Two that never wait at the same time are not found out.
///
/// ## Cancellation
///
/// Bytes are taken from the connection, or handed to it, only in the poll that says so; a buffer's position
/// always tells how far it got. So dropping a future of this class loses nothing, and the operation may be
/// begun again.
///
/// ## Buffers
///
/// A direct buffer goes to the system as it is; a heap buffer is copied through a direct one that the JDK
/// keeps for each thread. A connection that waits needs no buffer at all: await [#readable], lend it a
/// buffer, and [#tryRead(ByteBuffer)]. Several buffers at once are one call of the system. There is no
/// peeking: Java has none for sockets; read into a buffer, and decide by that.
///
/// ## Failures
///
/// They are the exceptions of `java.net`, with the peer's address in the message: a
/// [java.net.ConnectException], a [java.net.SocketException] "Connection reset", an [IOException] "Broken
/// pipe". A failed connection stays open until it is closed.
public abstract sealed class SocketStream extends AsyncSocket implements AsyncStream permits TcpStream, UnixStream {

    private static final VarHandle SPLIT;

    static {
        try {
            SPLIT = MethodHandles.lookup().findVarHandle(SocketStream.class, "split", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StreamSocket socket;

    /// Whether there are halves.
    @SuppressWarnings("unused") // SPLIT
    private boolean split;

    SocketStream(StreamSocket socket) {
        super(socket.io());
        this.socket = socket;
    }

    @Override
    final StreamSocket socket() {
        return socket;
    }

    /// Reads what is there, and waits if nothing is. Inert.
    ///
    /// @param into where to; its position moves on by what was read. Not to be touched while the future is
    ///     polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff `into` has no
    ///     room; fails with an [IOException]; with an [IllegalStateException] if another future has waited to read
    ///     and is not finished
    @Override
    public Future<Integer> read(ByteBuffer into) {
        return new SocketFutures.One<>(this, null, Verb.READ, into);
    }

    /// Fills `into`, and waits until that is done. Inert. Dropped or failed midway, it has put what it read into the
    /// buffer, whose position tells how much.
    ///
    /// @param into where to; its position moves on to its limit. Not to be touched while the future is polled
    /// @return a future that ends when `into` is full; fails with a [java.io.EOFException] if the stream ends before that,
    ///     or as [#read(ByteBuffer)] does
    @Override
    public Future<@Nullable Void> readExactly(ByteBuffer into) {
        return new SocketFutures.One<>(this, null, Verb.READ_EXACTLY, into);
    }

    /// Writes what there is room for, and waits if there is none. Inert.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the
    ///     future is polled
    /// @return a future of the number of bytes: 1 or more, 0 iff `from` is empty; fails with an
    ///     [IOException]; with an [IllegalStateException] if another future has waited to write and is not finished
    @Override
    public Future<Integer> write(ByteBuffer from) {
        return new SocketFutures.One<>(this, null, Verb.WRITE, from);
    }

    /// Writes all of `from`. Inert. If it is dropped or fails midway, the buffer's position tells what was
    /// written.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the
    ///     future is polled
    /// @return a future that ends when `from` is empty; fails as [#write(ByteBuffer)] does
    @Override
    public Future<@Nullable Void> writeAll(ByteBuffer from) {
        return new SocketFutures.One<>(this, null, Verb.WRITE_ALL, from);
    }

    /// Reads what is there into several buffers in turn, and waits if nothing is. Inert.
    ///
    /// @param into where to; their positions move on by what was read. Not to be touched while the future is
    ///     polled
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the stream, 0 iff there is no
    ///     room; fails as [#read(ByteBuffer)] does
    public Future<Long> read(ByteBuffer[] into) {
        return new SocketFutures.Many<>(this, null, Verb.READ, into);
    }

    /// Writes what there is room for from several buffers in turn, and waits if there is none. Inert.
    ///
    /// @param from what to write; the positions move on by what was written. Not to be touched while the
    ///     future is polled
    /// @return a future of the number of bytes: 1 or more, 0 iff all are empty; fails as [#write(ByteBuffer)]
    ///     does
    public Future<Long> write(ByteBuffer[] from) {
        return new SocketFutures.Many<>(this, null, Verb.WRITE, from);
    }

    /// Writes all of several buffers in turn. Inert. If it is dropped or fails midway, the buffers' positions
    /// tell what was written.
    ///
    /// @param from what to write; the positions move on by what was written. Not to be touched while the
    ///     future is polled
    /// @return a future that ends when all are empty; fails as [#write(ByteBuffer)] does
    public Future<@Nullable Void> writeAll(ByteBuffer[] from) {
        return new SocketFutures.Many<>(this, null, Verb.WRITE_ALL, from);
    }

    /// Waits until a read may be tried, without a buffer. Inert. May end although nothing is there:
    /// [#tryRead(ByteBuffer)] tells.
    ///
    /// @return a future that ends when there are bytes, or the end, or a failure; fails only if this stream
    ///     is closed; with an [IllegalStateException] if another future has waited to read and is not finished
    public Future<@Nullable Void> readable() {
        return new ReadyFuture(this, false);
    }

    /// Waits until a write may be tried. Inert. May end although there is no room: [#tryWrite(ByteBuffer)]
    /// tells.
    ///
    /// @return a future that ends when there is room, or a failure; fails only if this stream is closed; with
    ///     an [IllegalStateException] if another future has waited to write and is not finished
    public Future<@Nullable Void> writable() {
        return new ReadyFuture(this, true);
    }

    /// Reads what is there, without waiting; for the task that awaited [#readable]. Takes nothing of the
    /// budget.
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

    /// As [#tryRead(ByteBuffer)], into several buffers in turn.
    ///
    /// @param into where to
    /// @return bytes read; 0 if none are there or there is no room; -1 at the end
    /// @throws IOException if the connection failed, or this stream is closed
    public long tryRead(ByteBuffer[] into) throws IOException {
        int seen = io.readiness();
        return Readiness.mayRead(seen) ? readNow(into, 0, into.length, seen) : 0;
    }

    /// As [#tryWrite(ByteBuffer)], from several buffers in turn.
    ///
    /// @param from what to write
    /// @return bytes written; 0 if there is no room or all are empty
    /// @throws IOException if the connection failed, or this stream is closed
    public long tryWrite(ByteBuffer[] from) throws IOException {
        int seen = io.readiness();
        return Readiness.mayWrite(seen) ? writeNow(from, 0, from.length, seen) : 0;
    }

    /// Reads what is there, for futures written by hand: as [#read(ByteBuffer)] without an object for each
    /// call. When not ready, the waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to
    /// @return bytes read, 0 iff `into` has no room; -1 at the end; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this stream is closed
    /// @throws IllegalStateException if a future has waited to read and is not finished
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

    /// Writes what there is room for, for futures written by hand: as [#write(ByteBuffer)] without an object
    /// for each call. When not ready, the waker of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from what to write
    /// @return bytes written, 0 iff `from` is empty; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this stream is closed
    /// @throws IllegalStateException if a future has waited to write and is not finished
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

    /// As [#pollRead(Context, ByteBuffer)], into several buffers in turn.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to; the positions move on by what was read
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes read, 0 iff there is no room; -1 at the end; [AsyncRead#NOT_READY]
    /// @throws IOException if the connection failed, or this stream is closed
    /// @throws IllegalStateException if a future has waited to read and is not finished
    /// @throws IndexOutOfBoundsException if `offset` and `length` lie outside of `into`
    public long pollRead(Context cx, ByteBuffer[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (!cx.proceed()) {
            return NOT_READY;
        }
        long n = read(into, offset, length, cx.waker());
        if (n == NOT_READY) {
            cx.refund();
        }
        return n;
    }

    @Override
    public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        if (!cx.proceed()) {
            return NOT_READY;
        }
        long n = write(from, offset, length, cx.waker());
        if (n == NOT_READY) {
            cx.refund();
        }
        return n;
    }

    /// As the system takes several buffers at once.
    ///
    /// @return true
    @Override
    public boolean isVectored() {
        return true;
    }

    /// Whether a read may be tried, for futures written by hand: as [#readable]. When it may not, the waker
    /// of `cx` is woken later; of several wakers only the latest.
    ///
    /// @param cx of the current poll; takes nothing of its budget
    /// @return true if [#tryRead(ByteBuffer)] may find something
    /// @throws IOException if this stream is closed
    /// @throws IllegalStateException if a future has waited to read and is not finished
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

    final int read(ByteBuffer into, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return into.hasRemaining() ? NOT_READY : 0;
            }
            int n = readNow(into, seen);
            if (n != 0 || !into.hasRemaining()) {
                return n;
            }
        }
    }

    final int write(ByteBuffer from, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitWritable(waiter);
            if (!Readiness.mayWrite(seen)) {
                return from.hasRemaining() ? NOT_READY : 0;
            }
            int n = writeNow(from, seen);
            if (n != 0 || !from.hasRemaining()) {
                return n;
            }
        }
    }

    final long read(ByteBuffer[] into, int offset, int length, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitReadable(waiter);
            if (!Readiness.mayRead(seen)) {
                return remaining(into, offset, length) > 0 ? NOT_READY : 0;
            }
            long n = readNow(into, offset, length, seen);
            if (n != 0 || remaining(into, offset, length) == 0) {
                return n;
            }
        }
    }

    final long write(ByteBuffer[] from, int offset, int length, Object waiter) throws IOException {
        while (true) {
            int seen = io.awaitWritable(waiter);
            if (!Readiness.mayWrite(seen)) {
                return remaining(from, offset, length) > 0 ? NOT_READY : 0;
            }
            long n = writeNow(from, offset, length, seen);
            if (n != 0 || remaining(from, offset, length) == 0) {
                return n;
            }
        }
    }

    static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }

    private int readNow(ByteBuffer into, int seen) throws IOException {
        requireOpen(seen);
        int room = into.remaining();
        int n;
        try {
            n = socket.read(into);
        } catch (IOException e) {
            throw failure("cannot read from " + socket.peer(), e);
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
            throw failure("cannot write to " + socket.peer(), e);
        }
        if (n < offered) {
            io.clear(seen, Readiness.WRITABLE);
        }
        return n;
    }

    private long readNow(ByteBuffer[] into, int offset, int length, int seen) throws IOException {
        requireOpen(seen);
        long room = remaining(into, offset, length);
        long n;
        try {
            n = socket.read(into, offset, length);
        } catch (IOException e) {
            throw failure("cannot read from " + socket.peer(), e);
        }
        if (n < 0) {
            io.note(Readiness.READ_CLOSED);
        } else if (n < room) {
            io.clear(seen, Readiness.READABLE);
        }
        return n;
    }

    private long writeNow(ByteBuffer[] from, int offset, int length, int seen) throws IOException {
        requireOpen(seen);
        long offered = remaining(from, offset, length);
        long n;
        try {
            n = socket.write(from, offset, length);
        } catch (IOException e) {
            throw failure("cannot write to " + socket.peer(), e);
        }
        if (n < offered) {
            io.clear(seen, Readiness.WRITABLE);
        }
        return n;
    }

    /// Reads no more: reads find the end of the stream. What the peer still sends is thrown away.
    ///
    /// @throws IOException if the connection failed, or this stream is closed
    public void shutdownInput() throws IOException {
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            throw failure("cannot shut down the input from " + socket.peer(), e);
        }
    }

    /// Writes no more: the peer finds the end of the stream after what was written. Reading goes on.
    ///
    /// @throws IOException if the connection failed, or this stream is closed
    public void shutdownOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw failure("cannot shut down the output to " + socket.peer(), e);
        }
    }

    /// Two halves, for two tasks: one reads, one writes. They own this stream: it is closed when both are.
    ///
    /// @return the halves; a stream is split once at a time, see [ReadHalf#reunite]
    /// @throws IllegalStateException if it is split already
    public abstract Halves<? extends SocketStream> split();

    final void claimSplit() {
        if (!SPLIT.compareAndSet(this, false, true)) {
            throw new IllegalStateException(this + " is split already: join its halves first (reader.reunite(writer))");
        }
    }

    final void releaseSplit() {
        SPLIT.setVolatile(this, false);
    }

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if this stream is closed
    public SocketAddress localAddress() throws IOException {
        return socket.localAddress();
    }

    /// The peer's address.
    ///
    /// @return also after [#close]
    public SocketAddress remoteAddress() {
        return socket.remoteAddress();
    }
}
