package io.magpie.io.tls;

import io.magpie.future.Context;
import io.magpie.io.AsyncStream;
import io.magpie.io.tls.Turn.Side;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// An encrypted stream: what [TlsConnector#connect] and [TlsAcceptor#accept] give once both sides have shaken hands.
///
/// ```java
/// try (TlsStream stream = await(connector.connect(socket, "example.com", 443))) {
///     await(stream.writeAll(request));
///     await(stream.flush());
///     int n = await(stream.read(response)); // -1 after the peer's close_notify
///     await(stream.shutdown());
/// }
/// ```
///
/// One task at a time may read, and one may write; these may be two tasks. [#close] may be called by any thread.
///
/// - **Writing.** A write has taken the bytes it reports: they are encrypted, and those that the stream beneath did not
///   take at once are queued here. The next write, [#flush] or [#shutdown] sends them first; and whoever reads meanwhile
///   sends them, too. Without any of these they stay, so flush before you do something else.
/// - **Dropping** a read or a write loses and doubles nothing, at any point, and the stream can be used on.
/// - **The end.** [#shutdown] sends `close_notify` and ends the stream beneath; reading goes on. In TLS 1.2 the peer's
///   end is the end of both directions; in TLS 1.3 this side may write on after it. A stream that ends without
///   `close_notify` is a [TlsTruncatedException].
/// - **Failures** of TLS itself are [SSLException]s, of the type the JDK gave them, with the peer in the message. After
///   one, both directions fail. The alert about it was offered to the stream beneath, which may not have had room.
/// - Renegotiation is refused. Key updates and session tickets are seen to by whoever reads.
///
/// Errors of the stream beneath pass unchanged.
public final class TlsStream implements AsyncStream {

    private static final VarHandle FAILURE;
    private static final VarHandle CLOSED;
    private static final VarHandle QUEUED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FAILURE = lookup.findVarHandle(TlsStream.class, "failure", SSLException.class);
            CLOSED = lookup.findVarHandle(TlsStream.class, "closed", boolean.class);
            QUEUED = lookup.findVarHandle(TlsStream.class, "queued", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Bytes that may wait to be sent while more is decrypted. A peer that asks for new keys again and again, and reads none
    /// of the answers, must not fill the memory with them: the reader waits. A record of the writer's and two thousand
    /// answers; a guess.
    private static final int MAX_ANSWERS = 64 * 1024;

    private final SSLEngine engine;
    private final AsyncStream beneath;
    private final String peer;
    private final SSLSession session;
    private final Turn turn = new Turn();

    // ---- the reader's

    private final Incoming in;

    /// The peer's `close_notify` was received.
    private boolean ended;

    /// The stream beneath ended without it.
    private boolean truncated;

    // ---- used with the turn

    private final Outgoing out;

    /// `close_notify` was queued: nothing comes after it.
    private boolean shutDown;

    // ---- anybody's

    /// The first failure of TLS; both directions are at their end.
    @SuppressWarnings("unused")
    private @Nullable SSLException failure;

    @SuppressWarnings("unused")
    private boolean closed;

    /// Records wait for room beneath; set with the turn. A reader that waits looks at it, and sends them.
    @SuppressWarnings("unused")
    private boolean queued;

    TlsStream(SSLEngine engine, AsyncStream beneath, String peer, Incoming in, Outgoing out) {
        this.engine = engine;
        this.beneath = beneath;
        this.peer = peer;
        this.session = engine.getSession();
        this.in = in;
        this.out = out;
    }

    // ---- what was agreed

    /// What was agreed in the handshake: protocol, cipher suite, the peer's certificates.
    ///
    /// @return of this connection
    public SSLSession session() {
        return session;
    }

    /// The application protocol that was agreed (ALPN), such as `h2`.
    ///
    /// @return null if none was
    public @Nullable String applicationProtocol() {
        String protocol = engine.getApplicationProtocol();
        return protocol == null || protocol.isEmpty() ? null : protocol;
    }

    /// The stream that carries this one: for its addresses and options. Reading or writing it breaks the encryption.
    ///
    /// @return what was given to the connector or acceptor
    public AsyncStream beneath() {
        return beneath;
    }

    // ---- reading

    /// Reads what is there, as [AsyncStream#pollRead] says. Sends what is queued if it has to wait.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param into where to
    /// @return bytes read, 0 iff `into` has no room; -1 after the peer's `close_notify`; [#NOT_READY]
    /// @throws TlsTruncatedException if the stream beneath ended without `close_notify`
    /// @throws IOException if TLS or the stream beneath failed, or this stream is closed
    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        requireOpen();
        if (!into.hasRemaining()) {
            return 0;
        }
        if (!cx.proceed()) {
            return NOT_READY;
        }
        boolean paid = true; // until the stream beneath takes an operation itself
        while (true) {
            int n = in.deliver(into);
            if (n > 0) {
                return n;
            }
            if (isAtEnd()) {
                return -1;
            }
            if (in.mayHoldRecord()) {
                if (!turn.enter(Side.READER, cx.waker())) {
                    refund(cx, paid);
                    return NOT_READY;
                }
                try {
                    if (failure() == null && out.size() > MAX_ANSWERS && !push(cx, Side.READER)) {
                        refund(cx, paid);
                        return NOT_READY;
                    }
                    n = decrypt(cx, into);
                } finally {
                    turn.leave();
                }
                if (n != 0) {
                    return n;
                }
            } else {
                refund(cx, paid);
                paid = false;
                if (!receive(cx)) {
                    return NOT_READY;
                }
            }
        }
    }

