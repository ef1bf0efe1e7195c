package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Future;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A TCP connection.
///
/// ```java
/// try (TcpStream stream = await(TcpStream.connect("localhost", 8080))) {
///     await(stream.writeAll(request));
///     int n = await(stream.read(response)); // -1 at the end
/// }
/// ```
///
/// How it reads, writes and ends is told in [SocketStream].
///
/// Source: `TcpStream` of Tokio.
public final class TcpStream extends SocketStream {

    TcpStream(StreamSocket socket) {
        super(socket);
    }

    /// Connects to `address`. Inert; dropping it closes the socket again.
    ///
    /// @param address the peer's, resolved
    /// @return a future of the connection, to be polled on a runtime that has an I/O driver, else it fails
    ///     with an [IllegalStateException]; fails with a [java.net.ConnectException] if nobody listens there,
    ///     with an [java.net.UnknownHostException] if `address` is unresolved
    public static Future<TcpStream> connect(InetSocketAddress address) {
        return connect(address, ConnectOptions.DEFAULT);
    }

    /// As [#connect(InetSocketAddress)], with options.
    ///
    /// @param address the peer's, resolved
    /// @param options how; fails with an [UnsupportedOperationException] if there is no such socket option,
    ///     with a [java.net.BindException] if the local address is in use or not this machine's
    /// @return a future of the connection
    public static Future<TcpStream> connect(InetSocketAddress address, ConnectOptions options) {
        return new ConnectFuture<>(address, options, TcpStream::new);
    }

    /// Connects to `host`: looks up its addresses ([Dns#lookup]), and tries them in turn. Inert; dropping it
    /// closes the socket of the attempt under way.
    ///
    /// @param host a name, or an address
    /// @param port 0 to 65,535
    /// @return as [#connect(List, ConnectOptions)]; fails also as [Dns#lookup] does
    public static Future<TcpStream> connect(String host, int port) {
        return connect(host, port, ConnectOptions.DEFAULT);
    }

    /// As [#connect(String, int)], with options.
    ///
    /// @param host a name, or an address
    /// @param port 0 to 65,535
    /// @param options how each attempt connects
    /// @return as [#connect(List, ConnectOptions)]; fails also as [Dns#lookup] does
    public static Future<TcpStream> connect(String host, int port, ConnectOptions options) {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(options, "options");
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port is " + port + ": it must be 0 to 65535");
        }
        return async(() -> {
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : await(Dns.lookup(host))) {
                addresses.add(new InetSocketAddress(address, port));
            }
            return await(connectToOneOf(host + ":" + port, addresses, options));
        });
    }

    /// Connects to the first of `addresses` that accepts: each is tried when the one before has failed, which
    /// may take minutes where packets vanish. Give an attempt less with a list of one and a
    /// [io.magpie.Async#timeout(java.time.Duration, Future)]. Inert; dropping it closes the socket of the
    /// attempt under way.
    ///
    /// @param addresses of one peer, resolved; one or more
    /// @param options how each attempt connects
    /// @return a future of the connection. If every address fails, so does it, with the exception of the
    ///     last, whose message names every address tried and why; the others are suppressed in it
    public static Future<TcpStream> connect(List<InetSocketAddress> addresses, ConnectOptions options) {
        List<InetSocketAddress> all = List.copyOf(addresses);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("there is no address to connect to: name at least one");
        }
        Objects.requireNonNull(options, "options");
        return connectToOneOf("any address", all, options);
    }

    private static Future<TcpStream> connectToOneOf(
            String peer, List<InetSocketAddress> addresses, ConnectOptions options) {
        return async(() -> {
            List<IOException> failures = new ArrayList<>();
            for (InetSocketAddress address : addresses) {
                try {
                    return await(connect(address, options));
                } catch (IOException e) {
                    failures.add(e);
                }
            }
            throw Failure.ofAll("cannot connect to " + peer, failures);
        });
    }

    @Override
    public Halves<TcpStream> split() {
        return Halves.of(this);
    }

    @Override
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }
}
