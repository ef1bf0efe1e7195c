/// Frames out of bytes, and bytes out of frames.
///
/// A [Decoder][io.magpie.io.codec.Decoder] finds the frames in the bytes that have come so far, an
/// [Encoder][io.magpie.io.codec.Encoder] appends the bytes of a frame. Both are plain objects that wait for nothing, and so
/// are tested without a stream. [FramedReader][io.magpie.io.codec.FramedReader] and
/// [FramedWriter][io.magpie.io.codec.FramedWriter] run them over a stream, [Framed][io.magpie.io.codec.Framed] over both its
/// directions: these wait, and hold the bytes.
///
/// However the bytes are cut on their way, the frames are the same. What was read of a frame, or encoded and not yet
/// written, is held by the reader or writer, so a dropped operation loses nothing; while it holds no byte it owns no
/// buffer.
///
/// Source: the semantics are those of `tokio_util::codec`.
@CheckReturnValue
@NullMarked
package io.magpie.io.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
