package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.redis.server.RunningServer.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionTest {

    private static final int INCREMENTS = Integer.getInteger("magpie.test.scale", 1) * 300;

    @Test
    void whatIsQueued_runsAtExec_andNotAtDiscard() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client();
                RespClient other = server.client()) {
            assertThat(client.call("MULTI")).isEqualTo("+OK");
            assertThat(client.call("SET", "key", "1")).isEqualTo("+QUEUED");
            assertThat(client.call("GET", "key")).isEqualTo("+QUEUED");
            assertThat(other.call("GET", "key")).isNull();
            assertThat(client.call("EXEC")).isEqualTo(List.of("+OK", "1"));
            client.call("MULTI");
            client.call("SET", "key", "2");
            assertThat(client.call("DISCARD")).isEqualTo("+OK");
            assertThat(client.call("GET", "key")).isEqualTo("1");
            assertThat(client.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
            assertThat(client.call("DISCARD")).isEqualTo("-ERR DISCARD without MULTI");
            client.call("MULTI");
            assertThat(client.call("MULTI")).isEqualTo("-ERR MULTI calls can not be nested");
            assertThat(client.call("WATCH", "key")).isEqualTo("-ERR WATCH inside MULTI is not allowed");
            assertThat(client.call("EXEC")).isEqualTo(List.of());
        }
    }

    @Test
    void aCommandThatIsRefused_spoilsTheTransaction_andOneThatFails_doesNot() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient client = server.client()) {
            client.call("MULTI");
            client.call("SET", "key", "1");
            assertThat(client.call("NOSUCH")).asString().startsWith("-ERR unknown command");
            assertThat(client.call("EXEC")).isEqualTo("-EXECABORT Transaction discarded because of previous errors.");
            assertThat(client.call("GET", "key")).isNull();
            client.call("MULTI");
            client.call("SET", "key", "1");
            client.call("SET", "key", "2", "nonsense");
            client.call("GET", "key");
            assertThat(client.call("EXEC")).isEqualTo(List.of("+OK", "-ERR syntax error", "1"));
        }
    }

    @Test
    void aWatchedKeyThatChanges_failsTheTransaction() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                RespClient client = server.client();
                RespClient other = server.client()) {
            client.call("WATCH", "key", "another");
            other.call("SET", "another", "changed");
            client.call("MULTI");
            client.call("SET", "key", "1");
            assertThat(client.call("EXEC")).isNull();
            // EXEC has ended the watch.
            other.call("SET", "another", "changed again");
            client.call("MULTI");
            client.call("SET", "key", "2");
            assertThat(client.call("EXEC")).isEqualTo(List.of("+OK"));
            // UNWATCH and DISCARD end it, too.
            client.call("WATCH", "key");
            other.call("SET", "key", "3");
            client.call("UNWATCH");
            client.call("MULTI");
            assertThat(client.call("EXEC")).isEqualTo(List.of());
            client.call("WATCH", "key");
            client.call("MULTI");
            client.call("DISCARD");
            other.call("SET", "key", "4");
            client.call("MULTI");
            assertThat(client.call("EXEC")).isEqualTo(List.of());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void incrementsUnderWatch_loseNothing(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient reader = server.client()) {
            reader.call("SET", "counter", "0");
            List<CompletableFuture<Integer>> threads = List.of(incrementing(server), incrementing(server));
            int all = 0;
            for (CompletableFuture<Integer> thread : threads) {
                all += thread.get(60, TimeUnit.SECONDS);
            }
            assertThat(reader.call("GET", "counter")).isEqualTo(String.valueOf(all));
            assertThat(all).isEqualTo(2 * INCREMENTS);
        }
    }

    private static CompletableFuture<Integer> incrementing(RunningServer server) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (RespClient client = server.client()) {
                        int done = 0;
                        while (done < INCREMENTS) {
                            client.call("WATCH", "counter");
                            int value = Integer.parseInt(String.valueOf(client.call("GET", "counter")));
                            client.call("MULTI");
                            client.call("SET", "counter", String.valueOf(value + 1));
                            if (client.call("EXEC") != null) {
                                done++;
                            }
                        }
                        return done;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread); // not the common pool, which may have one thread
    }
}
