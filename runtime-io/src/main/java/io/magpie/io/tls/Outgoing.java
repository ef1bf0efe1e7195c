package io.magpie.io.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// Records that were made and not sent yet, oldest first. Used by who has the turn. Without records it owns no buffer.
final class Outgoing {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer[] NO_PLAINTEXT = {NOTHING};

    /// From position to limit: what is to be sent.
    private ByteBuffer records = NOTHING;

    private int recordSize;

    Outgoing(SSLEngine engine) {
        this.recordSize = engine.getSession().getPacketBufferSize();
    }

    boolean isEmpty() {
        return !records.hasRemaining();
    }

    /// Bytes that wait.
    int size() {
        return records.remaining();
    }

    /// For the stream beneath to take from; then [#release].
    ByteBuffer records() {
        return records;
    }

    /// Adds a record that the engine has to say itself: of a handshake, an alert, an answer.
    SSLEngineResult wrap(SSLEngine engine) throws SSLException {
        return wrap(engine, NO_PLAINTEXT, 0, 1);
    }

    /// Adds a record of what the caller says.
    SSLEngineResult wrap(SSLEngine engine, ByteBuffer[] from, int offset, int length) throws SSLException {
        while (true) {
            SSLEngineResult result = wrapOnce(engine, from, offset, length);
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
                return result;
            }
            int wanted = engine.getSession().getPacketBufferSize();
            if (wanted <= recordSize) {
                throw new SSLException(
                        "the engine found no room for a record, though it had the " + wanted + " bytes it asked for");
            }
            recordSize = wanted;
        }
    }

    private SSLEngineResult wrapOnce(SSLEngine engine, ByteBuffer[] from, int offset, int length) throws SSLException {
        ensureRoom();
        int begin = records.position();
        int end = records.limit();
        records.limit(records.capacity()).position(end);
        try {
            return engine.wrap(from, offset, length, records);
        } finally {
            records.limit(records.position()).position(begin);
            release();
        }
    }

    private void ensureRoom() {
        if (records.capacity() - records.limit() >= recordSize) {
            return;
        }
        ByteBuffer larger = RecordPool.borrow(records.remaining() + recordSize);
        ByteBuffer copied = records;
        records = larger.put(copied).flip();
        RecordPool.giveBack(copied);
    }

    /// Gives the buffer back if all of it was sent.
    void release() {
        if (records.capacity() > 0 && !records.hasRemaining()) {
            RecordPool.giveBack(records);
            records = NOTHING;
        }
    }

    /// Buffers borrowed at the moment, for tests.
    int buffers() {
        return records.capacity() == 0 ? 0 : 1;
    }
}
