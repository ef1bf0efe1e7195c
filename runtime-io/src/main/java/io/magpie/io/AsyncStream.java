package io.magpie.io;

/// Two directions in one: a source and a sink of bytes with one [#close], such as a [TcpStream]. One task may read
/// while another writes.
public interface AsyncStream extends AsyncRead, AsyncWrite {

    /// Releases both directions, at once and without waiting; what was not flushed is lost, and who waits fails.
    /// Idempotent.
    @Override
    void close();
}
