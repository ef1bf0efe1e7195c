/// Sockets and byte streams that await instead of blocking.
///
/// A stream is an [AsyncRead][io.magpie.io.AsyncRead], an [AsyncWrite][io.magpie.io.AsyncWrite], or both, an
/// [AsyncStream][io.magpie.io.AsyncStream]. Whoever makes one implements its `poll` methods and `close`; the operations
/// that tasks await are built on these. [BufReader][io.magpie.io.BufReader], [BufWriter][io.magpie.io.BufWriter] and
/// [BufStream][io.magpie.io.BufStream], which is both, go around any stream, and frames ([io.magpie.io.codec]) around
/// those or around the stream itself. For tests there are [Duplex][io.magpie.io.Duplex], a pipe in memory, and a stream
/// that plays a script ([io.magpie.io.mock]).
///
/// In each direction a stream is used by one task at a time; what is around it belongs to that task. Only closing the
/// innermost stream is for everybody: it wakes who waits.
///
/// Every operation says what it leaves behind when it is dropped. The rule is that no byte is lost or doubled: bytes leave
/// their source only in the poll that hands them over, and what an operation has gathered is in an object of the caller's.
@CheckReturnValue
@NullMarked
package io.magpie.io;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
