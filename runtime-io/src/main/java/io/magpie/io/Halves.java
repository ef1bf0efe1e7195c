package io.magpie.io;

/// The two halves of a stream that was split: [SocketStream#split].
///
/// ```java
/// Halves<TcpStream> halves = stream.split();
/// spawn(() -> sendAll(halves.writer()));
/// await(receiveAll(halves.reader()));
/// ```
///
/// Closing the writer shuts the output down: the peer finds the end of the stream. Closing the reader wakes
/// who reads here, and tells the peer nothing. When both are closed, so is the stream. [ReadHalf#reunite]
/// gives it back instead.
///
/// @param reader what reads
/// @param writer what writes
/// @param <S> the type of the stream
public record Halves<S extends SocketStream>(ReadHalf<S> reader, WriteHalf<S> writer) {

    static <S extends SocketStream> Halves<S> of(S stream) {
        stream.claimSplit();
        Split<S> split = new Split<>(stream);
        return new Halves<>(new ReadHalf<>(split), new WriteHalf<>(split));
    }
}
