package io.magpie.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.redis.server.RunningServer.Kind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Clients that are cut off because of the time, on a clock that the test moves.
class SlowAndQuietClientsTest {

    private static final int SOFT_LIMIT = 100_000;
    private static final int SECONDS = 60;
    private static final String MESSAGE = "m".repeat(10_000);

    private final AtomicLong now = new AtomicLong(1);

    @Test
    void aSubscriberAboveTheSoftLimit_isCutOffWhenItsTimeIsOver_andNotBefore() throws Exception {
        Settings settings = new Settings().outbox(0, SOFT_LIMIT, SECONDS);
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings, now::get);
                RespClient slow = new RespClient(server.port(), 4096);
                RespClient publisher = server.client()) {
            slow.call("SUBSCRIBE", "channel");
            fill(publisher);
            pass(server, SECONDS);
            assertThat(publisher.call("PUBLISH", "channel", "still there")).isEqualTo(1L);
            pass(server, 1);
            assertThat(slow.isClosedByServer()).isTrue();
            ServerTest.awaitClients(publisher, 1);
            assertThat(ServerTest.info(publisher, "client_output_buffer_limit_disconnections"))
                    .isEqualTo("1");
        }
    }

    @Test
    void aSubscriberThatCatchesUp_hasItsTimeAnew() throws Exception {
        Settings settings = new Settings().outbox(0, SOFT_LIMIT, SECONDS);
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings, now::get);
                RespClient slow = new RespClient(server.port(), 4096);
                RespClient publisher = server.client()) {
            slow.call("SUBSCRIBE", "channel");
            int sent = fill(publisher);
            pass(server, SECONDS - 1);
            for (int i = 0; i < sent; i++) {
                slow.read();
            }
            while (waiting(publisher) > SOFT_LIMIT) {
                Thread.onSpinWait(); // what was read was written; the server is about to know it
            }
            pass(server, 2);
            fill(publisher);
            pass(server, SECONDS);
            assertThat(publisher.call("PUBLISH", "channel", "still there")).isEqualTo(1L);
        }
    }

    @Test
    void aClientThatIsQuiet_isClosed_butNotOneThatWaitsForSomething() throws Exception {
        Settings settings = new Settings().idleSeconds(SECONDS);
        try (RunningServer server = new RunningServer(Kind.ONE_WORKER, settings, now::get);
                RespClient quiet = server.client();
                RespClient subscriber = server.client();
                RespClient blocked = server.client();
                RespClient busy = server.client()) {
            quiet.call("PING");
            subscriber.call("SUBSCRIBE", "channel");
            blocked.send("BLPOP", "list", "0");
            BlockingCommandsTest.awaitBlocked(busy, 1);
            pass(server, SECONDS);
            assertThat(quiet.call("PING")).isEqualTo("+PONG");
            assertThat(busy.call("PING")).isEqualTo("+PONG");
            pass(server, SECONDS);
            assertThat(busy.call("PING")).isEqualTo("+PONG");
            pass(server, 1);
            assertThat(quiet.isClosedByServer()).isTrue();
            ServerTest.awaitClients(busy, 3);
            assertThat(busy.call("RPUSH", "list", "x")).isEqualTo(1L);
            assertThat(blocked.read()).isEqualTo(List.of("list", "x"));
            assertThat(busy.call("PUBLISH", "channel", "x")).isEqualTo(1L);
        }
    }

    /// Lets time pass, and the server look around.
    private void pass(RunningServer server, int seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        server.server.engine().lookAround();
    }

    /// Publishes until more waits for the subscriber than it may have for long. Returns how many messages that were.
    private static int fill(RespClient publisher) throws IOException {
        int sent = 0;
        do {
            assertThat(publisher.call("PUBLISH", "channel", MESSAGE)).isEqualTo(1L);
            sent++;
        } while (waiting(publisher) <= 2 * SOFT_LIMIT);
        return sent;
    }

    /// How many bytes wait for the subscriber.
    private static long waiting(RespClient anybody) throws IOException {
        String clients = String.valueOf(anybody.call("CLIENT", "LIST", "TYPE", "pubsub"));
        Matcher waiting = Pattern.compile("obl=([0-9]+)").matcher(clients);
        assertThat(waiting.find()).as(clients).isTrue();
        return Long.parseLong(waiting.group(1));
    }
}
