package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.examples.redis.server.RunningServer.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `BLPOP` and its kin: who is served, when, and who is not.
class BlockingCommandsTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void blockedClients_areServedInTheOrderInWhichTheyCame(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient pusher = server.client()) {
            List<RespClient> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RespClient client = server.client();
                waiting.add(client);
                client.send("BLPOP", "other" + i, "queue", "0");
                awaitBlocked(pusher, i + 1);
            }
            assertThat(pusher.call("RPUSH", "queue", "a", "b", "c")).isEqualTo(3L);
            assertThat(waiting.get(0).read()).isEqualTo(List.of("queue", "a"));
            assertThat(waiting.get(1).read()).isEqualTo(List.of("queue", "b"));
            assertThat(waiting.get(2).read()).isEqualTo(List.of("queue", "c"));
            assertThat(pusher.call("EXISTS", "queue")).isEqualTo(0L);
            pusher.call("RPUSH", "other4", "x");
            assertThat(waiting.get(4).read()).isEqualTo(List.of("other4", "x"));
            pusher.call("RPUSH", "queue", "d");
            assertThat(waiting.get(3).read()).isEqualTo(List.of("queue", "d"));
            for (RespClient client : waiting) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whenItsTimeIsUp_aBlockedClientIsToldSo_andIsNoLongerServed(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client();
                RespClient pusher = server.client()) {
            assertThat(client.call("BLPOP", "queue", "0.01")).isNull();
            assertThat(client.call("BZPOPMIN", "queue", "0.01")).isNull();
            pusher.call("RPUSH", "queue", "a");
            assertThat(pusher.call("LLEN", "queue")).isEqualTo(1L);
            assertThat(client.call("PING")).isEqualTo("+PONG");
            assertThat(client.call("BRPOP", "queue", "10")).isEqualTo(List.of("queue", "a"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBlockedClientThatHangsUp_losesNoElement(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient pusher = server.client()) {
            RespClient gone = server.client();
            gone.send("BLPOP", "queue", "0");
            awaitBlocked(pusher, 1);
            RespClient next = server.client();
            next.send("BLPOP", "queue", "0");
            awaitBlocked(pusher, 2);
            gone.close();
            awaitBlocked(pusher, 1);
            pusher.call("RPUSH", "queue", "a");
            assertThat(next.read()).isEqualTo(List.of("queue", "a"));
            next.close();
        }
    }

    @Test
    void whatABlockedClientHasSentMore_runsAfterwards() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client();
                RespClient pusher = server.client()) {
            client.raw(RespClient.encoded("PING")
                    + RespClient.encoded("BLPOP", "queue", "0")
                    + RespClient.encoded("SET", "key", "value"));
            assertThat(client.read()).isEqualTo("+PONG");
            awaitBlocked(pusher, 1);
            client.send("GET", "key");
            assertThat(pusher.call("GET", "key")).isNull();
            pusher.call("LPUSH", "queue", "a");
            assertThat(client.read()).isEqualTo(List.of("queue", "a"));
            assertThat(client.read()).isEqualTo("+OK");
            assertThat(client.read()).isEqualTo("value");
        }
    }

    @Test
    void blmove_servesWhoWaitsBehindIt() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                RespClient mover = server.client();
                RespClient client = server.client();
                RespClient pusher = server.client()) {
            client.send("BLPOP", "second", "0");
            awaitBlocked(pusher, 1);
            mover.send("BLMOVE", "first", "second", "LEFT", "RIGHT", "0");
            awaitBlocked(pusher, 2);
            pusher.call("RPUSH", "first", "a");
            assertThat(mover.read()).isEqualTo("a");
            assertThat(client.read()).isEqualTo(List.of("second", "a"));
        }
    }

    @Test
    void aSortedSet_servesItsOwnWaiters_andNotThoseOfLists() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient ofList = server.client();
                RespClient ofSortedSet = server.client();
                RespClient writer = server.client()) {
            ofList.send("BLPOP", "key", "0");
            awaitBlocked(writer, 1);
            ofSortedSet.send("BZPOPMIN", "key", "0");
            awaitBlocked(writer, 2);
            writer.call("ZADD", "key", "1", "a");
            assertThat(ofSortedSet.read()).isEqualTo(List.of("key", "a", "1"));
            awaitBlocked(writer, 1);
            writer.call("RPUSH", "key", "b");
            assertThat(ofList.read()).isEqualTo(List.of("key", "b"));
        }
    }

    @Test
    void inATransaction_nobodyBlocks_andWhoWaits_isServedAfterTheWholeOfIt() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.send("BLPOP", "queue", "0");
            awaitBlocked(other, 1);
            other.call("MULTI");
            other.call("BLPOP", "nothing", "0");
            other.call("RPUSH", "queue", "a");
            other.call("LPUSH", "queue", "b");
            other.call("EXEC");
            assertThat(client.read()).isEqualTo(List.of("queue", "b"));
        }
    }

    @Test
    void clientUnblock_endsTheWait() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                RespClient client = server.client();
                RespClient other = server.client()) {
            String id = String.valueOf(client.call("CLIENT", "ID"));
            client.send("BLPOP", "queue", "0");
            awaitBlocked(other, 1);
            assertThat(other.call("CLIENT", "UNBLOCK", id)).isEqualTo(1L);
            assertThat(client.read()).isNull();
            client.send("BLPOP", "queue", "0");
            awaitBlocked(other, 1);
            assertThat(other.call("CLIENT", "UNBLOCK", id, "ERROR")).isEqualTo(1L);
            assertThat(client.read()).isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK");
            assertThat(other.call("CLIENT", "UNBLOCK", id)).isEqualTo(0L);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whenTheServerStops_whoWaitsIsClosed(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.send("BLPOP", "queue", "0");
            awaitBlocked(other, 1);
            server.stop();
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
            server.awaitEnd();
        }
    }

    @Test
    void theLog_holdsWhatTheWaitersGot(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log.aof");
        try (RunningServer server =
                        new RunningServer(Kind.ONE_WORKER, new Settings().appendFile(log, FsyncPolicy.ALWAYS));
                RespClient client = server.client();
                RespClient pusher = server.client()) {
            client.send("BLPOP", "queue", "0");
            awaitBlocked(pusher, 1);
            pusher.call("RPUSH", "queue", "a");
            assertThat(client.read()).isEqualTo(List.of("queue", "a"));
        }
        assertThat(Files.readString(log))
                .isEqualTo(RespClient.encoded("RPUSH", "queue", "a") + RespClient.encoded("LPOP", "queue"));
    }

    static void awaitBlocked(RespClient client, int count) throws IOException {
        while (!ServerTest.info(client, "blocked_clients").equals(String.valueOf(count))) {
            Thread.onSpinWait();
        }
    }
}
