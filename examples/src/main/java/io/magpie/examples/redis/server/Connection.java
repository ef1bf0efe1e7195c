package io.magpie.examples.redis.server;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.uncancellable;

import io.magpie.examples.redis.protocol.CommandParser;
import io.magpie.examples.redis.protocol.ProtocolException;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One connection: reads requests, has the [Engine] run them, writes the answers. All of it belongs to one task.
///
/// The answers to all requests that were read together are written together. A connection whose answers are not taken
/// reads no further requests.
final class Connection {

    /// Answers that are gathered before they are written, though there are more requests. A guess.
    private static final int MOST_GATHERED = 1 << 20;

    /// What may be read ahead while the client is blocked, to see whether it hangs up. A guess.
    private static final int MOST_READ_AHEAD = 1 << 20;

    private static final System.Logger LOG = System.getLogger("io.magpie.examples.redis");

    private final Engine engine;
    private final @Nullable AppendLog log;
    private final Client client;
    private final TcpStream stream;
    private final CommandParser parser;

    /// What was read and not run yet; null if that is nothing.
    private @Nullable ByteBuffer unread;

    /// What is to be written; null if that is nothing.
    private @Nullable ByteBuffer unsent;

    /// Where the log must be settled before that.
    private long logPosition;

    /// What the client is blocked in.
    private @Nullable Blocked blocked;

    private boolean ended;

    Connection(Engine engine, @Nullable AppendLog log, Client client) {
        this.engine = engine;
        this.log = log;
        this.client = client;
        this.stream = client.stream;
        this.parser = new CommandParser(engine.settings.limits);
    }

    // @start region="serve"
    /// Serves the client until it goes, or has to.
    Future<@Nullable Void> serve() {
        return async(() -> {
            try (stream) {
                while (!ended) {
                    if (unread == null) {
                        await(request());
                    }
                    answer();
                    if (unsent != null) {
                        await(send());
                    }
                    if (blocked != null) {
                        await(answerFromOthers(blocked));
                    }
                }
            } catch (IOException e) {
                // The peer is gone, and so is everybody who would want to know.
            } catch (RuntimeException | AssertionError e) {
                LOG.log(System.Logger.Level.ERROR, "a bug closes the connection of " + client, e);
            } finally {
                engine.leave(client);
            }
        });
    }
    // @end

    /// Waits until there is something to read, or to send.
    private Future<?> request() {
        return client.hears ? race(stream.readable(), client.news.notified()) : stream.readable();
    }

    /// Reads what is there, runs it, and writes the answers, as far as that goes without waiting. What remains is in
    /// `unread`, `unsent` and `blocked`.
    private void answer() throws IOException {
        Lent lent = Lent.ofThisThread();
        ByteBuffer input = unread;
        unread = null;
        if (input == null) {
            input = lent.input.clear();
            if (stream.tryRead(input) < 0) {
                ended = true;
                return;
            }
            input.flip();
        }
        Reply replies = lent.replies;
        replies.clear();
        replies.useResp3(client.resp3);
        run(input, replies);
        if (input.hasRemaining() && !ended) {
            unread = ByteBuffer.allocate(input.remaining()).put(input).flip();
        }
        if (client.hears) {
            engine.moveOutboxTo(client, replies);
        }
        if (replies.length() > 0) {
            if (isSettled()) {
                write(replies, lent.output);
            } else {
                keep(ByteBuffer.wrap(replies.toByteArray()));
            }
            replies.clear();
        }
        if (unsent == null) {
            client.keepsUnsent(0);
        }
    }

    private void run(ByteBuffer input, Reply replies) {
        try {
            while (blocked == null && !ended && replies.length() < MOST_GATHERED) {
                byte[][] command = parser.next(input);
                if (command == null) {
                    break;
                }
                blocked = engine.run(client, command, replies);
                ended = client.ending;
            }
        } catch (ProtocolException e) {
            replies.error("ERR " + e.getMessage());
            ended = true;
        }
    }

    /// Whether the answers may go out at once, as far as the log is concerned; it is told that there is more.
    private boolean isSettled() {
        if (log == null) {
            return true;
        }
        long position = log.position();
        if (position != logPosition) {
            logPosition = position;
            log.flush();
        }
        return log.isSettled(position);
    }

    private void write(Reply replies, ByteBuffer output) throws IOException {
        int at = 0;
        while (at < replies.length()) {
            at += replies.copyTo(at, output.clear());
            var _ = stream.tryWrite(output.flip());
            if (output.hasRemaining()) {
                at -= output.remaining();
                ByteBuffer rest = ByteBuffer.allocate(replies.length() - at);
                replies.copyTo(at, rest);
                keep(rest.flip());
                return;
            }
        }
    }

    private void keep(ByteBuffer rest) {
        unsent = rest;
        client.keepsUnsent(rest.remaining());
    }

    // @start region="send"
    /// Sends what is to be sent, and what others send meanwhile; also when the server ends meanwhile.
    private Future<@Nullable Void> send() {
        return uncancellable(() -> {
            if (log != null) {
                await(log.settled(logPosition));
            }
            for (ByteBuffer next = unsent; next != null; next = engine.takeOutbox(client)) {
                await(stream.writeAll(next));
                client.keepsUnsent(0);
            }
            unsent = null;
        });
    }
    // @end

    // @start region="blocked"
    /// Waits until somebody else's command has answered the one that `waiting` is about, or its time is up, or the peer
    /// hangs up; and sends the answer.
    private Future<@Nullable Void> answerFromOthers(Blocked waiting) {
        return async(() -> {
            try {
                await(race(answered(waiting), timeIsUp(waiting), hangUp()));
            } finally {
                blocked = null;
                unsent = engine.stopWaiting(waiting); // also when cancelled: what was taken for this client is sent
                logPosition = waiting.logPosition;
                await(send());
            }
        });
    }
    // @end

    private Future<@Nullable Void> answered(Blocked waiting) {
        return async(() -> {
            while (!engine.isAnswered(waiting)) {
                await(client.news.notified());
            }
        });
    }

    private Future<@Nullable Void> timeIsUp(Blocked waiting) {
        return async(() -> {
            long millis = waiting.wait.timeoutMillis();
            await(millis == 0 ? never() : sleep(Duration.ofMillis(millis)));
            engine.timeOut(waiting);
        });
    }

    /// Reads ahead until the peer hangs up.
    private Future<@Nullable Void> hangUp() {
        return async(() -> {
            while (!ended) {
                await(unread == null || unread.remaining() < MOST_READ_AHEAD ? stream.readable() : never());
                readAhead();
            }
        });
    }

    private static Future<@Nullable Void> never() {
        return pollFn(_ -> Poll.PENDING);
    }

    private void readAhead() throws IOException {
        ByteBuffer input = Lent.ofThisThread().input.clear();
        ended = stream.tryRead(input) < 0;
        input.flip();
        ByteBuffer before = unread == null ? ByteBuffer.allocate(0) : unread;
        if (input.hasRemaining()) {
            unread = ByteBuffer.allocate(before.remaining() + input.remaining())
                    .put(before)
                    .put(input)
                    .flip();
        }
    }
}
