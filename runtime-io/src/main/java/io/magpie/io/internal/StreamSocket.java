package io.magpie.io.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// A stream socket of some backend. No method waits.
public interface StreamSocket extends IoSocket {

    /// Ends a connection attempt.
    ///
    /// @return false if it is still under way
    /// @throws IOException if it failed
    boolean finishConnect() throws IOException;

    /// Reads what is there.
    ///
    /// @param into as many bytes as it has room for
    /// @return bytes read; 0 if none are there; -1 at the end
    /// @throws IOException if the connection failed
    int read(ByteBuffer into) throws IOException;

    /// Reads what is there into several buffers in turn.
    ///
    /// @param into as many bytes as they have room for
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes read; fewer than there is room for only if no more are there; -1 at the end
    /// @throws IOException if the connection failed
    long read(ByteBuffer[] into, int offset, int length) throws IOException;

    /// Writes what there is room for.
    ///
    /// @param from its position moves on by what was written
    /// @return bytes written; 0 if there is no room
    /// @throws IOException if the connection failed
    int write(ByteBuffer from) throws IOException;

    /// Writes what there is room for from several buffers in turn.
    ///
    /// @param from the positions move on by what was written
    /// @param offset index of the first buffer
    /// @param length how many buffers
    /// @return bytes written; fewer than there are only if there is no more room
    /// @throws IOException if the connection failed
    long write(ByteBuffer[] from, int offset, int length) throws IOException;

    /// Reads no more: a read finds the end.
    ///
    /// @throws IOException if the system refuses
    void shutdownInput() throws IOException;

    /// Writes no more: the peer finds the end after what was written.
    ///
    /// @throws IOException if the system refuses
    void shutdownOutput() throws IOException;

    /// This end's address.
    ///
    /// @return with the port
    /// @throws IOException if the socket is closed
    SocketAddress localAddress() throws IOException;

    /// The peer's address.
    ///
    /// @return also after it was closed
    SocketAddress remoteAddress();

    /// The peer, for messages: its address, or what there is of it.
    ///
    /// @return also after it was closed
    String peer();
}
