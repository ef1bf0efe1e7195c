package io.magpie.examples.guide;

import static io.magpie.Async.failed;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.ready;
import static io.magpie.Async.sleep;
import static io.magpie.testkit.RuntimeTest.Flavor.CURRENT_THREAD;
import static io.magpie.testkit.RuntimeTest.Flavor.MULTI_THREAD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.examples.EchoServer;
import io.magpie.examples.load.ChildJvm;
import io.magpie.future.Budget;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import io.magpie.task.UnobservedFailure;
import io.magpie.testkit.RuntimeTest;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs what the README and the guide quote, and checks what they say about it.
class GuideTest {

    @TempDir
    Path folder;

    // ---- README

    @Test
    void theProgramOfTheReadme_printsWhatTheReadmeSays() throws Exception {
        try (ChildJvm program = ChildJvm.start(List.of(), ManyTasks.class)) {
            assertThat(program.nextLine()).isEqualTo("10000 tasks have ended, their numbers add up to 49995000");
            assertThat(program.exitValue()).isZero();
        }
    }

    // ---- first-task.md

    @Test
    void spawnedTasks_areJoined() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            assertThat(Tasks.sum(runtime)).isEqualTo(3);
            assertThat(Tasks.tryIt(runtime)).isEqualTo("could not read it: no such page");
            assertThat(Tasks.giveUp(runtime)).isEqualTo("cancelled: nobody wants to wait so long");
        }
    }

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void aTaskAwaitsWhatItSpawned(AsyncRuntime runtime) throws Exception {
        assertThat(runtime.blockOn(Tasks.sumOf(ready(1), ready(2)))).isEqualTo(3);
    }

    @Test
    void anOutcome_tellsHowATaskEnded() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            JoinHandle<String> value = runtime.spawn(ready("egg"));
            JoinHandle<String> failure = runtime.spawn(failed(new IOException("no such nest")));
            JoinHandle<String> waiting = runtime.spawn(sleep(Duration.ofDays(1)).map(_ -> "late"));
            assertThat(value.join()).isEqualTo("egg");
            assertThatThrownBy(failure::join).hasMessage("no such nest");
            assertThat(Tasks.tell(value)).isEqualTo("the value egg");
            assertThat(Tasks.tell(failure)).isEqualTo("the failure java.io.IOException: no such nest");
            assertThat(Tasks.tell(waiting)).isEqualTo("under way");
            waiting.abort("enough");
            assertThatThrownBy(waiting::join).hasMessageContaining("enough");
            assertThat(Tasks.tell(waiting)).isEqualTo("cancelled: enough");
        }
    }

    // ---- waking-and-polling.md

    @Test
    void aCallback_finishesAFuture() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            Future<String> answer =
                    Callbacks.answer(callback -> Thread.ofVirtual().start(() -> callback.accept("42")));
            assertThat(runtime.blockOn(answer)).isEqualTo("42");
        }
    }

    // ---- joining-and-racing.md

    @Test
    void tryJoin_givesBothOrTheFirstFailure() throws Exception {
        Channel<String> articles = Channel.unbounded();
        assertThat(TaskProbe.of(Combining.order(ready("Ann"), ready("tea"))).assertReady())
                .isEqualTo("Ann orders tea");
        var refused = TaskProbe.of(Combining.order(
                failed(new IOException("unknown")), articles.receiver().recv().map(String::valueOf)));
        assertThat(refused.assertFails(IOException.class)).hasMessage("unknown");
        articles.sender().trySend("tea");
        assertThat(articles.receiver().tryRecv()).isEqualTo("tea"); // the branch that was dropped took nothing
    }

    @RuntimeTest(startPaused = true)
    void aLostRace_losesNoMessage(AsyncRuntime runtime) throws Exception {
        Channel<String> messages = Channel.unbounded();
        Duration second = Duration.ofSeconds(1);
        assertThat(runtime.blockOn(Combining.listen(messages.receiver(), second)))
                .isEqualTo("silence");
        messages.sender().trySend("hello");
        assertThat(runtime.blockOn(Combining.listen(messages.receiver(), second)))
                .isEqualTo("hello");
        messages.sender().close();
        assertThat(runtime.blockOn(Combining.listen(messages.receiver(), second)))
                .isEqualTo("the end");
    }

    @RuntimeTest(startPaused = true)
    void aTimeout_endsWhatTakesTooLong(AsyncRuntime runtime) throws Exception {
        Duration second = Duration.ofSeconds(1);
        assertThat(Combining.replyOr(runtime, ready("yes"), second)).isEqualTo("yes");
        Future<String> late = sleep(Duration.ofSeconds(2)).map(_ -> "yes");
        assertThat(Combining.replyOr(runtime, late, second)).isEqualTo("too late");
    }

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void manyFutures_areJoinedInOrder(AsyncRuntime runtime) throws Exception {
        assertThat(runtime.blockOn(Combining.inOneTask(1_000))).hasSize(1_000).isSorted();
        assertThat(runtime.blockOn(Combining.inParallel(runtime, List.of(ready(1), ready(2), ready(3)))))
                .containsExactly(1, 2, 3);
    }

    // ---- blocking-code.md

    @Test
    void blockingWork_goesWhereItBelongs() throws Exception {
        Path file = Files.writeString(folder.resolve("nest"), "three eggs");
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            assertThat(BlockingWork.read(runtime, file).join()).isEqualTo("three eggs");
            assertThat(runtime.spawn(BlockingWork.readInPlace(file)).join()).isEqualTo("three eggs");
            assertThat(BlockingWork.nextPrime(runtime, BigInteger.valueOf(100)).join())
                    .isEqualTo(BigInteger.valueOf(101));
        }
    }

    @RuntimeTest
    void blockingInPlace_isRefusedWhereNobodyCouldTakeOver(AsyncRuntime runtime) {
        JoinHandle<String> refused = runtime.spawn(BlockingWork.readInPlace(folder));
        assertThatThrownBy(() -> runtime.blockOn(refused))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spawnBlocking");
    }

    @Test
    void aLoopWithCheckpoints_yields() throws Exception {
        var few = TaskProbe.of(BlockingWork.sumBelow(5));
        assertThat(few.assertReady()).isEqualTo(10L);
        var budgeted = TaskProbe.of(BlockingWork.sumBelow(100_000), new Budget(2, Long.MAX_VALUE));
        budgeted.assertPending();
        assertThat(budgeted.isWoken()).isTrue();
        while (budgeted.poll() instanceof Poll.Pending<Long>) {}
        assertThat(budgeted.deferCount()).isPositive();
    }

    // ---- sockets.md

    @RuntimeTest(flavor = {CURRENT_THREAD, MULTI_THREAD})
    void aClient_asksAndReadsToTheEnd(AsyncRuntime runtime) throws Exception {
        try (EchoServer server = EchoServer.start(0, 1)) {
            assertThat(runtime.blockOn(Sockets.ask(loopback(server.port()), "is anybody there?")))
                    .isEqualTo("is anybody there?");
        }
    }

    @RuntimeTest
    void whoDoesNotListen_refuses(AsyncRuntime runtime) throws Exception {
        TcpListener closed = runtime.blockOn(TcpListener.bind(loopback(0)));
        closed.close();
        assertThatThrownBy(() -> runtime.blockOn(Sockets.ask(closed.localAddress(), "hello")))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aReadThatIsGivenUp_losesNoByte() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create();
                TcpListener listener = runtime.blockOn(TcpListener.bind(loopback(0)));
                Socket peer = new Socket(
                        InetAddress.getLoopbackAddress(),
                        listener.localAddress().getPort());
                TcpStream stream = runtime.blockOn(listener.accept())) {
            ByteBuffer into = ByteBuffer.allocate(16);
            assertThat(runtime.blockOn(Sockets.readWithin(stream, into, Duration.ofMillis(1))))
                    .isZero();
            peer.getOutputStream().write("egg".getBytes(UTF_8));
            assertThat(runtime.blockOn(Sockets.readWithin(stream, into, Duration.ofDays(1))))
                    .isEqualTo(3);
            peer.getOutputStream().write("nest".getBytes(UTF_8));
            assertThat(runtime.blockOn(Sockets.readInto(stream, () -> into))).isEqualTo(4);
            assertThat(UTF_8.decode(into.flip()).toString()).isEqualTo("eggnest");
        }
    }

    // ---- tuning.md

    @Test
    void aPausedClock_letsAYearPassAtOnce() throws Exception {
        Duration year = Duration.ofDays(365);
        // The clock jumps to the tick of the timer, which is never early and a millisecond late at most.
        assertThat(Tuning.aYear()).isBetween(year, year.plusMillis(1));
    }

    @Test
    void theSummary_countsWorkersAndTasks() {
        try (AsyncRuntime runtime = Tuning.small()) {
            assertThat(runtime.name()).isEqualTo("orders");
            assertThat(Tuning.summary(runtime)).matches("2 workers, 0 tasks, 0 injected, parked [0-9]+ times");
        }
    }

    @Test
    void theShutdownReport_namesWhatWouldNotEnd() throws Exception {
        assertThat(Tuning.end(AsyncRuntime.create(), Duration.ofSeconds(30))).isEqualTo("all ended");
        AsyncRuntime runtime = AsyncRuntime.create();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        runtime.spawn("stubborn", pollFn(_ -> {
            running.countDown();
            over.await();
            return null;
        }));
        running.await();
        assertThat(Tuning.end(runtime, Duration.ofMillis(1))).contains("stubborn");
        over.countDown();
    }

    @Test
    void aFailureNobodyLooksAt_isReported() throws Exception {
        BlockingQueue<UnobservedFailure> alarms = new LinkedBlockingQueue<>();
        try (AsyncRuntime runtime = Tuning.watched(alarms::add)) {
            Tuning.failUnseen(runtime);
            UnobservedFailure failure = alarms.take();
            assertThat(failure.name()).isEqualTo("backup");
            assertThat(failure.cause()).hasMessage("disk full");
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
