/// TLS over any [io.magpie.io.AsyncStream], by the [javax.net.ssl.SSLEngine] of the JDK or of another provider.
///
/// ## Who may touch the engine
///
/// A stream lives in two phases.
///
/// | phase | owner of everything | ends |
/// |---|---|---|
/// | handshaking | the one future that [TlsConnector#connect] or [TlsAcceptor#accept] made | with a [TlsStream], or with the stream beneath closed |
/// | open | shared by one reader and one writer, as below | with [TlsStream#close] |
///
/// While it shakes hands, the engine has one user at a time: the future, or the job on the pool that runs the delegated
/// tasks (key exchange, signatures, certificate checks). The future hands the engine to the job when it spawns it, and
/// gets it back when it has awaited it. A future that is dropped meanwhile closes the stream beneath, and leaves the
/// engine to the job and the collector.
///
/// Once open, the reader decrypts and the writer encrypts, maybe on two workers at once. What they own:
///
/// | what | owner |
/// |---|---|
/// | ciphertext that was received, plaintext that waits for a larger buffer, the end that was seen | the reader |
/// | reading the stream beneath | the reader |
/// | the engine; records that wait to be sent; writing, flushing and ending the stream beneath | who has the *turn* |
/// | the first failure | anybody: set once |
///
/// The turn ([Turn]) is a word with an owner bit and a bit for each side that waits. It is held within one poll, for a
/// record or a few, and never across polls. Who does not get it does not block: its waker is left, its bit is set, and
/// who leaves the turn wakes it.
///
/// Why not one right to wrap and another to unwrap, which the contract of `SSLEngine` permits? The engine of the JDK takes one
/// lock in both (and in the delegated tasks), so nothing ran in parallel; and both change the state of the connection:
/// a key update that is read makes a record to be sent, an alert ends both directions. With one turn every one of these
/// is plain sequential code. The system call that reads stays outside of it.
///
/// ## What makes a record
///
/// The writer, from the caller's bytes and at shutdown; and the reader: the answer to a key update, the answer to
/// `close_notify` in TLS 1.2, the alert about what it could not decrypt. A record is queued at once and belongs to the
/// stream from then on: its bytes have been numbered by the cipher, and must be sent in that order or never. So a dropped
/// write leaves nothing half done, and whoever sends next sends the queue first.
///
/// Who pushes the queue: every write, flush and shutdown, and also the reader whenever it has to wait. So a request that the
/// stream beneath did not take whole is sent while its answer is awaited, without a flush. Both may wait for room at
/// once, but a stream keeps one waker for writing: who finds that the other waits, too, leaves a waker that wakes both.
///
/// ## States of an open stream
///
/// | | reads | writes |
/// |---|---|---|
/// | open | plaintext | records |
/// | shutting down: `close_notify` is queued | plaintext | fail |
/// | peer ended: `close_notify` was received | -1, for ever | go on in TLS 1.3; fail in TLS 1.2, where both end together |
/// | truncated: the stream beneath ended without it | [TlsTruncatedException], for ever | go on, if the peer still reads |
/// | failed: an alert was made or received | the failure | the failure |
/// | closed | fail | fail |
///
/// A handshake after the handshake (renegotiation, TLS 1.2 and before) is refused: it is a failure. Key updates and
/// session tickets of TLS 1.3 are no handshake in this sense; the reader sees to them.
///
/// ## Buffers
///
/// A stream that waits for its peer owns none. A reader borrows one for ciphertext when the stream beneath is readable,
/// and gives it back when all of it is decrypted; the writer borrows one for a record until the stream beneath has taken
/// it.
@CheckReturnValue
@NullMarked
package io.magpie.io.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
