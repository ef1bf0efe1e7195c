package io.magpie.io.internal;

import io.magpie.future.Waker;
import io.magpie.spi.IoHost;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One selector, and the sockets registered with it. The protocol is in the package's description.
///
/// A poll takes at most 1,024 events, which is the JDK's own limit; the selector cannot be told to take
/// fewer.
public final class NioPoller implements Reactor {

    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(NioPoller.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final IoHost host;
    private final Selector selector;

    /// Held around every select. Fair, so that a thread that polls again and again lets a closing one in.
    private final ReentrantLock selecting = new ReentrantLock(true);

    final SelectGate gate = new SelectGate();
    private final Consumer<SelectionKey> dispatch = this::dispatch;

    /// Wakers passed on by the poll under way; guarded by `selecting`.
    private int wakes;

    @SuppressWarnings("unused") // CLOSED
    private boolean closed;

    NioPoller(IoHost host) throws IOException {
        this.host = host;
        this.selector = Selector.open();
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        selecting.lock();
        try {
            wakes = 0;
            if (timeoutNanos == 0) {
                selector.selectNow(dispatch);
            } else {
                selectWaiting(timeoutNanos);
            }
            return wakes;
        } catch (ClosedSelectorException closed) {
            // The runtime has ended, or has given up waiting for its tasks, while this thread was on its way in.
            return wakes;
        } finally {
            selecting.unlock();
        }
    }

    private void selectWaiting(long timeoutNanos) throws IOException {
        try {
            if (gate.enter()) {
                selector.select(dispatch, timeoutMillis(timeoutNanos));
            } else {
                selector.selectNow(dispatch);
            }
        } finally {
            gate.leave();
        }
    }

    /// What the selector understands: milliseconds, rounded up so that no timer finds itself early; 0 without
    /// limit.
    private static long timeoutMillis(long nanos) {
        return nanos < 0 ? 0 : (nanos - 1) / 1_000_000 + 1;
    }

    @Override
    public void wakeup() {
        if (gate.callForWakeup()) {
            selector.wakeup();
        }
    }

    /// The interest of a key changed: a thread in the selector must take it in.
    void interestChanged() {
        if (gate.isEntered()) {
            selector.wakeup();
        }
    }

    private void dispatch(SelectionKey key) {
        var io = (NioSocket) key.attachment();
        int bits;
        try {
            bits = io.onEvent(key, key.readyOps());
        } catch (CancelledKeyException _) {
            return; // closed at this moment: its waiters are being woken
        }
        if ((bits & Readiness.READABLE) != 0) {
            wake(io.takeReader());
        }
        if ((bits & Readiness.WRITABLE) != 0) {
            wake(io.takeWriter());
        }
    }

    private void wake(@Nullable Waker waker) {
        if (waker != null) {
            wakes++;
            host.wake(waker);
        }
    }

    @Override
    public ListenSocket listen(SocketAddress address, int backlog, Map<SocketOption<?>, Object> options, int limit)
            throws IOException {
        return NioListenSocket.bind(this, address, backlog, options, limit);
    }

    @Override
    public StreamSocket connect(
            SocketAddress address, @Nullable SocketAddress local, Map<SocketOption<?>, Object> options)
            throws IOException {
        return NioStreamSocket.connect(this, address, local, options);
    }

    @Override
    public DatagramSocket datagrams(
            InetSocketAddress address, @Nullable ProtocolFamily family, Map<SocketOption<?>, Object> options)
            throws IOException {
        return NioDatagramSocket.bind(this, address, family, options);
    }

    /// Registers the channel of `io`, with interest in `ops`. On failure the channel is closed.
    SelectionKey register(SelectableChannel channel, int ops, NioSocket io) throws IOException {
        try {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, ops, io);
            // After the registration: pairs with closed-then-keys in `close`. One of the two sees the other.
            if (isClosed()) {
                throw new ClosedSelectorException();
            }
            interestChanged();
            return key;
        } catch (ClosedSelectorException _) {
            channel.close();
            throw new SocketClosedException("the runtime was shut down: no socket can be opened any more");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Frees the keys that were cancelled before. Waits for the select under way at most, which it ends.
    void flush() {
        try {
            if (gate.closerComes()) {
                selector.wakeup();
            }
            selecting.lock();
            try {
                selector.selectNow(_ -> {}); // level-triggered: what is found here is found again
            } finally {
                selecting.unlock();
            }
        } catch (ClosedSelectorException | IOException _) {
            // Closed: then it holds no key any more. Failed: then the next select frees them.
        } finally {
            gate.closerDone();
        }
    }

    @Override
    public int registered() {
        try {
            return selector.keys().size();
        } catch (ClosedSelectorException _) {
            return 0;
        }
    }

    @Override
    public List<String> open() {
        List<String> lines = new ArrayList<>();
        try {
            for (SelectionKey key : selector.keys()) {
                lines.add(key.attachment().toString());
            }
        } catch (ClosedSelectorException _) {
            // Then none is open.
        }
        return lines;
    }

    boolean isClosed() {
        return (boolean) CLOSED.getVolatile(this);
    }

    @Override
    public void close() {
        // Before the keys are looked at: pairs with register-then-closed in `register`.
        CLOSED.setVolatile(this, true);
        try {
            for (SelectionKey key : selector.keys()) {
                ((NioSocket) key.attachment()).closeWithPoller(key);
            }
        } catch (ClosedSelectorException _) {
            return; // it was closed before
        }
        selecting.lock();
        try {
            selector.close();
        } catch (IOException _) {
            // Nothing is left to close.
        } finally {
            selecting.unlock();
        }
    }

    @Override
    public String toString() {
        return "IoPoller[nio, " + registered() + " sockets]";
    }
}
