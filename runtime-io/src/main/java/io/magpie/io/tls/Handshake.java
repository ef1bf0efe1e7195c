package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.spawnBlocking;
import static io.magpie.Async.spawnCompute;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.AsyncRead;
import io.magpie.io.AsyncStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The handshake of one stream, which owns engine and stream beneath until it has ended.
final class Handshake {

    /// No plaintext comes before the handshake has ended.
    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final AsyncStream beneath;
    private final String peer;
    private final boolean tasksBlock;
    private final Incoming in;
    private final Outgoing out;

    Handshake(SSLEngine engine, AsyncStream beneath, String peer, boolean tasksBlock) {
        this.engine = engine;
        this.beneath = beneath;
        this.peer = peer;
        this.tasksBlock = tasksBlock;
        this.in = new Incoming(engine);
        this.out = new Outgoing(engine);
    }

    /// Shakes hands. Failed or dropped, it has closed the stream beneath.
    Future<TlsStream> shake() {
        return async(() -> {
            TlsStream open = null;
            try {
                await(exchange());
                open = new TlsStream(engine, beneath, peer, in, out);
                return open;
            } catch (SSLException e) {
                SSLException failure = Failure.with(peer, e);
                try {
                    await(sendAlert());
                } catch (IOException unsent) {
                    failure.addSuppressed(unsent); // the peer may have gone first
                }
                throw failure;
            } finally {
                if (open == null) {
                    beneath.close();
                }
            }
        });
    }

    private Future<@Nullable Void> exchange() {
        return async(() -> {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> await(runTasks());
                    case NEED_WRAP -> requireOpen(out.wrap(engine));
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!in.mayHoldRecord()) {
                            await(send()); // records of one flight go out together
                            await(receive());
                        }
                        requireOpen(in.unwrap(engine, NO_ROOM));
                    }
                    case FINISHED, NOT_HANDSHAKING -> {
                        await(send());
                        return null;
                    }
                }
            }
        });
    }

    /// Runs what the engine will not do on a worker: a signature takes a millisecond, a certificate check several.
    private Future<@Nullable Void> runTasks() {
        return async(() -> {
            // One job for all of them: the second is mostly known only after the first.
            await(tasksBlock ? spawnBlocking(() -> runTasksNow(engine)) : spawnCompute(() -> runTasksNow(engine)));
            return null;
        });
    }

    private static @Nullable Void runTasksNow(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run(); // what it throws, the engine throws at its next call
        }
        return null;
    }

    private static void requireOpen(SSLEngineResult result) throws SSLException {
        if (result.getStatus() == Status.CLOSED) {
            throw new SSLHandshakeException("the peer ended the connection during the handshake");
        }
    }

    private Future<@Nullable Void> receive() {
        return pollFn(cx -> switch (in.pollReceive(cx, beneath)) {
            case AsyncRead.NOT_READY -> Poll.PENDING;
            case -1 -> throw new SSLHandshakeException("the peer ended the connection during the handshake");
            default -> null;
        });
    }

    private Future<@Nullable Void> send() {
        return async(() -> {
            if (!out.isEmpty()) {
                await(beneath.writeAll(out.records()));
                out.release();
                await(beneath.flush());
            }
        });
    }

    /// Sends why this side gives up, if the engine has something to say about that.
    private Future<@Nullable Void> sendAlert() {
        return async(() -> {
            try {
                while (out.wrap(engine).bytesProduced() > 0) {
                    // the next one
                }
            } catch (SSLException said) {
                // the engine repeats its failure, after the alert
            }
            await(send());
        });
    }
}
