package io.magpie.io.mock;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.io.AsyncRead;
import io.magpie.io.GrowableBuffer;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.RuntimeTest;
import io.magpie.testkit.TaskProbe;
import io.magpie.time.TimeMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MockStreamTest {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(MockStream stream) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(100);
        int n = TaskProbe.of(stream.read(into)).assertReady();
        return n < 0 ? "end" : StandardCharsets.UTF_8.decode(into.flip()).toString();
    }

    private static void write(MockStream stream, String text) throws Exception {
        TaskProbe.of(stream.writeAll(bytes(text))).assertReady();
    }

    @Test
    void aDialogue_isPlayedToItsEnd() throws Exception {
        MockStream stream =
                MockStream.builder().write("PING\r\n").read("+PONG\r\n").build();
        write(stream, "PI");
        write(stream, "NG\r\n");
        assertThat(read(stream)).isEqualTo("+PONG\r\n");
        assertThat(read(stream)).isEqualTo("end");
        assertThat(read(stream)).isEqualTo("end");
        stream.assertDone();
    }

    @Test
    void oneOperation_takesOneStepAtMost() throws Exception {
        MockStream stream =
                MockStream.builder().read("ab").read("c").write("de").write("f").build();
        assertThat(read(stream)).isEqualTo("ab");
        assertThat(read(stream)).isEqualTo("c");
        ByteBuffer from = bytes("def");
        assertThat(TaskProbe.of(stream.write(from)).assertReady()).isEqualTo(2);
        assertThat(from.position()).isEqualTo(2);
    }

    @Test
    void anAnswer_waitsForItsQuestion() throws Exception {
        MockStream stream =
                MockStream.builder().write("question").read("answer").build();
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(10)));
        reading.assertPending();
        write(stream, "ques");
        assertThat(reading.isWoken()).isFalse();
        write(stream, "tion");
        assertThat(reading.isWoken()).isTrue();
        assertThat(reading.assertReady()).isEqualTo(6);
    }

    @Test
    void aWriteOvertakesWhatArrives_butNoPause() throws Exception {
        MockStream stream = MockStream.builder()
                .read("banner")
                .write("hello")
                .read("x")
                .pause(Duration.ZERO)
                .write("bye")
                .build();
        write(stream, "hello");
        TaskProbe<Void> writing = TaskProbe.of(stream.writeAll(bytes("bye")));
        writing.assertPending();
        assertThat(read(stream)).isEqualTo("banner");
        assertThat(read(stream)).isEqualTo("x");
        assertThat(writing.isWoken()).isTrue();
        writing.assertPending(); // the pause
        assertThat(writing.isWoken()).isTrue();
        writing.assertReady();
        stream.assertDone();
    }

    @Test
    void aPauseOfNothing_makesOnePollWait_andWakesIt() throws Exception {
        MockStream stream =
                MockStream.builder().read("a").pause(Duration.ZERO).read("b").build();
        assertThat(read(stream)).isEqualTo("a");
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(10)));
        reading.assertPending();
        assertThat(reading.isWoken()).isTrue();
        assertThat(reading.assertReady()).isEqualTo(1);
    }

    @Test
    void whoAsksWhetherItMayRead_isWokenToo() throws Exception {
        MockStream stream = MockStream.builder().write("a").read("b").build();
        TaskProbe<Integer> reading = TaskProbe.of(new GrowableBuffer(10).readFrom(stream)); // asks first
        reading.assertPending();
        write(stream, "a");
        assertThat(reading.isWoken()).isTrue();
        assertThat(reading.assertReady()).isEqualTo(1);
    }

    @RuntimeTest(startPaused = true)
    void aPause_passesByTheClockOfTheRuntime_forBothDirections(AsyncRuntime runtime) throws Exception {
        MockStream stream = MockStream.builder()
                .read("a")
                .pause(Duration.ofHours(1))
                .write("b")
                .pause(Duration.ofHours(2))
                .read("c")
                .build();
        runtime.blockOn(async(() -> {
            TimeMark start = TimeMark.now();
            JoinHandle<Void> writing = spawn(stream.writeAll(bytes("b")));
            await(stream.readExactly(ByteBuffer.allocate(2)));
            // Timers are rounded up to milliseconds.
            assertThat(start.elapsed())
                    .isBetween(Duration.ofHours(3), Duration.ofHours(3).plusMillis(2));
            await(writing);
        }));
        stream.assertDone();
    }

    @Test
    void failures_areThrownWhereTheyStand_once() throws Exception {
        IOException reset = new IOException("reset");
        IOException pipe = new IOException("broken pipe");
        MockStream stream = MockStream.builder()
                .read("a")
                .readError(reset)
                .read("b")
                .write("c")
                .writeError(pipe)
                .write("d")
                .writeError(pipe)
                .build();
        assertThat(read(stream)).isEqualTo("a");
        assertThatThrownBy(() -> read(stream)).isSameAs(reset);
        assertThat(read(stream)).isEqualTo("b");
        ByteBuffer from = bytes("cd");
        assertThatThrownBy(() -> TaskProbe.of(stream.writeAll(from)).assertReady())
                .isSameAs(pipe);
        assertThat(from.position()).isEqualTo(1);
        TaskProbe.of(stream.writeAll(from)).assertReady();
        assertThatThrownBy(() -> TaskProbe.of(stream.shutdown()).assertReady()).isSameAs(pipe);
        TaskProbe.of(stream.shutdown()).assertReady();
        stream.assertDone();
    }

    @Test
    void otherBytes_areShownBesideThoseExpected_withTheirPlace() throws Exception {
        MockStream stream = MockStream.builder()
                .name("server")
                .write("12345")
                .write("+PONG\r\n")
                .build();
        write(stream, "12345");
        write(stream, "+P");
        ByteBuffer from = bytes("ING\r\nrest");
        assertThatThrownBy(() -> TaskProbe.of(stream.writeAll(from)).assertReady())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        wrong bytes were written to MockStream[server]:
                          step 2 expects "ONG\\r\\n"
                          written was    "ING\\r\\nrest"
                          first difference at byte 2 of the step, byte 7 of all that was written: 'I' instead of 'O'""");
        assertThat(from.position()).isZero();
    }

    @Test
    void aMistake_staysOne_forEveryOperation() throws Exception {
        MockStream stream = MockStream.builder().write("a").read("b").build();
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(1)));
        reading.assertPending();
        AssertionError mistake = null;
        try {
            write(stream, "x");
        } catch (AssertionError e) {
            mistake = e;
        }
        assertThat(reading.isWoken()).isTrue();
        assertThatThrownBy(reading::poll).isSameAs(mistake);
        assertThatThrownBy(stream::assertDone).isSameAs(mistake);
    }

    @Test
    void moreThanTheScriptExpects_isTold() throws Exception {
        MockStream stream = MockStream.builder().write("a").read("b").build();
        write(stream, "a");
        assertThatThrownBy(() -> write(stream, "QUIT\r\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "nothing more was to be written to MockStream[mock], but \"QUIT\\r\\n\" was, at byte 1 of all:"
                                + " its script of 2 steps expects no more");
    }

    @Test
    void aShutdown_isExpectedAtItsStep_orAtTheEnd() throws Exception {
        MockStream early = MockStream.builder().write("abc").build();
        write(early, "a");
        assertThatThrownBy(() -> TaskProbe.of(early.shutdown()).assertReady())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was shut down after 1 bytes, but step 1 of its script expects \"bc\"");

        MockStream late = MockStream.builder().shutdown().read("rest").build();
        assertThatThrownBy(() -> write(late, "x"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("step 1 of the script expects that MockStream[mock] is shut down");

        MockStream stream = MockStream.builder().shutdown().read("rest").build();
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(10)));
        reading.assertPending();
        TaskProbe.of(stream.shutdown()).assertReady();
        assertThat(reading.isWoken()).isTrue();
        assertThat(stream.isShutDown()).isTrue();
        TaskProbe.of(stream.shutdown()).assertReady();
        assertThatThrownBy(() -> write(stream, "x")).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsLeft_isListed() throws Exception {
        MockStream stream = MockStream.builder()
                .read("abc")
                .write(new byte[] {0, 'x', (byte) 0xff, '"'})
                .pause(Duration.ofSeconds(1))
                .readError(new IOException("reset"))
                .shutdown()
                .build();
        TaskProbe.of(stream.read(ByteBuffer.allocate(1))).assertReady();
        write(stream, "\0");
        assertThatThrownBy(stream::assertDone)
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        the script of MockStream[mock] was not played to its end; still to come:
                          step 1: read "bc", of which it read the beginning
                          step 2: write "x\\xff\\"", of which it wrote the beginning
                          step 3: wait PT1S
                          step 4: fail to read: java.io.IOException: reset
                          step 5: shut down its output""");
    }

    @RuntimeTest(flavor = {RuntimeTest.Flavor.CURRENT_THREAD, RuntimeTest.Flavor.MULTI_THREAD})
    void aHandle_goesOnWithTheScript_whileItIsPlayed(AsyncRuntime runtime) throws Exception {
        MockStream stream = MockStream.builder().build();
        MockStream.Handle handle = stream.handle();
        GrowableBuffer got = new GrowableBuffer(100);
        runtime.blockOn(async(() -> {
            JoinHandle<?> reading = spawn(stream.readToEnd(got));
            JoinHandle<?> writing = spawn(stream.writeAll(bytes("question")));
            await(yieldNow());
            handle.read("a");
            handle.write("question");
            await(writing);
            handle.read("b");
            handle.close();
            await(reading);
        }));
        assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo("ab");
        stream.assertDone();
        assertThatThrownBy(() -> handle.read("c")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTheLastHandle_wakesWhoWaitsAtTheEnd() throws Exception {
        MockStream stream = MockStream.builder().build();
        MockStream.Handle one = stream.handle();
        MockStream.Handle other = stream.handle();
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(1)));
        reading.assertPending();
        one.close();
        one.close();
        reading.assertPending();
        other.close();
        assertThat(reading.isWoken()).isTrue();
        assertThat(reading.assertReady()).isEqualTo(-1);
    }

    @RuntimeTest(startPaused = true)
    void aPause_isOverForAll_alsoIfWhoCameLastIsDropped(AsyncRuntime runtime) throws Exception {
        MockStream stream =
                MockStream.builder().pause(Duration.ofHours(1)).write("b").build();
        runtime.blockOn(async(() -> {
            JoinHandle<?> writing = spawn(stream.writeAll(bytes("b")));
            await(yieldNow());
            Future<Integer> reading = stream.read(ByteBuffer.allocate(1));
            await(race(reading, sleep(Duration.ofMinutes(1)).map(_ -> 0)));
            await(writing);
        }));
        stream.assertDone();
    }

    @Test
    void closing_failsWhoWaits() throws Exception {
        MockStream stream = MockStream.builder().write("a").read("b").build();
        TaskProbe<Integer> reading = TaskProbe.of(stream.read(ByteBuffer.allocate(1)));
        reading.assertPending();
        stream.close();
        assertThat(reading.isWoken()).isTrue();
        assertThatThrownBy(reading::poll).isInstanceOf(ClosedChannelException.class);
        assertThat(stream.isClosed()).isTrue();
        assertThatThrownBy(stream::assertDone).isInstanceOf(AssertionError.class);
    }

    @Test
    void waitingCostsNoBudget_andTakingOneOperation() throws Exception {
        Budget budget = new Budget(1, Duration.ofHours(1).toNanos());
        MockStream stream =
                MockStream.builder().pause(Duration.ZERO).read("a").read("b").build();
        Context cx = Context.of(() -> {}, budget);
        ByteBuffer into = ByteBuffer.allocate(1);
        assertThat(stream.pollRead(cx, into)).isEqualTo(AsyncRead.NOT_READY);
        assertThat(stream.pollRead(cx, into)).isEqualTo(1);
        assertThat(stream.pollRead(cx, into.clear())).isEqualTo(AsyncRead.NOT_READY);
        stream.pollWrite(cx, ByteBuffer.allocate(0));
    }

    @Test
    void oneBuilder_makesManyStreams() throws Exception {
        MockStream.Builder script = MockStream.builder().read("a");
        assertThat(read(script.build())).isEqualTo("a");
        assertThat(read(script.build())).isEqualTo("a");
    }

    @RuntimeTest(flavor = RuntimeTest.Flavor.MULTI_THREAD)
    void twoTasks_mayReadAndWriteAtOnce(AsyncRuntime runtime) throws Exception {
        MockStream.Builder script = MockStream.builder();
        int rounds = 2_000;
        for (int i = 0; i < rounds; i++) {
            script.pause(Duration.ZERO).write("w").read("r");
        }
        MockStream stream = script.build();
        Future<?> both = join(
                async(() -> await(spawn(stream.writeAll(bytes("w".repeat(rounds)))))),
                async(() -> await(spawn(stream.readExactly(ByteBuffer.allocate(rounds))))));
        runtime.blockOn(both);
        stream.assertDone();
    }
}
