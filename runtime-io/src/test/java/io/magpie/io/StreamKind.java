package io.magpie.io;

import io.magpie.future.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// The kinds of streams: what holds for one holds for the other.
enum StreamKind {
    TCP {
        @Override
        SocketAddress anyAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        Future<? extends SocketListener<?>> listen(SocketAddress address, ListenOptions options) {
            return TcpListener.bind((InetSocketAddress) address, options);
        }

        @Override
        Future<? extends SocketStream> connect(SocketAddress address) {
            return TcpStream.connect((InetSocketAddress) address);
        }
    },

    UNIX {
        @Override
        SocketAddress anyAddress() {
            return UnixDomainSocketAddress.of(Folder.PATH.resolve(Integer.toString(Folder.NEXT.getAndIncrement())));
        }

        @Override
        Future<? extends SocketListener<?>> listen(SocketAddress address, ListenOptions options) {
            return UnixListener.bind((UnixDomainSocketAddress) address, options);
        }

        @Override
        Future<? extends SocketStream> connect(SocketAddress address) {
            return UnixStream.connect((UnixDomainSocketAddress) address, ConnectOptions.DEFAULT);
        }
    };

    /// Where nobody listens yet.
    abstract SocketAddress anyAddress();

    abstract Future<? extends SocketListener<?>> listen(SocketAddress address, ListenOptions options);

    abstract Future<? extends SocketStream> connect(SocketAddress address);

    final Future<? extends SocketListener<?>> listen() {
        return listen(anyAddress(), ListenOptions.DEFAULT);
    }

    /// A folder for socket files, with a short name.
    private static final class Folder {
        static final Path PATH;
        static final AtomicInteger NEXT = new AtomicInteger();

        static {
            try {
                PATH = Files.createTempDirectory("magpie");
                PATH.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
