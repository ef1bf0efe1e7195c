package io.magpie.io;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

/// Exceptions that say what was tried, and with which address. The system's exceptions keep their type.
final class Failure {

    private Failure() {}

    static IOException of(String tried, IOException cause) {
        if (cause instanceof ClosedChannelException || cause instanceof UnknownHostException) {
            return cause;
        }
        String message = tried + ": " + cause.getMessage();
        IOException explained = switch (cause) {
            case ConnectException _ -> new ConnectException(message);
            case BindException _ -> new BindException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case SocketException _ -> new SocketException(message);
            default -> new IOException(message);
        };
        explained.initCause(cause);
        return explained;
    }

    /// `address` is only a name.
    static UnknownHostException unresolved(InetSocketAddress address) {
        return new UnknownHostException(address.getHostString() + " is not resolved: new InetSocketAddress(host, port)"
                + " resolves, and blocks meanwhile; createUnresolved does not");
    }
}
