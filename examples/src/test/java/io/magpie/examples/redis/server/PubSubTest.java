package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.redis.server.RunningServer.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PubSubTest {

    private static final int MESSAGES = 2_000;

    @ParameterizedTest
    @CsvSource({"CURRENT_THREAD, 2", "CURRENT_THREAD, 3", "ONE_WORKER, 2", "TWO_WORKERS, 3"})
    void aMessage_reachesTheChannelAndThePatterns(Kind kind, String protocol) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient subscriber = server.client();
                RespClient publisher = server.client()) {
            subscriber.call("HELLO", protocol);
            assertThat(subscriber.call("SUBSCRIBE", "news.tech", "other"))
                    .isEqualTo(List.of("subscribe", "news.tech", 1L));
            assertThat(subscriber.read()).isEqualTo(List.of("subscribe", "other", 2L));
            assertThat(subscriber.call("PSUBSCRIBE", "news.*")).isEqualTo(List.of("psubscribe", "news.*", 3L));
            assertThat(publisher.call("PUBLISH", "news.tech", "hello")).isEqualTo(2L);
            assertThat(subscriber.read()).isEqualTo(List.of("message", "news.tech", "hello"));
            assertThat(subscriber.read()).isEqualTo(List.of("pmessage", "news.*", "news.tech", "hello"));
            assertThat(publisher.call("PUBSUB", "CHANNELS", "n*")).isEqualTo(List.of("news.tech"));
            assertThat(publisher.call("PUBSUB", "NUMSUB", "other", "none")).isEqualTo(List.of("other", 1L, "none", 0L));
            assertThat(publisher.call("PUBSUB", "NUMPAT")).isEqualTo(1L);
            assertThat(subscriber.call("UNSUBSCRIBE")).isEqualTo(List.of("unsubscribe", "news.tech", 2L));
            assertThat(subscriber.read()).isEqualTo(List.of("unsubscribe", "other", 1L));
            assertThat(subscriber.call("PUNSUBSCRIBE", "news.*")).isEqualTo(List.of("punsubscribe", "news.*", 0L));
            assertThat(subscriber.call("UNSUBSCRIBE")).isEqualTo(Arrays.asList("unsubscribe", null, 0L));
            assertThat(publisher.call("PUBLISH", "news.tech", "nobody")).isEqualTo(0L);
        }
    }

    @Test
    void inResp2_aSubscriberMaySendLittleElse_andInResp3Anything() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient subscriber = server.client()) {
            subscriber.call("SUBSCRIBE", "channel");
            assertThat(subscriber.call("GET", "key"))
                    .isEqualTo("-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                            + " are allowed in this context");
            assertThat(subscriber.call("PING")).isEqualTo(List.of("pong", ""));
            assertThat(subscriber.call("RESET")).isEqualTo("+RESET");
            subscriber.call("HELLO", "3");
            subscriber.call("SUBSCRIBE", "channel");
            assertThat(subscriber.call("SET", "key", "value")).isEqualTo("+OK");
            assertThat(subscriber.call("PING")).isEqualTo("+PONG");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void messages_arriveInOrder_whileTheSubscriberSends(Kind kind) throws Exception {
        try (RunningServer server = RunningServer.start(kind);
                RespClient subscriber = server.client();
                RespClient publisher = server.client()) {
            subscriber.call("HELLO", "3");
            subscriber.call("SUBSCRIBE", "channel");
            for (int i = 0; i < MESSAGES; i++) {
                publisher.send("PUBLISH", "channel", "" + i);
                if (i % 10 == 0) {
                    subscriber.send("PING");
                }
            }
            int messages = 0;
            int pongs = 0;
            while (messages < MESSAGES || pongs < MESSAGES / 10) {
                Object next = subscriber.read();
                if ("+PONG".equals(next)) {
                    pongs++;
                } else {
                    assertThat(next).isEqualTo(List.of("message", "channel", "" + messages));
                    messages++;
                }
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(publisher.read()).isEqualTo(1L);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSubscriberThatDoesNotRead_isCutOff_andNobodyElse(Kind kind) throws Exception {
        Settings settings = new Settings().outbox(1 << 20, 0, 0);
        String message = "m".repeat(10_000);
        try (RunningServer server = new RunningServer(kind, settings);
                RespClient slow = new RespClient(server.port(), 4096);
                RespClient quick = server.client();
                RespClient publisher = server.client()) {
            slow.call("SUBSCRIBE", "channel");
            quick.call("SUBSCRIBE", "channel");
            long receivers = 2;
            for (int i = 0; receivers == 2; i++) { // until the system's buffers and ours are full
                receivers = (Long) publisher.call("PUBLISH", "channel", message);
                assertThat(quick.read()).isEqualTo(List.of("message", "channel", message));
                assertThat(i).as("messages of 10 kB").isLessThan(20_000);
            }
            assertThat(receivers).isEqualTo(1L);
            assertThat(slow.isClosedByServer()).isTrue();
            assertThat(ServerTest.info(publisher, "client_output_buffer_limit_disconnections"))
                    .isEqualTo("1");
        }
    }

    /// Also what was taken out of its outbox, and did not fit into the system's buffers.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatASubscriberHasNotTaken_counts_whereverItIs(Kind kind) throws Exception {
        String message = "m".repeat(16 << 20);
        try (RunningServer server = new RunningServer(kind, new Settings().outbox(0, 0, 0));
                RespClient slow = new RespClient(server.port(), 4096);
                RespClient publisher = server.client()) {
            slow.call("SUBSCRIBE", "channel");
            assertThat(publisher.call("PUBLISH", "channel", message)).isEqualTo(1L);
            for (int i = 0; i < 500; i++) { // time enough for its task to take it out
                String clients = (String) publisher.call("CLIENT", "LIST");
                long most = Pattern.compile("obl=(\\d+)")
                        .matcher(clients)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .max()
                        .orElseThrow();
                assertThat(most).as(clients).isGreaterThan(message.length() / 2);
            }
        }
    }

    @Test
    void aClientThatWantsNoAnswers_getsMessages() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.ONE_WORKER);
                RespClient subscriber = server.client();
                RespClient publisher = server.client()) {
            subscriber.send("CLIENT", "REPLY", "OFF");
            subscriber.send("PING");
            assertThat(subscriber.call("SUBSCRIBE", "channel")).isEqualTo(List.of("subscribe", "channel", 1L));
            publisher.call("PUBLISH", "channel", "hello");
            assertThat(subscriber.read()).isEqualTo(List.of("message", "channel", "hello"));
        }
    }

    @Test
    void aSubscriberThatIsKilled_hearsNoMore() throws Exception {
        try (RunningServer server = RunningServer.start(Kind.TWO_WORKERS);
                RespClient subscriber = server.client();
                RespClient publisher = server.client()) {
            subscriber.call("SUBSCRIBE", "channel");
            assertThat(publisher.call("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(1L);
            assertThat(subscriber.isClosedByServer()).isTrue();
            ServerTest.awaitClients(publisher, 1);
            assertThat(publisher.call("PUBLISH", "channel", "hello")).isEqualTo(0L);
        }
    }
}