    private static void refund(Context cx, boolean paid) {
        if (paid) {
            cx.refund();
        }
    }

    /// Whether a read may find something, as [AsyncStream#pollReadable] says; it may still find only what is not for
    /// the caller. Sends what is queued if it has to wait.
    ///
    /// @param cx of the current poll; takes nothing of its budget
    /// @return true if [#pollRead] may find something
    /// @throws IOException if the stream beneath failed, or this stream is closed
    @Override
    public boolean pollReadable(Context cx) throws IOException {
        requireOpen();
        if (in.hasPlaintext() || in.mayHoldRecord() || ended || truncated || failure() != null) {
            return true;
        }
        // Before the look beneath: who fails this stream meanwhile wakes this waker.
        turn.remember(Side.READER, cx.waker());
        if (failure() != null || beneath.pollReadable(cx)) {
            return true;
        }
        helpToSend(cx);
        return false;
    }

    private boolean isAtEnd() throws IOException {
        if (truncated) {
            throw new TlsTruncatedException(peer);
        }
        return ended;
    }

    /// Receives ciphertext. Returns false if there is none yet.
    private boolean receive(Context cx) throws IOException {
        turn.remember(Side.READER, cx.waker()); // before the look at the failure: fail() sets it, then wakes
        requireNotFailed();
        switch (in.pollReceive(cx, beneath)) {
            case NOT_READY -> {
                helpToSend(cx);
                return false;
            }
            case -1 -> truncated = true;
            default -> {}
        }
        return true;
    }

    /// With the turn: decrypts what was received. Returns the bytes put into `into`, -1 at the end, 0 to receive more.
    private int decrypt(Context cx, ByteBuffer into) throws IOException {
        requireNotFailed();
        int begin = into.position();
        try {
            while (in.mayHoldRecord() && into.hasRemaining() && !ended && out.size() <= MAX_ANSWERS) {
                SSLEngineResult result = in.unwrap(engine, into);
                ended = result.getStatus() == Status.CLOSED;
                answer(cx, result);
                if (in.deliver(into) > 0) {
                    break;
                }
            }
        } catch (SSLException e) {
            in.discard();
            fail(cx, Side.READER, e);
            if (into.position() == begin) {
                throw Failure.with(peer, e);
            }
        }
        int n = into.position() - begin;
        return n == 0 && ended ? -1 : n;
    }

