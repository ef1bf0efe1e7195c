package io.magpie.io;

import io.magpie.future.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A source of bytes with a buffer, into which a reader may look before it takes: what lines and frames are read from.
/// [BufReader] makes one of any source.
///
/// An implementation writes [#pollFill] and [#release] besides what an [AsyncRead] needs.
public interface AsyncBufRead extends AsyncRead {

    /// The bytes that are here, reading some if there are none. When none come, the waker of `cx` is woken later; of
    /// several wakers only the latest. For futures written by hand.
    ///
    /// The buffer belongs to this stream. Who calls this reads from its position to its limit, and moves the position
    /// past what it takes, which is all that this stream learns of it: bytes that are left come again. It touches neither
    /// the limit nor the bytes, then calls [#release], and does not keep the buffer until the next poll.
    ///
    /// @param cx of the current poll; takes one operation of its budget if it reads
    /// @return 1 byte or more between position and limit; none at the end, for ever; null if there are none yet
    /// @throws IOException if the source failed or is closed
    @Nullable
    ByteBuffer pollFill(Context cx) throws IOException;

    /// Ends what [#pollFill] began. A buffer that is empty now goes back to where it was lent from. Forgotten, it costs
    /// memory but no byte: the position tells what was taken.
    void release();
}
