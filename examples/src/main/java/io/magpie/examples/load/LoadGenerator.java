package io.magpie.examples.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Many echo clients on one thread: each connection has at most one request of 64 bytes under way, and every byte that
/// comes back is checked.
///
/// One selector, one read and one write a request, no allocation while it runs: it takes little of the processors that
/// it shares with the server. Not thread-safe.
public final class LoadGenerator implements AutoCloseable {

    private static final long PROGRESS_NANOS = 500_000_000;
    private static final long STALL_NANOS = 30_000_000_000L;

    private final InetSocketAddress server;
    private final Wire wire;
    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Connection> computing = new ArrayList<>();
    private final ByteBuffer answer = ByteBuffer.allocateDirect(Message.SIZE);
    private final ByteBuffer message = ByteBuffer.allocateDirect(Message.SIZE);

    private final LatencyHistogram latencies = new LatencyHistogram();
    private final LatencyHistogram recent = new LatencyHistogram(); // since the last progress report
    private long computed;
    private int underWay;
    private long lastAnswer;

    private long end; // of the run under way
    private long period; // between two requests of a connection; 0: the next one follows the answer
    private long slot; // the next request to be due, of all connections together

    /// A load for `server`, without a connection yet.
    ///
    /// @param server where to connect
    /// @throws IOException if the system has no selector left
    public LoadGenerator(InetSocketAddress server) throws IOException {
        this(server, channel -> channel);
    }

    /// A load for `server`, without a connection yet, that speaks through something on top of TCP.
    ///
    /// @param server where to connect
    /// @param wire what lies between requests and socket
    /// @throws IOException if the system has no selector left
    public LoadGenerator(InetSocketAddress server, Wire wire) throws IOException {
        this.server = server;
        this.wire = wire;
        for (int i = Long.BYTES; i < Message.SIZE; i++) {
            message.put(i, (byte) (i * 7));
        }
    }

    /// What lies between requests and socket, such as encryption.
    @FunctionalInterface
    public interface Wire {

        /// Prepares a connection; may block.
        ///
        /// @param channel connected, blocking; made non-blocking afterwards
        /// @return reads and writes requests without blocking
        /// @throws IOException if that fails
        ByteChannel over(SocketChannel channel) throws IOException;
    }