    /// Makes the records that answer what was just decrypted: a key update, or `close_notify` in TLS 1.2.
    private void answer(Context cx, SSLEngineResult result) throws SSLException {
        HandshakeStatus wanted = result.getHandshakeStatus();
        if (wanted == HandshakeStatus.NEED_TASK) {
            throw new SSLException("renegotiation is refused: the peer asked for a second handshake");
        }
        if (wanted == HandshakeStatus.NEED_WRAP) {
            while (wanted == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult made = out.wrap(engine);
                wanted = made.bytesProduced() == 0 ? HandshakeStatus.NOT_HANDSHAKING : made.getHandshakeStatus();
            }
            pushQuietly(cx, Side.READER);
        }
    }

    // ---- writing

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        return (int) pollWrite(cx, new ByteBuffer[] {from}, 0, 1);
    }

    /// Encrypts one record of what is in the buffers, up to 16 KiB, and offers it to the stream beneath. What that does not
    /// take is queued, and is sent first next time.
    ///
    /// @param cx of the current poll; takes one operation of its budget
    /// @param from what to write; the positions move on by what was encrypted
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes encrypted, 0 iff all are empty; [#NOT_READY]
    /// @throws IOException if TLS or the stream beneath failed, this stream was shut down or is closed, or the peer
    ///     ended a connection of TLS 1.2
    /// @throws IndexOutOfBoundsException if `offset` and `length` lie outside of `from`
    @Override
    public long pollWrite(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        requireOpen();
        if (!cx.proceed()) {
            return NOT_READY;
        }
        if (!turn.enter(Side.WRITER, cx.waker())) {
            cx.refund();
            return NOT_READY;
        }
        try {
            cx.refund(); // the stream beneath takes it again, and cannot find it gone
            return encrypt(cx, from, offset, length);
        } finally {
            turn.leave();
        }
    }

    /// As one record is made of several buffers.
    ///
    /// @return true
    @Override
    public boolean isVectored() {
        return true;
    }

    /// With the turn.
    private long encrypt(Context cx, ByteBuffer[] from, int offset, int length) throws IOException {
        requireNotFailed();
        if (shutDown) {
            throw new SSLException(this + " was shut down: nothing can be written after close_notify");
        }
        if (isEmpty(from, offset, length)) {
            return 0;
        }
        if (!out.isEmpty()) {
            if (!push(cx, Side.WRITER) || !cx.proceed()) {
                return NOT_READY;
            }
            cx.refund();
        }
        long taken = 0;
        try {
            while (taken == 0) {
                SSLEngineResult result = out.wrap(engine, from, offset, length);
                if (result.getStatus() == Status.CLOSED) {
                    throw new IOException(peer + " has ended the connection, and with " + session.getProtocol()
                            + " both directions of it");
                }
                taken = result.bytesConsumed();
                if (taken == 0 && result.bytesProduced() == 0) {
                    throw new SSLException("the engine encrypts nothing: it is " + result.getHandshakeStatus());
                }
            }
        } catch (SSLException e) {
            fail(cx, Side.WRITER, e);
            throw Failure.with(peer, e);
        }
        boolean unused = push(cx, Side.WRITER); // the rest stays queued
        return taken;
    }

    private static boolean isEmpty(ByteBuffer[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (from[i].hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean pollFlush(Context cx) throws IOException {
        requireOpen();
        if (!turn.enter(Side.WRITER, cx.waker())) {
            return false;
        }
        try {
            requireNotFailed();
            turn.remember(Side.WRITER, cx.waker()); // a reader that pushes later leaves a waker for both
            return push(cx, Side.WRITER) && beneath.pollFlush(cx);
        } finally {
            turn.leave();
        }
    }

    /// Sends `close_notify` after everything that was written, and ends the stream beneath. Reading goes on.
    ///
    /// @param cx of the current poll
    /// @return true when it is done; false if the waker of `cx` is to be woken later
    /// @throws IOException if TLS or the stream beneath failed, or this stream is closed
    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        requireOpen();
        if (!turn.enter(Side.WRITER, cx.waker())) {
            return false;
        }
        try {
            requireNotFailed();
            turn.remember(Side.WRITER, cx.waker());
            if (!shutDown) {
                shutDown = true;
                engine.closeOutbound();
                SSLEngineResult made = out.wrap(engine);
                while (made.bytesProduced() > 0 && made.getStatus() != Status.CLOSED) {
                    made = out.wrap(engine);
                }
            }
            return push(cx, Side.WRITER) && beneath.pollShutdown(cx);
        } catch (SSLException e) {
            fail(cx, Side.WRITER, e);
            throw Failure.with(peer, e);
        } finally {
            turn.leave();
        }
    }

    // ---- sending what is queued

    /// With the turn: sends the queue, as far as the stream beneath takes it. When it takes no more, both sides are woken
    /// once it does: who waits for an answer must not wait for a request that is still here.
    private boolean push(Context cx, Side side) throws IOException {
        boolean waited = (boolean) QUEUED.getOpaque(this);
        Context woken = cx;
        while (!out.isEmpty()) {
            if (beneath.pollWrite(woken, out.records()) == NOT_READY) {
                if (woken != cx) {
                    return false;
                }
                turn.remember(side, cx.waker());
                // Before the waker of the reader is read, which `both` does: the reader leaves its waker, then looks
                // here. Weaker, and it may miss the records while its waker is missed: both wait for ever.
                QUEUED.setVolatile(this, true);
                woken = cx.withWaker(turn.both());
            }
        }
        out.release();
        if (waited) {
            QUEUED.setOpaque(this, false);
            if (side == Side.READER) {
                turn.wake(Side.WRITER);
            }
        }
        return true;
    }

    /// For a reader that has to wait, and has left its waker: sends what is queued, if anything is.
    private void helpToSend(Context cx) {
        if ((boolean) QUEUED.getVolatile(this) && turn.enter(Side.READER, cx.waker())) {
            try {
                pushQuietly(cx, Side.READER);
            } finally {
                turn.leave();
            }
        }
    }

    private void pushQuietly(Context cx, Side side) {
        try {
            boolean unused = push(cx, side) && beneath.pollFlush(cx);
        } catch (IOException e) {
            // For whoever writes next to find: what was received can still be read.
        }
    }

    // ---- the end

    /// With the turn: ends both directions, and tells the peer why if the engine has something to say.
    private void fail(Context cx, Side side, SSLException cause) {
        // Before the other side's waker is read, below: it leaves its waker, then looks here. Weaker, and it may wait
        // for ever.
        FAILURE.compareAndSet(this, null, cause);
        try {
            while (out.wrap(engine).bytesProduced() > 0) {
                // the next one
            }
        } catch (SSLException said) {
            // the engine repeats its failure, after the alert
        }
        pushQuietly(cx, side);
        turn.wake(side == Side.READER ? Side.WRITER : Side.READER);
    }

    private @Nullable SSLException failure() {
        return (SSLException) FAILURE.getVolatile(this);
    }

    private void requireNotFailed() throws SSLException {
        SSLException cause = failure();
        if (cause != null) {
            throw Failure.with(peer, cause);
        }
    }

    private void requireOpen() throws IOException {
        if ((boolean) CLOSED.getAcquire(this)) {
            throw new StreamClosedException(this + " was closed at this end");
        }
    }

    /// Closes the stream beneath. Sends nothing: without a [#shutdown] before, the peer finds the stream truncated.
    /// Idempotent; any thread. Tasks that read or write are woken, and fail.
    @Override
    public void close() {
        CLOSED.setRelease(this, true);
        beneath.close();
    }

    /// Buffers borrowed at the moment, for tests; by who reads and writes.
    int buffers() {
        return in.buffers() + out.buffers();
    }

    @Override
    public String toString() {
        return "TlsStream[with " + peer + "]";
    }
}
