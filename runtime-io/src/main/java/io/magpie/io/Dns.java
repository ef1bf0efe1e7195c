package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawnBlocking;

import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Addresses of names.
public final class Dns {

    private Dns() {}

    /// Looks up the addresses of `host`, with the JDK's resolver and its caches. Inert.
    ///
    /// An address written as such needs no look-up, and is there at once: `127.0.0.1`, `::1`, `[::1]`,
    /// `fe80::1%eth0`. A name is looked up on the runtime's blocking pool, because the system offers nothing
    /// but blocking. It takes as long as the system lets it, 10 seconds and more when a server does not
    /// answer: give it a [io.magpie.Async#timeout(java.time.Duration, Future)]. Dropped, it does not wait for
    /// the system: a look-up under way goes on unheard, one that has not begun is cancelled.
    ///
    /// @param host a name, or an address
    /// @return a future of one address or more, in the order of the system's preference; fails with an
    ///     [UnknownHostException] that says which host; with an [IllegalStateException] if it is a name and
    ///     the runtime has no blocking pool
    public static Future<List<InetAddress>> lookup(String host) {
        Objects.requireNonNull(host, "host");
        return async(() -> {
            InetAddress address = literal(host);
            return address != null ? List.of(address) : await(resolve(host));
        });
    }

    private static Future<List<InetAddress>> resolve(String name) {
        return async(() -> {
            JoinHandle<List<InetAddress>> lookup = spawnBlocking(() -> List.of(InetAddress.getAllByName(name)));
            try {
                return await(lookup);
            } finally {
                lookup.abort("nobody waits for the addresses of " + name); // does nothing once it has ended
            }
        });
    }

    /// The address that `host` is, or null if it is a name.
    private static @Nullable InetAddress literal(String host) throws UnknownHostException {
        if (host.isEmpty()) {
            throw new UnknownHostException("the host is empty: name one, such as localhost");
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            if (host.indexOf(':') < 0) {
                return null;
            }
            // No name has a colon in it.
            var unknown = new UnknownHostException(host + " is no address: " + e.getMessage());
            unknown.initCause(e);
            throw unknown;
        }
    }
}
