package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A listening socket of some backend. No method waits.
public interface ListenSocket extends IoSocket {

    /// Takes a connection. It is the caller's, to be registered or refused.
    ///
    /// @return the connection; null if none waits
    /// @throws IOException if the system refuses; the listener goes on
    @Nullable
    Arrival accept() throws IOException;

    /// Takes one of the places there are for connections; a closed connection frees its place.
    ///
    /// @return false if all are taken
    boolean takePlace();

    /// As [#takePlace]; if all are taken, `waiter` is woken when one becomes free.
    ///
    /// @param waiter the future that accepts, or a bare waker
    /// @return false if all are taken
    /// @throws IllegalStateException if another future waits to accept
    boolean awaitPlace(Object waiter);

    /// Gives back a place that was taken for no connection.
    void freePlace();

    /// The address it is bound to.
    ///
    /// @return also after it was closed
    SocketAddress localAddress();

    /// A connection that was taken from the backlog, and is no stream yet.
    interface Arrival {

        /// Who it is.
        ///
        /// @return the peer's address
        SocketAddress peer();

        /// Makes it a stream, whose end frees a place.
        ///
        /// @param reactor where to register it
        /// @return the connection
        /// @throws IOException if the system refuses; then the connection is closed, and the place still
        ///     taken
        StreamSocket register(Reactor reactor) throws IOException;

        /// Resets it.
        void refuse();
    }
}
