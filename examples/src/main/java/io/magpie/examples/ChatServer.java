package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;

import io.magpie.AsyncRuntime;
import io.magpie.Scope;
import io.magpie.examples.ChatRoom.Member;
import io.magpie.future.Future;
import io.magpie.io.BufReader;
import io.magpie.io.Lines;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.io.TooLongException;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `./run chat [--port N]`: a chat on 127.0.0.1, for `nc` or `telnet`.
///
/// Everybody gives a name first; then each line is sent to all. `/who` tells who is here, `/quit` leaves. Who reads too
/// slowly is thrown out. Prints one line when it listens. On SIGTERM and Ctrl-C it says so to everybody, sends what is
/// still to be sent, and exits with 0.
@SuppressWarnings("try") // closing waits, and may be interrupted
public final class ChatServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.magpie.examples.chat");

    private static final int DEFAULT_PORT = 7009;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,20}");

    /// Bytes of a line. A guess.
    private static final int MAX_LINE = 1_000;

    /// Lines that may wait for one member, beyond what the system buffers. A guess.
    private static final int OUTBOX_SIZE = 64;

    /// How long to wait after a connection could not be accepted. A guess.
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// For the last lines, when the server ends.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final AsyncRuntime runtime;
    private final TcpListener listener;
    private final ChatRoom room;
    private final Notify stop;
    private final JoinHandle<?> serving;

    private ChatServer(AsyncRuntime runtime, TcpListener listener, ChatRoom room, Notify stop, JoinHandle<?> serving) {
        this.runtime = runtime;
        this.listener = listener;
        this.room = room;
        this.stop = stop;
        this.serving = serving;
    }

    /// Starts a chat.
    ///
    /// @param port where to listen; 0 for any free port
    /// @return the server, to be closed
    /// @throws Exception if the port cannot be had
    public static ChatServer start(int port) throws Exception {
        AsyncRuntime runtime = AsyncRuntime.create();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        TcpListener listener = runtime.blockOn(TcpListener.bind(address));
        ChatRoom room = new ChatRoom(OUTBOX_SIZE);
        Notify stop = new Notify();
        JoinHandle<@Nullable Void> serving = runtime.spawn(serve(listener, room, stop));
        return new ChatServer(runtime, listener, room, stop, serving);
    }

    /// Ends when told to stop and the last connection has ended.
    private static Future<@Nullable Void> serve(TcpListener listener, ChatRoom room, Notify stop) {
        return scope(connections -> {
            try (listener) {
                await(race(stop.notified(), accept(listener, room, connections)));
            }
        });
    }

    private static Future<@Nullable Void> accept(TcpListener listener, ChatRoom room, Scope connections) {
        return async(() -> {
            while (true) {
                try {
                    connections.spawn(converse(await(listener.accept()), room));
                } catch (IOException refused) {
                    LOG.log(System.Logger.Level.WARNING, "no connection could be accepted", refused);
                    await(sleep(PAUSE)); // out of descriptors, perhaps: some will be closed
                }
            }
        });
    }

    // @start region="converse"
    private static Future<@Nullable Void> converse(TcpStream stream, ChatRoom room) {
        return async(() -> {
            try (BufReader reader = new BufReader(stream)) {
                Lines lines = reader.lines(MAX_LINE);
                Member member = await(introduce(stream, lines, room));
                if (member != null) {
                    await(race(attend(stream, lines, member, room), member.thrownOut()));
                }
            } catch (IOException gone) {
                LOG.log(System.Logger.Level.DEBUG, "a connection ended", gone);
            }
        });
    }

    /// Asks for a name until there is a good one; null if the connection ends before.
    private static Future<@Nullable Member> introduce(TcpStream stream, Lines lines, ChatRoom room) {
        return async(() -> {
            String question = "* What is your name?";
            while (true) {
                await(send(stream, question));
                String name = await(nextLine(lines));
                if (name == null) {
                    return null;
                }
                Member member = NAME.matcher(name).matches() ? room.enter(name) : null;
                if (member != null) {
                    return member;
                }
                question = "* Take another name: 1 to 20 letters, digits, _ and -, and not one that is taken";
            }
        });
    }

    /// Reads and writes at once, until the member leaves; then what the others have said is still written.
    private static Future<@Nullable Void> attend(TcpStream stream, Lines lines, Member member, ChatRoom room) {
        return scope(s -> {
            s.spawn(() -> {
                for (String line; (line = await(member.nextLine())) != null; ) {
                    await(send(stream, line));
                }
            });
            try {
                await(race(listen(lines, member, room), member.left()));
            } finally {
                room.leave(member);
            }
        });
    }

    private static Future<@Nullable Void> listen(Lines lines, Member member, ChatRoom room) {
        return async(() -> {
            for (String line; (line = await(nextLine(lines))) != null; ) {
                switch (line) {
                    case "/quit" -> {
                        return;
                    }
                    case "/who" -> room.tellWhoIsHere(member);
                    default -> room.say(member, line);
                }
            }
        });
    }
    // @end

    /// The next line that is not too long; null at the end.
    private static Future<@Nullable String> nextLine(Lines lines) {
        return async(() -> {
            while (true) {
                try {
                    return await(lines.next());
                } catch (TooLongException ignored) {
                    LOG.log(System.Logger.Level.DEBUG, "a line was too long", ignored);
                }
            }
        });
    }

    private static Future<@Nullable Void> send(TcpStream stream, String line) {
        return stream.writeAll(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /// Where it listens.
    ///
    /// @return the port
    public int port() {
        return listener.localAddress().getPort();
    }

    /// Tells everybody, waits a little until they have read it, and ends.
    @Override
    public void close() throws IOException {
        stop.notifyOne();
        room.close();
        try {
            runtime.blockOn(timeout(GRACE, serving));
        } catch (ElapsedException graceIsOver) {
            LOG.log(System.Logger.Level.DEBUG, "some did not read to the end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waited will not wait: the rest is closed now
        } catch (Exception e) {
            throw new IOException("serving has failed", e);
        } finally {
            runtime.close();
        }
    }

    /// Serves until it is told to end.
    ///
    /// @param arguments `--port N`
    /// @throws Exception if the port cannot be had
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse("./run chat [--port N]", arguments, "port");
        ChatServer server = start(given.number("port", DEFAULT_PORT));
        Foreground.serve(
                "Chat on 127.0.0.1:" + server.port() + ", for instance with: nc 127.0.0.1 " + server.port()
                        + ". Ctrl-C ends it.",
                server);
    }
}