    /// Opens more connections.
    ///
    /// @param count how many
    /// @throws IOException if one fails
    public void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connections.add(open(Message.ECHO));
        }
    }

    /// Opens more connections that do nothing but ask the server to compute, one request after the other.
    ///
    /// @param count how many
    /// @throws IOException if one fails
    public void connectComputing(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            computing.add(open(Message.COMPUTE));
        }
    }

    /// Closes all connections.
    ///
    /// @throws IOException if closing fails
    public void disconnect() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.selectNow(); // the selector keeps a closed channel's descriptor until it looks again
        connections.clear();
        computing.clear();
    }

    /// The open connections that echo.
    ///
    /// @return 0 or more
    public int connections() {
        return connections.size();
    }

    /// Sends one request on each connection, and waits for the answers.
    ///
    /// @return what was seen
    /// @throws IOException if a connection fails, or an answer is wrong or missing
    public LoadReport once() throws IOException {
        return run(Duration.ZERO, Duration.ZERO, _ -> {});
    }

    /// Sends requests for a while, and waits for the answers that are still under way then.
    ///
    /// @param length how long
    /// @param every the time between two requests of a connection; zero to send the next one when the answer is there. A
    ///     request that is late because its predecessor was not answered counts from when it was due; a request that is
    ///     late because this thread was, counts from when it was sent
    /// @param progress told twice a second what was seen since last time
    /// @return what was seen
    /// @throws IOException if a connection fails, or an answer is wrong or missing
    public LoadReport run(Duration length, Duration every, Consumer<LoadReport> progress) throws IOException {
        long start = System.nanoTime();
        end = start + length.toNanos();
        period = every.toNanos();
        latencies.clear();
        recent.clear();
        computed = 0;
        lastAnswer = start;
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).due = due(start, i);
        }
        startAll(start);
        long reported = start;
        slot = 0;
        while (underWay > 0 || (period > 0 && System.nanoTime() - end < 0)) {
            sendDue(start);
            selector.select(this::ready, millisUntilDue(start));
            long now = System.nanoTime();
            if (underWay > 0 && now - lastAnswer > STALL_NANOS) {
                throw new IOException(
                        underWay + " requests without an answer for " + STALL_NANOS / 1_000_000_000 + " s");
            }
            if (now - reported >= PROGRESS_NANOS && now - end < 0) {
                progress.accept(LoadReport.of(connections.size(), recent, now - reported, computed));
                recent.clear();
                reported = now;
            }
        }
        return LoadReport.of(connections.size(), latencies, System.nanoTime() - start, computed);
    }

    @Override
    public void close() throws IOException {
        disconnect();
        selector.close();
    }

    private Connection open(byte kind) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteChannel requests = wire.over(channel);
        channel.configureBlocking(false);
        Connection connection = new Connection(requests, kind, connections.size());
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    /// When the request number `request` of all connections together is due, if they are paced.
    private long due(long start, long request) {
        return start + period * request / connections.size();
    }

    private void startAll(long now) throws IOException {
        for (Connection connection : computing) {
            send(connection, now);
        }
        if (period == 0) {
            for (Connection connection : connections) {
                send(connection, System.nanoTime());
            }
        }
    }

    /// Sends what has come due since the last look, connection by connection. One that still waits for an answer sends
    /// when it has it.
    private void sendDue(long start) throws IOException {
        if (period == 0 || connections.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (; due(start, slot) - now <= 0 && now - end < 0; slot++) {
            Connection connection = connections.get((int) (slot % connections.size()));
            if (!connection.waiting && connection.due - now <= 0) {
                connection.due += period;
                now = System.nanoTime();
                send(connection, now);
            }
        }
    }

    private long millisUntilDue(long start) {
        if (period == 0 || connections.isEmpty()) {
            return 1_000;
        }
        return Math.clamp((due(start, slot) - System.nanoTime()) / 1_000_000, 1, 1_000);
    }

    private void ready(SelectionKey key) {
        try {
            receive((Connection) key.attachment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(Connection connection) throws IOException {
        answer.clear().limit(Message.SIZE - connection.received);
        int count = connection.channel.read(answer);
        if (count < 0) {
            throw new IOException(connection + ": the server closed the connection");
        }
        check(connection, answer.flip());
        connection.received += count;
        if (connection.received < Message.SIZE) {
            return;
        }
        long now = System.nanoTime();
        connection.waiting = false;
        underWay--;
        lastAnswer = now;
        count(connection, now);
        sendNext(connection, now);
    }

    private void check(Connection connection, ByteBuffer received) throws IOException {
        message.clear()
                .putLong(0, connection.tag())
                .position(connection.received)
                .limit(connection.received + received.remaining());
        if (!connection.waiting || received.mismatch(message) >= 0) {
            throw new IOException(connection + ": the answer differs from the request");
        }
    }

    private void count(Connection connection, long now) {
        if (connection.kind == Message.COMPUTE) {
            computed++;
        } else {
            latencies.record(now - connection.since);
            recent.record(now - connection.since);
        }
    }

    private void sendNext(Connection connection, long now) throws IOException {
        if (now - end >= 0) {
            countUnsent(connection, now);
        } else if (period == 0 || connection.kind == Message.COMPUTE) {
            send(connection, now);
        } else if (connection.due - now <= 0) {
            long due = connection.due;
            connection.due += period;
            send(connection, due);
        }
    }

    /// Counts the requests that came due while the answer was missing, with the time they have waited.
    private void countUnsent(Connection connection, long now) {
        if (period > 0 && connection.kind == Message.ECHO) {
            for (; connection.due - end < 0; connection.due += period) {
                latencies.record(now - connection.due);
            }
        }
    }

    private void send(Connection connection, long since) throws IOException {
        connection.request++;
        connection.received = 0;
        connection.waiting = true;
        connection.since = since;
        underWay++;
        message.clear().putLong(0, connection.tag());
        int written = connection.channel.write(message);
        if (written != Message.SIZE) {
            throw new IOException(connection + ": the system took " + written + " of 64 bytes on an idle connection");
        }
    }

    /// One connection, and its request under way.
    private static final class Connection {
        final ByteChannel channel;
        final byte kind;
        final int number;
        int request;
        int received; // bytes of the answer
        boolean waiting;
        long since; // when the request under way was sent, or should have been
        long due; // when the next request is to be sent, if they are paced

        Connection(ByteChannel channel, byte kind, int number) {
            this.channel = channel;
            this.kind = kind;
            this.number = number;
        }

        long tag() {
            return Message.tag(kind, number, request);
        }

        @Override
        public String toString() {
            return "connection " + number + ", request " + request;
        }
    }
}
