package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.scope;

import io.magpie.examples.ChatRoom.Member;
import io.magpie.future.Future;
import io.magpie.io.BufReader;
import io.magpie.io.Lines;
import io.magpie.io.ListenOptions;
import io.magpie.io.TcpStream;
import io.magpie.io.TooLongException;
import java.io.IOException;
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

    /// For the last lines, when the server ends.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final GracefulServer server;
    private final ChatRoom room;

    private ChatServer(GracefulServer server, ChatRoom room) {
        this.server = server;
        this.room = room;
    }

    /// Starts a chat.
    ///
    /// @param port where to listen; 0 for any free port
    /// @return the server, to be closed
    /// @throws Exception if the port cannot be had
    public static ChatServer start(int port) throws Exception {
        ChatRoom room = new ChatRoom(OUTBOX_SIZE);
        return new ChatServer(
                GracefulServer.start(port, ListenOptions.DEFAULT, GRACE, stream -> converse(stream, room)), room);
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
        return server.port();
    }

    /// Tells everybody, waits a little until they have read it, and ends.
    @Override
    public void close() throws IOException {
        server.stop();
        room.close();
        server.close();
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
