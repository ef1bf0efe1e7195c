package io.magpie.benchmarks.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// A client's encrypted channel, as little as a load generator needs: a blocking handshake, then requests and answers of
/// less than a record.
///
/// All channels of the one thread share their buffers, except for the ciphertext of a record that is not complete.
final class TlsChannel implements ByteChannel {

    private static final int SIZE = 32 * 1024;
    private static final ByteBuffer SENT = ByteBuffer.allocateDirect(SIZE);
    private static final ByteBuffer PLAINTEXT = ByteBuffer.allocate(SIZE);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(SIZE).limit(0); // ready to be decrypted

    TlsChannel(SocketChannel channel, SSLEngine engine) throws IOException {
        this.channel = channel;
        this.engine = engine;
        engine.beginHandshake();
        for (HandshakeStatus status = engine.getHandshakeStatus();
                status != HandshakeStatus.NOT_HANDSHAKING;
                status = engine.getHandshakeStatus()) {
            switch (status) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> send(NOTHING);
                default -> {
                    if (engine.unwrap(received, PLAINTEXT.clear()).getStatus() == Status.BUFFER_UNDERFLOW
                            && receive() < 0) {
                        throw new EOFException("the server ended the handshake");
                    }
                }
            }
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(received, PLAINTEXT.clear());
            if (result.getStatus() == Status.CLOSED) {
                return -1;
            }
            if (result.bytesProduced() > 0) {
                into.put(PLAINTEXT.flip()); // fits: an answer is awaited, and nothing behind it
                return result.bytesProduced();
            }
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                int n = receive();
                if (n <= 0) {
                    return n;
                }
            }
        }
    }

    private int receive() throws IOException {
        received.compact();
        try {
            return channel.read(received);
        } finally {
            received.flip();
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return send(from);
    }

    private int send(ByteBuffer from) throws IOException {
        SENT.clear();
        int consumed = engine.wrap(from, SENT).bytesConsumed();
        SENT.flip();
        while (SENT.hasRemaining()) {
            if (channel.write(SENT) == 0) {
                throw new IOException("the system did not take a record on an idle connection");
            }
        }
        return consumed;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
