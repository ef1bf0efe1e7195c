package io.magpie.io;

import io.magpie.future.Future;
import io.magpie.io.ListenOptions.WhenFull;
import io.magpie.io.internal.ListenSocket;
import io.magpie.io.internal.StreamSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/// A socket that listens for connections of Unix domain sockets.
///
/// Binding makes a file, which closing deletes, or the end of the runtime: the very file that was made, and
/// nobody else's that took its place. A process that is killed leaves its file behind; then the address is in
/// use until somebody deletes it, and no system does that by itself.
///
/// Who may connect, the permissions of the file and of its directory tell.
///
/// Source: `UnixListener` of Tokio, which leaves the file to its user.
public final class UnixListener extends SocketListener<UnixStream> {

    private UnixListener(ListenSocket socket, WhenFull whenFull) {
        super(socket, whenFull);
    }

    /// A listener on `path`, with the default options.
    ///
    /// @param path of the file to be made; the system limits its length, to 108 bytes on Linux
    /// @return as [#bind(UnixDomainSocketAddress, ListenOptions)]
    public static Future<UnixListener> bind(Path path) {
        return bind(UnixDomainSocketAddress.of(path), ListenOptions.DEFAULT);
    }

    /// A listener on `address`. Inert; binds in its first poll, which does not wait, so that dropping it
    /// loses nothing. Fails with a [BindException] if the file is there already.
    ///
    /// @param address where to listen
    /// @param options how
    /// @return a future of the listener, to be polled on a runtime that has an I/O driver; else it fails with
    ///     an [IllegalStateException]
    public static Future<UnixListener> bind(UnixDomainSocketAddress address, ListenOptions options) {
        Objects.requireNonNull(address, "address");
        return new Opening<>("UnixListener.bind(" + address + ")", reactor -> {
            try {
                ListenSocket socket = reactor.listen(
                        address, options.backlog(), options.sockets().values(), options.maxConnections());
                return new UnixListener(socket, options.whenFull());
            } catch (BindException e) {
                throw Failure.of(
                        "cannot listen on " + address
                                + " (if no process listens there, the file was left by one that was"
                                + " killed: delete it first)",
                        e);
            } catch (IOException e) {
                throw Failure.of("cannot listen on " + address, e);
            }
        });
    }

    @Override
    UnixStream stream(StreamSocket accepted) {
        return new UnixStream(accepted);
    }

    @Override
    public UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) super.localAddress();
    }
}
