package io.magpie.io;

import io.magpie.future.Future;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// A connection of Unix domain sockets: two processes of one machine.
///
/// It reads, writes and ends as told in [SocketStream]. Who the peer is, the option
/// `jdk.net.ExtendedSocketOptions.SO_PEERCRED` tells. Only paths are addresses: Java has neither abstract
/// names nor datagrams of this kind.
///
/// Source: `UnixStream` of Tokio.
public final class UnixStream extends SocketStream {

    UnixStream(StreamSocket socket) {
        super(socket);
    }

    /// Connects to who listens on `path`. Inert; dropping it closes the socket again.
    ///
    /// @param path of the socket's file; the system limits its length, to 108 bytes on Linux
    /// @return a future of the connection, to be polled on a runtime that has an I/O driver, else it fails
    ///     with an [IllegalStateException]; fails with a [java.net.ConnectException] if nobody listens there
    ///     any more, with a [java.net.SocketException] if there is no such file, or the listener's backlog is
    ///     full
    public static Future<UnixStream> connect(Path path) {
        return connect(UnixDomainSocketAddress.of(path), ConnectOptions.DEFAULT);
    }

    /// As [#connect(Path)], with options.
    ///
    /// @param address the peer's
    /// @param options how
    /// @return a future of the connection
    public static Future<UnixStream> connect(UnixDomainSocketAddress address, ConnectOptions options) {
        return new ConnectFuture<>(address, options, UnixStream::new);
    }

    @Override
    public Halves<UnixStream> split() {
        return Halves.of(this);
    }

    @Override
    public UnixDomainSocketAddress localAddress() throws IOException {
        return (UnixDomainSocketAddress) super.localAddress();
    }

    /// The peer's address.
    ///
    /// @return also after [#close]; with an empty path if the peer was bound to none, as clients are
    @Override
    public UnixDomainSocketAddress remoteAddress() {
        return (UnixDomainSocketAddress) super.remoteAddress();
    }
}
