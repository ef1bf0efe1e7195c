package io.magpie.io;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.StringJoiner;

/// Exceptions that say what was tried, and with which address. The system's exceptions keep their type.
final class Failure {

    private Failure() {}

    static IOException of(String tried, IOException cause) {
        if (cause instanceof ClosedChannelException || cause instanceof UnknownHostException) {
            return cause;
        }
        return like(cause, tried + ": " + cause.getMessage());
    }

    /// An exception of the type of `cause`, with `message`.
    private static IOException like(IOException cause, String message) {
        IOException explained = switch (cause) {
            case ConnectException _ -> new ConnectException(message);
            case BindException _ -> new BindException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case PortUnreachableException _ -> new PortUnreachableException(message);
            case SocketException _ -> new SocketException(message);
            default -> new IOException(message);
        };
        explained.initCause(cause);
        return explained;
    }

    /// What was tried failed in several ways, one after the other: of the last one's type, with all of them.
    static IOException ofAll(String tried, List<IOException> failures) {
        IOException last = failures.getLast();
        if (failures.size() == 1) {
            return last;
        }
        StringJoiner reasons = new StringJoiner("; ");
        failures.forEach(failure -> reasons.add(failure.getMessage()));
        IOException all = like(last, tried + ": each of " + failures.size() + " addresses failed: " + reasons);
        failures.subList(0, failures.size() - 1).forEach(all::addSuppressed);
        return all;
    }

    /// Refuses an address that is only a name.
    static void requireResolved(SocketAddress address) throws UnknownHostException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException(
                    inet.getHostString() + " is not resolved: use TcpStream.connect(host, port), or Dns.lookup(host)");
        }
    }
}
