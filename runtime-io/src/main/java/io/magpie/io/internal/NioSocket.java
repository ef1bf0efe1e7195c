package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A socket registered with a [NioPoller]: keeps the key's interest in step with the readiness. The protocol
/// is in the package's description.
abstract class NioSocket extends ScheduledIo implements IoSocket {

    private static final int READ_OPS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE_OPS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    /// Events in a row that may find their predecessor unread before the interest is dropped. Dropping and arming again
    /// costs two `epoll_ctl`, which is as much as some seven more events in a batch; a task that another worker has yet
    /// to run will mostly have read by then. Measured at 1,000 connections on a busy machine: 0.3 `epoll_ctl` a request
    /// with 1, 0.2 with 3, none with 7, at no more selects.
    static final int TOLERATED_STALE_EVENTS = 7;

    private final NioPoller poller;
    private final SelectionKey key;

    /// Events in a row that found their predecessor unread; guarded by the poller's lock.
    private int staleEvents;

    /// Registers `channel` with interest in `ops`. On failure the channel is closed.
    @SuppressWarnings("this-escape") // an event may come at once, and touches only what is initialised
    <C extends SelectableChannel & NetworkChannel> NioSocket(NioPoller poller, C channel, int initialReadiness, int ops)
            throws IOException {
        super(initialReadiness);
        this.poller = poller;
        this.key = poller.register(channel, ops, this);
    }

    /// The selector's operation for READABLE.
    abstract int readOperation();

    /// The selector's operation for WRITABLE.
    abstract int writeOperation();

    final NioPoller poller() {
        return poller;
    }

    /// An event of the selector, on the polling thread. Returns the readiness bits that are news.
    final int onEvent(SelectionKey fired, int ops) {
        int bits = 0;
        int dropped = 0;
        if ((ops & WRITE_OPS) != 0) {
            bits |= Readiness.WRITABLE;
            dropped |= ops & WRITE_OPS; // at once: a socket is writable most of the time
        }
        if ((ops & READ_OPS) != 0) {
            if ((readiness() & (Readiness.READABLE | Readiness.READ_CLOSED)) == 0) {
                bits |= Readiness.READABLE;
                staleEvents = 0;
            } else if (++staleEvents > TOLERATED_STALE_EVENTS) {
                bits |= Readiness.READABLE;
                dropped |= ops & READ_OPS;
                staleEvents = 0;
            }
        }
        if (dropped != 0) {
            fired.interestOpsAnd(~dropped);
        }
        if (bits != 0) {
            // After the drop: whoever clears what is set here, and then waits, sees that the interest is gone.
            deliver(bits);
        }
        return bits;
    }

    @Override
    protected final void arm(int bits) {
        int ops = ((bits & Readiness.READABLE) != 0 ? readOperation() : 0)
                | ((bits & Readiness.WRITABLE) != 0 ? writeOperation() : 0);
        try {
            if ((key.interestOps() & ops) != ops) {
                key.interestOpsOr(ops);
                poller.interestChanged();
            }
        } catch (CancelledKeyException _) {
            // Closed at this moment. SHUTDOWN was set before the key was cancelled, and takes the slot.
        }
    }

    /// Replaces the interest, for a socket that changes its role.
    final void interest(int ops) throws IOException {
        try {
            key.interestOps(ops);
            poller.interestChanged();
        } catch (CancelledKeyException _) {
            throw closedReason();
        }
    }

    @Override
    public final ScheduledIo io() {
        return this;
    }

    private NetworkChannel network() {
        return (NetworkChannel) key.channel();
    }

    /// Sets what was asked for before the socket is bound or connected.
    @SuppressWarnings("unchecked") // as they were put in
    static void setOptions(NetworkChannel channel, Map<SocketOption<?>, Object> options) throws IOException {
        for (var option : options.entrySet()) {
            channel.setOption((SocketOption<Object>) option.getKey(), option.getValue());
        }
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        try {
            network().setOption(option, value);
        } catch (ClosedChannelException _) {
            throw closedReason();
        }
    }

    @Override
    public final <T> @Nullable T option(SocketOption<T> option) throws IOException {
        try {
            return network().getOption(option);
        } catch (ClosedChannelException _) {
            throw closedReason();
        }
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return network().supportedOptions();
    }

    @Override
    public final IOException closedReason() {
        return new SocketClosedException(
                poller.isClosed() ? "the runtime was shut down, and with it " + this : this + " is closed");
    }

    /// Called once, when who waited was woken and the channel is open still.
    void closing() {}

    /// Called once, when the channel is closed.
    void closed() {}

    @Override
    public final void close() {
        if (shutDown()) {
            closing();
            // In this order: a channel that no selector knows frees its descriptor in its own close.
            key.cancel();
            poller.flush();
            close(key.channel());
            closed();
        }
    }

    /// Closes it together with the selector, where `registered` is its key. It may still be under
    /// construction, on another thread, without the key: the registration comes before the end of the
    /// constructor.
    final void closeWithPoller(SelectionKey registered) {
        if (shutDown()) {
            closing();
            close(registered.channel());
            closed();
        }
    }

    static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // The descriptor is gone all the same, and there is nothing the caller could do.
        }
    }
}
