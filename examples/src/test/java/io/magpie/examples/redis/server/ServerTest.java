package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.protocol.Limits;
import io.magpie.examples.redis.server.RunningServer.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The server from outside, over loopback connections: connections, pipelines, limits, the end.
class ServerTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPipeline_isAnsweredInOrder(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 5_000; i++) {
                requests.append(RespClient.encoded("SET", "key" + i, "value" + i))
                        .append(RespClient.encoded("GET", "key" + i));
            }
            client.raw(requests.toString());
            for (int i = 0; i < 5_000; i++) {
                assertThat(client.read()).isEqualTo("+OK");
                assertThat(client.read()).isEqualTo("value" + i);
            }
        }
    }

    /// A table that grows no further is not left between two sizes, where each look-up has to look twice.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTableThatWasResized_isMovedToItsEnd_withoutFurtherChanges(Kind kind) throws Exception {
        int keys = 9_000; // at 8,193 the table doubles; the keys after that have moved a fifth of it
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < keys; i++) {
                requests.append(RespClient.encoded("SET", "key" + i, "value" + i));
            }
            client.raw(requests.toString());
            for (int i = 0; i < keys; i++) {
                assertThat(client.read()).isEqualTo("+OK");
            }
            for (int pings = 0; server.server.engine().isBeingResized(); pings++) {
                assertThat(client.call("PING")).isEqualTo("+PONG");
                assertThat(pings).as("a look around is due every 0.1 s").isLessThan(200_000);
            }
            for (int i = 0; i < keys; i += 100) {
                assertThat(client.call("GET", "key" + i)).isEqualTo("value" + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPeerThatSendsAndDoesNotRead_isReadNoFurther_andGetsEveryReply(Kind kind) throws Exception {
        String value = "x".repeat(100_000);
        int gets = 500; // 50 MB of replies, more than the system buffers
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.call("SET", "key", value);
            client.raw(RespClient.encoded("GET", "key").repeat(gets));
            assertThat(other.call("PING")).isEqualTo("+PONG"); // is served meanwhile
            for (int i = 0; i < gets; i++) {
                assertThat(client.read()).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRequestInPieces_isAnsweredWhenItIsWhole(Kind kind) throws Exception {
        String value = "v".repeat(200_000);
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client()) {
            String request = RespClient.encoded("SET", "key", value) + RespClient.encoded("GET", "key");
            for (int at = 0; at < request.length(); at += 9_973) {
                client.raw(request.substring(at, Math.min(request.length(), at + 9_973)));
            }
            assertThat(client.read()).isEqualTo("+OK");
            assertThat(client.read()).isEqualTo(value);
        }
    }

    @Test
    void theLastRequestsBeforeAHalfClose_areAnswered() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            client.raw(RespClient.encoded("PING").repeat(100));
            client.shutdownOutput();
            for (int i = 0; i < 100; i++) {
                assertThat(client.read()).isEqualTo("+PONG");
            }
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aMalformedFrame_closesThatConnectionOnly() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient other = server.client()) {
            assertThat(other.call("PING")).isEqualTo("+PONG");
            for (String frame : List.of("*1\r\n!\r\n", "*x\r\n", "*1\r\n$-5\r\n", "*2000000\r\n")) {
                try (RespClient client = server.client()) {
                    client.raw(RespClient.encoded("PING") + frame);
                    assertThat(client.read()).isEqualTo("+PONG");
                    assertThat(client.read()).asString().startsWith("-ERR Protocol error: ");
                    assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
                }
            }
            assertThat(other.call("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void anOversizedFrame_closesThatConnectionOnly() throws Exception {
        Settings settings = new Settings().limits(new Limits(1_000, 100, 1_000, 5_000));
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings);
                RespClient other = server.client()) {
            for (String frame : List.of(
                    "*2\r\n$3\r\nGET\r\n$1001\r\n",
                    "*101\r\n",
                    "y".repeat(1_500),
                    "*7\r\n" + ("$900\r\n" + "z".repeat(900) + "\r\n").repeat(6))) {
                try (RespClient client = server.client()) {
                    client.raw(frame);
                    assertThat(client.isClosedByServer()).as(frame).isTrue();
                }
            }
            assertThat(other.call("SET", "key", "z".repeat(1_000))).isEqualTo("+OK");
        }
    }

    @Test
    void aBugInACommand_closesThatConnectionOnly() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client();
                RespClient other = server.client()) {
            server.server.engine().table.add(new Command("explode", 1, Keys.NONE, _ -> {
                throw new IllegalStateException("a bug that this test has put there");
            }));
            client.send("EXPLODE");
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(other.call("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void aConnectionTooMany_isToldSo_andOneThatCloses_makesRoom() throws Exception {
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, new Settings().maxClients(2));
                RespClient first = server.client()) {
            RespClient second = server.client();
            assertThat(first.call("PING")).isEqualTo("+PONG");
            assertThat(second.call("PING")).isEqualTo("+PONG");
            try (RespClient third = server.client()) {
                assertThat(third.read()).isEqualTo("-ERR max number of clients reached");
                assertThatThrownBy(third::read).isInstanceOf(IOException.class);
            }
            second.close();
            awaitClients(first, 1);
            try (RespClient third = server.client()) {
                assertThat(third.call("PING")).isEqualTo("+PONG");
            }
            assertThat(info(first, "rejected_connections")).isEqualTo("1");
        }
    }

    @Test
    void withoutMemoryLeft_writesAreRefused_andReadsServed() throws Exception {
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, new Settings().maxMemory(100_000));
                RespClient client = server.client()) {
            assertThat(client.call("SET", "big", "x".repeat(150_000))).isEqualTo("+OK"); // the one that exceeds it
            String refused = "-OOM command not allowed when used memory > 'maxmemory'.";
            assertThat(client.call("SET", "key", "value")).isEqualTo(refused);
            assertThat(client.call("GET", "key")).isNull();
            assertThat(client.call("MULTI")).isEqualTo("+OK");
            assertThat(client.call("SET", "key", "value")).isEqualTo(refused);
            assertThat(client.call("EXEC")).isEqualTo("-EXECABORT Transaction discarded because of previous errors.");
            assertThat(client.call("CONFIG", "SET", "maxmemory", "1mb")).isEqualTo("+OK");
            assertThat(client.call("SET", "key", "value")).isEqualTo("+OK");
        }
    }

    @Test
    void theSizesOfEncodings_canBeSet() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            assertThat(client.call("CONFIG", "GET", "hash-max-*-entries"))
                    .isEqualTo(List.of("hash-max-listpack-entries", "512", "hash-max-ziplist-entries", "512"));
            assertThat(client.call("CONFIG", "SET", "hash-max-ziplist-entries", "1"))
                    .isEqualTo("+OK");
            assertThat(client.call("CONFIG", "GET", "hash-max-listpack-entries"))
                    .isEqualTo(List.of("hash-max-listpack-entries", "1"));
            assertThat(client.call("HSET", "hash", "a", "1", "b", "2")).isEqualTo(2L);
            assertThat(client.call("OBJECT", "ENCODING", "hash")).isEqualTo("hashtable");
            assertThat(client.call("CONFIG", "SET", "hash-max-listpack-value", "many"))
                    .isEqualTo("-ERR CONFIG SET failed (possibly related to argument 'hash-max-listpack-value') -"
                            + " argument couldn't be parsed into an integer");
        }
    }

    @Test
    void hello_speaksBothVersions_andRefusesOthers() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            assertThat(client.call("HELLO"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .contains("proto", 2L);
            assertThat(client.call("HELLO", "3", "SETNAME", "me"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("proto", 3L)
                    .containsEntry("role", "master");
            assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("me");
            assertThat(client.call("CONFIG", "GET", "maxclients")).isEqualTo(Map.of("maxclients", "10000"));
            assertThat(client.call("HELLO", "4")).isEqualTo("-NOPROTO unsupported protocol version");
            assertThat(client.call("HELLO", "x")).isEqualTo("-ERR Protocol version is not an integer or out of range");
            assertThat(client.call("RESET")).isEqualTo("+RESET");
            assertThat(client.call("CONFIG", "GET", "maxclients")).isEqualTo(List.of("maxclients", "10000"));
            assertThat(client.call("QUIT")).isEqualTo("+OK");
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aClientMayBeSilenced_andKilledByOthers() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.send("CLIENT", "REPLY", "SKIP");
            client.send("PING", "unheard");
            client.send("CLIENT", "REPLY", "OFF");
            client.send("PING", "unheard");
            assertThat(client.call("CLIENT", "REPLY", "ON")).isEqualTo("+OK");
            Object id = client.call("CLIENT", "ID");
            assertThat(other.call("CLIENT", "LIST")).asString().contains("id=" + id + " ");
            assertThat(other.call("CLIENT", "KILL", "ID", String.valueOf(id))).isEqualTo(1L);
            assertThat(client.isClosedByServer()).isTrue();
            awaitClients(other, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void told_toStop_itClosesWhoWaits_andEnds(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient idle = server.client();
                RespClient subscriber = server.client()) {
            assertThat(idle.call("PING")).isEqualTo("+PONG");
            subscriber.call("SUBSCRIBE", "channel");
            server.stop();
            assertThatThrownBy(idle::read).isInstanceOf(EOFException.class);
            assertThatThrownBy(subscriber::read).isInstanceOf(EOFException.class);
            server.awaitEnd();
            assertThatThrownBy(server::client).isInstanceOf(java.net.ConnectException.class);
        }
    }

    @Test
    void toldToStop_itFinishesTheAnswersUnderWay() throws Exception {
        String value = "x".repeat(1_000_000);
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.call("SET", "key", value);
            client.raw(RespClient.encoded("GET", "key").repeat(20));
            // The first bytes are here, and most of them are not: the peer is slow.
            assertThat(client.read()).isEqualTo(value);
            server.stop();
            assertThatThrownBy(other::read).isInstanceOf(EOFException.class); // it stops
            List<Object> replies = new ArrayList<>();
            try {
                while (true) {
                    replies.add(client.read());
                }
            } catch (EOFException end) {
                assertThat(end).hasMessage("the server has closed the connection"); // not within a reply
            }
            assertThat(replies).allMatch(value::equals);
            server.awaitEnd();
        }
    }

    @Test
    void shutdown_endsTheServer() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            assertThat(client.call("SHUTDOWN", "ABORT")).isEqualTo("-ERR No shutdown in progress.");
            client.send("SHUTDOWN", "NOSAVE");
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
            server.awaitEnd();
        }
    }

    /// Waits until so many clients are left: a connection that was closed here is still one there for a moment.
    static void awaitClients(RespClient client, int count) throws IOException {
        while (!info(client, "connected_clients").equals(String.valueOf(count))) {
            Thread.onSpinWait();
        }
    }

    /// A line of `INFO`.
    static String info(RespClient client, String name) throws IOException {
        String text = String.valueOf(client.call("INFO"));
        return text.replaceFirst("(?s).*\r\n" + name + ":([^\r]*)\r\n.*", "$1");
    }
}
