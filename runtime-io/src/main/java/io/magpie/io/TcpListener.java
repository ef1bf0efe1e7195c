package io.magpie.io;

import io.magpie.future.Future;
import io.magpie.io.ListenOptions.WhenFull;
import io.magpie.io.internal.ListenSocket;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.function.Predicate;

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
/// One task at a time may accept. [#close] may be called by any thread.
///
/// Source: `TcpListener` of Tokio.
public final class TcpListener extends SocketListener<TcpStream> {

    private TcpListener(ListenSocket socket, WhenFull whenFull) {
        super(socket, whenFull);
    }

    /// A listener on `address`, with the default options.
    ///
    /// @param address where to listen; port 0 for any free port
    /// @return as [#bind(InetSocketAddress, ListenOptions)]
    public static Future<TcpListener> bind(InetSocketAddress address) {
        return bind(address, ListenOptions.DEFAULT);
    }

    /// A listener on `address`. Inert; binds in its first poll, which does not wait, so that dropping it
    /// loses nothing. Fails with a [java.net.BindException] if the address is in use or not this machine's.
    ///
    /// @param address where to listen, resolved; port 0 for any free port
    /// @param options how
    /// @return a future of the listener, to be polled on a runtime that has an I/O driver; else it fails with
    ///     an [IllegalStateException]
    public static Future<TcpListener> bind(InetSocketAddress address, ListenOptions options) {
        Objects.requireNonNull(address, "address");
        SocketOptions sockets = SocketOptions.NONE
                .with(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress())
                .with(options.sockets());
        return new Opening<>("TcpListener.bind(" + address + ")", reactor -> {
            Failure.requireResolved(address);
            try {
                ListenSocket socket =
                        reactor.listen(address, options.backlog(), sockets.values(), options.maxConnections());
                return new TcpListener(socket, options.whenFull());
            } catch (IOException e) {
                throw Failure.of("cannot listen on " + address, e);
            }
        });
    }

    @Override
    TcpStream stream(StreamSocket accepted) {
        return new TcpStream(accepted);
    }

    /// Accepts a connection of a peer that is welcome; others are reset before there is a stream. Inert. As
    /// [#accept].
    ///
    /// @param welcome asked with the address of each peer, in the task that accepts; to answer at once. If it
    ///     throws, the connection is reset, and the future fails with that
    /// @return a future of the next connection that is welcome; fails as [#accept] does
    public Future<TcpStream> accept(Predicate<? super InetSocketAddress> welcome) {
        Objects.requireNonNull(welcome, "welcome");
        return new AcceptFuture(peer -> welcome.test((InetSocketAddress) peer));
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }
}
