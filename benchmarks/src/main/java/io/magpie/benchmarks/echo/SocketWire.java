package io.magpie.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// TCP connections to an echo server, and one selector. Every byte that comes back is checked.
///
/// A request costs one write, one read, and its share of a select. All connections share two direct buffers. A message is
/// a tag of 8 bytes that tells the connection and the request, then a pattern.
final class SocketWire implements Wire, AutoCloseable {

    private static final int TAG = Long.BYTES;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final InetSocketAddress server;
    private final int size;
    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer message;
    private final ByteBuffer answer;
    private final Consumer<SelectionKey> ready = this::ready;
    private IntConsumer answered = _ -> {};

    /// No connection yet.
    ///
    /// @param server where to connect
    /// @param size bytes of a message; 8 or more
    /// @throws IOException if the system has no selector left
    SocketWire(InetSocketAddress server, int size) throws IOException {
        this.server = server;
        this.size = size;
        message = ByteBuffer.allocateDirect(size);
        answer = ByteBuffer.allocateDirect(size);
        for (int i = TAG; i < size; i++) {
            message.put(i, (byte) (i * 7 + i / 256));
        }
    }

    /// Opens more connections.
    void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(connections.size(), channel, key);
            key.attach(connection);
            connections.add(connection);
        }
    }

    /// Closes all connections.
    void disconnect() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.selectNow(); // the selector keeps a closed channel's descriptor until it looks again
        connections.clear();
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public void send(int number) throws IOException {
        Connection connection = connections.get(number);
        connection.request++;
        connection.sent = 0;
        connection.received = 0;
        write(connection);
    }

    /// A selector waits for whole milliseconds. So for less this parks instead, and sees an answer that comes meanwhile
    /// only afterwards: at most a millisecond late, and at most as late as the next request is due.
    @Override
    public void poll(long nanos, IntConsumer listener) throws IOException {
        answered = listener;
        if (nanos >= NANOS_PER_MILLI) {
            selector.select(ready, nanos / NANOS_PER_MILLI);
        } else if (selector.selectNow(ready) == 0 && nanos > 0) {
            LockSupport.parkNanos(nanos);
            selector.selectNow(ready);
        }
    }

    @Override
    public void close() throws IOException {
        disconnect();
        selector.close();
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                write(connection);
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Connection connection) throws IOException {
        message.clear().putLong(0, connection.tag()).position(connection.sent);
        connection.channel.write(message);
        connection.sent = message.position();
        if (connection.sent < size) {
            connection.key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void read(Connection connection) throws IOException {
        // One byte more than is expected would be found by the next read: nothing is under way then.
        answer.clear().limit(Math.max(1, connection.sent - connection.received));
        int count = connection.channel.read(answer);
        if (count < 0) {
            throw new IOException(connection + ": the server closed the connection");
        }
        if (count == 0) {
            return;
        }
        check(connection, answer.flip());
        connection.received += count;
        if (connection.received == size) {
            answered.accept(connection.number);
        }
    }

    private void check(Connection connection, ByteBuffer received) throws IOException {
        int from = connection.received;
        int to = from + received.remaining();
        if (to <= connection.sent) {
            message.clear().putLong(0, connection.tag()).position(from).limit(to);
            if (received.mismatch(message) < 0) {
                return;
            }
        }
        throw new IOException(connection + ": the answer differs from the request");
    }

    /// One connection, and its latest request.
    private static final class Connection {
        final int number;
        final SocketChannel channel;
        final SelectionKey key;
        int request;
        int sent; // bytes of the request
        int received; // bytes of the answer

        Connection(int number, SocketChannel channel, SelectionKey key) {
            this.number = number;
            this.channel = channel;
            this.key = key;
        }

        long tag() {
            return (long) number << 32 | (request & 0xFFFF_FFFFL);
        }

        @Override
        public String toString() {
            return "connection " + number + ", request " + request;
        }
    }
}
