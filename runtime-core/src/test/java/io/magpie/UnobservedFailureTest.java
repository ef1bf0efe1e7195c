package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.sync.Oneshot;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.UnobservedFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A failure goes to whoever awaits the task, and to the handler only if nobody does.
@Timeout(60)
class UnobservedFailureTest {

    private final BlockingQueue<UnobservedFailure> reports = new LinkedBlockingQueue<>();

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    private static void runAll(AsyncRuntime runtime) throws Exception {
        JoinHandle<String> last = runtime.spawn(Async.yieldNow().map(_ -> "last"));
        runtime.blockOn(last);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void detachedTask_isReportedAtOnce(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            runtime.spawn("detached", Async.failed(new IOException("planted"))).detached();
            runAll(runtime);
            UnobservedFailure report = reports.take();
            assertThat(report.name()).isEqualTo("detached");
            assertThat(report.cause()).hasMessage("planted");
        }
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void awaitedTask_isNotReported(RuntimeBuilder flavour) {
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            JoinHandle<String> handle = runtime.spawn(Async.failed(new IOException("planted")));
            assertThatThrownBy(() -> runtime.blockOn(handle)).hasMessage("planted");
        }
        assertThat(reports).isEmpty();
    }

    /// Whoever gives up awaiting has not seen what comes later: a lost race, a timeout of a task or of a thread.
    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureAfterWhoeverAwaitedGaveUp_isReported(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            Oneshot<String> gate = Oneshot.create();
            JoinHandle<String> handle = runtime.spawn(gate.receiver().map(UnobservedFailureTest::fail));
            assertThat(runtime.blockOn(Async.race(handle, Async.yieldNow().map(_ -> "gave up"))))
                    .isEqualTo("gave up");
            assertThatThrownBy(() -> handle.join(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            gate.sender().send("too late");
            runAll(runtime);
        }
        assertThat(reports)
                .extracting(UnobservedFailure::cause)
                .singleElement()
                .satisfies(thrown -> assertThat(thrown).hasMessage("too late"));
    }

    /// It was woken because of the failure, and then dropped before it looked.
    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureThatWhoeverAwaitedWasToldOf_andDidNotLookAt_isReported(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            Oneshot<String> gate = Oneshot.create();
            JoinHandle<String> handle = runtime.spawn(gate.receiver().map(UnobservedFailureTest::fail));
            CountDownLatch woken = new CountDownLatch(1);
            Context cx = Context.of(woken::countDown);
            assertThat(handle.poll(cx)).isSameAs(Poll.PENDING);
            gate.sender().send("too late");
            runAll(runtime);
            woken.await();
            assertThat(handle.drop(cx)).isSameAs(Poll.CANCELLED);
        }
        assertThat(reports)
                .extracting(UnobservedFailure::cause)
                .singleElement()
                .satisfies(thrown -> assertThat(thrown).hasMessage("too late"));
    }

    private static String fail(String message) {
        throw new IllegalStateException(message);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void forgottenHandle_isReportedWhenItIsCollected(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            runtime.spawn("forgotten", Async.failed(new IOException("planted")));
            runAll(runtime);
            UnobservedFailure report = null;
            while (report == null) {
                System.gc();
                report = reports.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            assertThat(report.name()).isEqualTo("forgotten");
        }
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void keptHandle_isReportedAtClose(RuntimeBuilder flavour) throws Exception {
        JoinHandle<String> kept;
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            kept = runtime.spawn("kept", Async.failed(new IOException("planted")));
            runAll(runtime);
        }
        assertThat(reports).hasSize(1);
        assertThat(kept.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    /// The thread that waits for the collector ends with the runtime, and before that with the last unseen failure.
    @ParameterizedTest
    @MethodSource("flavours")
    void theWatchingThread_endsWhenNothingIsUnseen(RuntimeBuilder flavour) throws Exception {
        Set<Thread> before = watchers();
        JoinHandle<String> kept;
        Thread second;
        try (var runtime = flavour.onUnobservedFailure(reports::add).build()) {
            JoinHandle<String> seen = runtime.spawn(Async.failed(new IOException("seen")));
            runAll(runtime);
            Thread first = newWatcher(before);
            assertThatThrownBy(() -> runtime.blockOn(seen)).hasMessage("seen");
            first.join();

            kept = runtime.spawn(Async.failed(new IOException("kept")));
            runAll(runtime);
            second = newWatcher(before);
        }
        second.join();
        assertThat(kept.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    /// The thread that was not there before. The failure starts it after others can see that the task has ended.
    private static Thread newWatcher(Set<Thread> before) {
        while (true) {
            for (Thread watcher : watchers()) {
                if (!before.contains(watcher)) {
                    return watcher;
                }
            }
            Thread.onSpinWait();
        }
    }

    private static Set<Thread> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("magpie-unseen-failures"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void spawnSite_isInTheReport_whenTraced() throws Exception {
        try (var runtime = AsyncRuntime.builder()
                .workers(1)
                .traceSpawnSites(true)
                .onUnobservedFailure(reports::add)
                .build()) {
            runtime.spawn(Async.failed(new IOException("planted"))).detached();
            UnobservedFailure report = reports.take();
            assertThat(report.spawnSite().getFirst().getMethodName()).isEqualTo("spawnSite_isInTheReport_whenTraced");
        }
    }

    @Test
    void failure_endsTheRuntime_whenBuiltSo() throws Exception {
        try (var runtime = AsyncRuntime.builder()
                .workers(2)
                .onUnobservedFailure(reports::add)
                .shutdownOnUnobservedFailure()
                .build()) {
            JoinHandle<String> other = runtime.spawn(cx -> io.magpie.future.Poll.PENDING);
            runtime.spawn(Async.failed(new IOException("planted"))).detached();
            assertThatThrownBy(other::join).isInstanceOf(TaskCancelledException.class);
        }
    }

    @Test
    void failure_thatEndsTheRuntime_endsItForJobs_too() throws Exception {
        try (var runtime = AsyncRuntime.builder()
                .workers(1)
                .blockingPool(ThreadPerJobPool.factory())
                .onUnobservedFailure(reports::add)
                .shutdownOnUnobservedFailure()
                .build()) {
            CountDownLatch ended = new CountDownLatch(1);
            JoinHandle<String> running = runtime.spawnBlocking(() -> {
                ended.await();
                return "ran on";
            });
            JoinHandle<String> other = runtime.spawn(cx -> io.magpie.future.Poll.PENDING);
            runtime.spawn(Async.failed(new IOException("planted"))).detached();
            assertThatThrownBy(other::join).isInstanceOf(TaskCancelledException.class);
            // The tasks end first, a moment before.
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(runtime.spawnBlocking(() -> "ran").join())
                                    .isEqualTo("ran");
                        }
                    })
                    .isInstanceOf(TaskCancelledException.class);
            ended.countDown();
            assertThat(running.join()).isEqualTo("ran on");
        }
    }
}
