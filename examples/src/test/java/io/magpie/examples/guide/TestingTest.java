package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.AsyncStream;
import io.magpie.io.BufReader;
import io.magpie.io.mock.MockStream;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.RuntimeTest;
import io.magpie.testkit.TaskProbe;
import io.magpie.time.ElapsedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What testing.md quotes.
class TestingTest {

    // @start region="subject"
    /// Asks a server whether it lives. Fails with an [ElapsedException] if it takes longer than a minute to say so.
    static Future<String> ping(AsyncStream server) {
        return timeout(Duration.ofMinutes(1), async(() -> {
            await(server.writeAll(ByteBuffer.wrap("PING\r\n".getBytes(UTF_8))));
            String answer = await(new BufReader(server).lines(100).next());
            if (answer == null) {
                throw new EOFException(server + " hung up");
            }
            return answer;
        }));
    }
    // @end

    // @start region="script"
    @Test
    void aPing_isAnswered() throws Exception {
        MockStream server = MockStream.builder()
                .write("PI") // one write takes no more than one step, so this one is short
                .write("NG\r\n")
                .read("+PO")
                .pause(Duration.ZERO)
                .read("NG\r\n")
                .build();
        try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
            assertEquals("+PONG", runtime.blockOn(ping(server)));
        }
        server.assertDone();
    }
    // @end

    // @start region="paused"
    @RuntimeTest(startPaused = true)
    void aServerThatIsSilentForTooLong_isGivenUp(AsyncRuntime runtime) {
        MockStream slow = MockStream.builder()
                .write("PING\r\n")
                .pause(Duration.ofMinutes(2))
                .read("+PONG\r\n")
                .build();
        assertThrows(ElapsedException.class, () -> runtime.blockOn(ping(slow))); // at once: nobody waits a minute
    }
    // @end

    // @start region="errors"
    @RuntimeTest
    void aReset_isPassedOn(AsyncRuntime runtime) {
        MockStream server = MockStream.builder()
                .write("PING\r\n")
                .readError(new IOException("Connection reset"))
                .build();
        assertThrows(IOException.class, () -> runtime.blockOn(ping(server)));
        server.assertDone();
    }
    // @end

    // @start region="handle"
    @RuntimeTest
    void theScript_mayBeWrittenWhileItIsPlayed(AsyncRuntime runtime) throws Exception {
        MockStream server = MockStream.builder().write("PING\r\n").build();
        runtime.blockOn(async(() -> {
            try (MockStream.Handle script = server.handle()) {
                JoinHandle<String> ping = spawn(ping(server));
                script.read("+PONG\r\n");
                assertEquals("+PONG", await(ping));
            }
        }));
        server.assertDone();
    }
    // @end

    // @start region="probe"
    @Test
    void aReader_isWokenWhenItsBytesHaveCome() throws Exception {
        MockStream server = MockStream.builder().write("PING").read("PONG").build();
        ByteBuffer into = ByteBuffer.allocate(4);
        TaskProbe<?> reading = TaskProbe.of(server.readExactly(into));
        reading.assertPending();
        TaskProbe.of(server.writeAll(ByteBuffer.wrap("PING".getBytes(UTF_8)))).assertReady();
        assertTrue(reading.isWoken());
        reading.assertReady();
    }
    // @end
}
