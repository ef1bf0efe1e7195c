package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import java.nio.channels.ByteChannel;
import java.util.Objects;

/// Two directions in one: a source and a sink of bytes with one [#close], such as a [TcpStream]. One task may read
/// while another writes.
public interface AsyncStream extends AsyncRead, AsyncWrite {

    /// Copies both ways, from each stream to the other, until both have ended: what a proxy does. Inert. Neither stream is
    /// closed. Buffers are lent from [BufferPool#shared] while bytes are in them.
    ///
    /// The end of one direction is carried over: the sink is shut down, and the other direction goes on. An error on
    /// either side ends both at once, a reset also while nothing flows. That a peer whose direction has ended is gone is
    /// noticed at the next write to it only: it sends nothing more that could tell. Dropped or failed midway, it loses
    /// what was read and not yet written.
    ///
    /// @param other the stream at the other side
    /// @return a future of the numbers of bytes copied; fails with the [java.io.IOException] of either side
    default Future<Copied> copyBidirectional(AsyncStream other) {
        return new Copying.BothWays(this, Objects.requireNonNull(other, "other"));
    }

    /// Both directions as a channel, for code that blocks: see [#toInputStream] and [#toOutputStream]. One thread may read
    /// while another writes. A write that returns has been flushed; closing the channel shuts the sink down, then closes
    /// this stream.
    ///
    /// @param runtime runs the operations, for as long as it is open
    /// @return a blocking view, which throws an [IllegalStateException] on a thread that polls tasks
    @Override
    default ByteChannel toChannel(AsyncRuntime runtime) {
        return new BlockingChannel.Both(this, runtime);
    }

    /// Releases both directions, at once and without waiting; what was not flushed is lost, and who waits fails.
    /// Idempotent.
    @Override
    void close();
}
