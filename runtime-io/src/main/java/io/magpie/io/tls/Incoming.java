package io.magpie.io.tls;

import io.magpie.future.Context;
import io.magpie.io.AsyncRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// What came in and was not delivered yet: ciphertext, and the rest of a record that was larger than the caller's buffer.
/// Owned by the reader. Without bytes it owns no buffer.
final class Incoming {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Ready to be decrypted.
    private ByteBuffer ciphertext = NOTHING;

    /// Ready to be delivered.
    private ByteBuffer plaintext = NOTHING;

    /// Room for a record, whatever its length; the session may ask for more later.
    private int recordSize;

    /// Whether the ciphertext ends within its first record, so that more is needed before anything can be decrypted.
    private boolean partial = true;

    Incoming(SSLEngine engine) {
        this.recordSize = engine.getSession().getPacketBufferSize();
    }

    /// Whether it is worth while to decrypt.
    boolean mayHoldRecord() {
        return !partial;
    }

    boolean hasPlaintext() {
        return plaintext.hasRemaining();
    }

    /// Receives ciphertext into a buffer that is borrowed for that, once there is some: bytes received, -1 at the end,
    /// or [AsyncRead#NOT_READY].
    int pollReceive(Context cx, AsyncRead source) throws IOException {
        if (!source.pollReadable(cx)) {
            return AsyncRead.NOT_READY;
        }
        ByteBuffer room = room();
        int n = AsyncRead.NOT_READY;
        try {
            n = source.pollRead(cx, room);
        } finally {
            ciphertext = room.flip();
            release();
        }
        partial &= n <= 0;
        return n;
    }

    /// The ciphertext's buffer, ready to be filled further, with room for the rest of a record.
    private ByteBuffer room() throws SSLException {
        if (ciphertext.remaining() >= recordSize) {
            throw new SSLException("a record is longer than the " + recordSize + " bytes that the session allows");
        }
        if (ciphertext.capacity() >= recordSize) {
            return ciphertext.compact();
        }
        ByteBuffer larger = RecordPool.borrow(recordSize).put(ciphertext);
        ByteBuffer emptied = ciphertext;
        ciphertext = NOTHING;
        RecordPool.giveBack(emptied);
        return larger;
    }

    /// Decrypts one record into `into`; if that has too little room, into a buffer of its own, from which [#deliver] takes.
    SSLEngineResult unwrap(SSLEngine engine, ByteBuffer into) throws SSLException {
        SSLEngineResult result = engine.unwrap(ciphertext, into);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW && !hasPlaintext()) {
            ByteBuffer aside = RecordPool.borrow(engine.getSession().getApplicationBufferSize());
            try {
                result = engine.unwrap(ciphertext, aside);
            } finally {
                plaintext = aside.flip();
                release();
            }
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            partial = true;
            // A record may be larger than was agreed; the session finds out when it sees its header.
            recordSize = Math.max(recordSize, engine.getSession().getPacketBufferSize());
        }
        release();
        return result;
    }

    /// Moves plaintext to `into`. Returns how much.
    int deliver(ByteBuffer into) {
        int n = Math.min(into.remaining(), plaintext.remaining());
        if (n > 0) {
            into.put(plaintext.slice(plaintext.position(), n));
            plaintext.position(plaintext.position() + n);
            release();
        }
        return n;
    }

    /// Forgets the ciphertext: it cannot be decrypted.
    void discard() {
        ciphertext.position(ciphertext.limit());
        release();
    }

    /// Gives back what is empty.
    private void release() {
        if (ciphertext.capacity() > 0 && !ciphertext.hasRemaining()) {
            RecordPool.giveBack(ciphertext);
            ciphertext = NOTHING;
            partial = true;
        }
        if (plaintext.capacity() > 0 && !plaintext.hasRemaining()) {
            RecordPool.giveBack(plaintext);
            plaintext = NOTHING;
        }
    }

    /// Buffers borrowed at the moment, for tests.
    int buffers() {
        return (ciphertext.capacity() == 0 ? 0 : 1) + (plaintext.capacity() == 0 ? 0 : 1);
    }
}
