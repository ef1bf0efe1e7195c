package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.time.Sleep;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How a runtime ends: every task finished or cancelled, every waiter released, the threads gone, nothing kept.
@Timeout(60)
class ShutdownTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    static Stream<RuntimeBuilder> multi() {
        return RuntimeTest.flavours().limit(3);
    }

    /// A future that waits for ever, and says when it was dropped and why.
    private static class Waiting implements Future<String> {
        final AtomicReference<@Nullable Cancellation> droppedFor = new AtomicReference<>();
        final CountDownLatch polled = new CountDownLatch(1);
        final AtomicReference<@Nullable Thread> droppedOn = new AtomicReference<>();

        @Override
        public Object poll(Context cx) {
            polled.countDown();
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            droppedFor.set(cx.cancellation());
            droppedOn.set(Thread.currentThread());
            return Poll.CANCELLED;
        }
    }

    @ParameterizedTest
    @MethodSource("multi")
    void close_dropsWaitingTasksOnAWorker_andSaysWhy(RuntimeBuilder flavour) throws Exception {
        Waiting future = new Waiting();
        JoinHandle<String> handle;
        try (var runtime = flavour.build()) {
            handle = runtime.spawn(future);
            future.polled.await();
        }
        assertThat(future.droppedFor.get()).isNotNull();
        assertThat(future.droppedFor.get().kind()).isEqualTo(Cancellation.Kind.SHUTDOWN);
        assertThat(future.droppedOn.get()).isNotSameAs(Thread.currentThread());
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void close_releasesAThreadThatJoins(RuntimeBuilder flavour) throws Exception {
        var runtime = flavour.build();
        JoinHandle<String> handle = runtime.spawn(new Waiting());
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        CountDownLatch joining = new CountDownLatch(1);
        Thread joiner = Thread.ofPlatform().start(() -> {
            joining.countDown();
            try {
                handle.join();
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        joining.await();
        runtime.close();
        joiner.join();
        assertThat(thrown.get()).isInstanceOf(TaskCancelledException.class);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void shutdown_releasesAThreadInBlockOn(RuntimeBuilder flavour) throws Exception {
        var runtime = flavour.build();
        Waiting root = new Waiting();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread blocked = Thread.ofPlatform().start(() -> {
            try {
                runtime.blockOn(root);
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        root.polled.await();
        runtime.close();
        blocked.join();
        assertThat(thrown.get()).isInstanceOf(TaskCancelledException.class);
        assertThat(root.droppedFor.get()).isEqualTo(Cancellation.SHUT_DOWN);
    }

    @ParameterizedTest
    @MethodSource("multi")
    void threadsAreGone_afterClose(RuntimeBuilder flavour) {
        String name = "gone-" + System.nanoTime();
        var runtime = flavour.threadNamePrefix(name).build();
        runtime.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith(name));
    }

    @ParameterizedTest
    @MethodSource("multi")
    void shutdown_reportsATaskThatNeverLetsGo(RuntimeBuilder flavour) throws Exception {
        var runtime = flavour.build();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        JoinHandle<String> stubborn = runtime.spawn("stubborn", Async.pollFn(cx -> {
            started.countDown();
            letGo.await();
            return "done after all";
        }));
        started.await();
        ShutdownReport report = runtime.shutdown(Duration.ofMillis(1));
        assertThat(report.isComplete()).isFalse();
        assertThat(report.tasks()).singleElement().asString().contains("stubborn");
        letGo.countDown();
        assertThat(stubborn.join()).isEqualTo("done after all");
    }

    @Test
    void theReport_namesTasksThatNoWorkerHasTaken() throws Exception {
        var runtime = AsyncRuntime.builder().workers(1).build();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        JoinHandle<String> stubborn = runtime.spawn("stubborn", Async.pollFn(cx -> {
            started.countDown();
            letGo.await();
            return "done after all";
        }));
        started.await();
        JoinHandle<String> waiting = runtime.spawn("waiting", Async.pollFn(cx -> "never polled"));
        ShutdownReport report = runtime.shutdown(Duration.ofMillis(1));
        assertThat(report.tasks())
                .satisfiesExactlyInAnyOrder(
                        task -> assertThat(task).contains("stubborn"),
                        task -> assertThat(task).contains("waiting"));
        letGo.countDown();
        assertThat(stubborn.join()).isEqualTo("done after all");
        assertThatThrownBy(waiting::join).isInstanceOf(TaskCancelledException.class);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void shutdown_ofAnIdleRuntime_isComplete(RuntimeBuilder flavour) throws Exception {
        var runtime = flavour.build();
        assertThat(runtime.shutdown(Duration.ofSeconds(30)).isComplete()).isTrue();
        runtime.close();
    }

    @Test
    @SuppressWarnings("try") // closing it inside is the point
    void close_insideATask_isRefused() throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(1).build()) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                runtime.close();
                return "unreachable";
            }));
            assertThatThrownBy(handle::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shutdownNow");
        }
    }

    @Test
    void shutdownNow_insideATask_cancelsTheOthers() throws Exception {
        var runtime = AsyncRuntime.builder().workers(2).build();
        Waiting other = new Waiting();
        JoinHandle<String> waiting = runtime.spawn(other);
        other.polled.await();
        runtime.spawn(Async.pollFn(cx -> {
            var _ = runtime.shutdownNow();
            return "";
        }));
        assertThatThrownBy(waiting::join).isInstanceOf(TaskCancelledException.class);
        runtime.close();
    }

    /// A drop that needs two more wakes before it has ended.
    private static final class SlowCleanup implements Future<String> {
        private final AtomicInteger drops = new AtomicInteger();
        private final CountDownLatch polled = new CountDownLatch(1);

        @Override
        public Object poll(Context cx) {
            polled.countDown();
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            if (drops.incrementAndGet() == 3) {
                return Poll.CANCELLED;
            }
            cx.waker().wake();
            return Poll.PENDING;
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void close_waitsForCleanupThatWaits(RuntimeBuilder flavour) throws Exception {
        SlowCleanup future = new SlowCleanup();
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(future);
            runtime.blockOn(untilPolled(future.polled));
            handle.abort("enough");
        }
        assertThat(future.drops).hasValue(3);
    }

    private static Future<String> untilPolled(CountDownLatch polled) {
        return cx -> {
            if (polled.getCount() == 0) {
                return "polled";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void cleanupThatNeverEnds_isAbandonedAndReported(RuntimeBuilder flavour) throws Exception {
        List<String> reports = new ArrayList<>();
        CountDownLatch polled = new CountDownLatch(1);
        Future<String> never = new Future<>() {
            @Override
            public Object poll(Context cx) {
                polled.countDown();
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                return Poll.PENDING;
            }
        };
        JoinHandle<String> handle;
        try (var runtime = flavour.cleanupTimeout(Duration.ofMillis(20))
                .onUnobservedFailure(failure -> {
                    synchronized (reports) {
                        reports.add(failure.toString());
                    }
                })
                .build()) {
            handle = runtime.spawn("leaky", never);
            runtime.blockOn(untilPolled(polled));
        }
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(reports).singleElement().asString().contains("leaky").contains("abandoned");
    }

    /// Owned by the task, so dropped by it: it may hold a permit, or a place in a queue.
    @ParameterizedTest
    @MethodSource("flavours")
    void afterClose_aFutureThatIsSpawned_isDroppedAtOnce(RuntimeBuilder flavour) {
        var runtime = flavour.build();
        runtime.close();
        Waiting spawned = new Waiting();
        assertThat(runtime.spawn(spawned).outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(spawned.droppedFor.get()).isEqualTo(Cancellation.SHUT_DOWN);
        Waiting root = new Waiting();
        assertThatThrownBy(() -> runtime.blockOn(root)).isInstanceOf(TaskCancelledException.class);
        assertThat(root.droppedFor.get()).isEqualTo(Cancellation.SHUT_DOWN);
        assertThat(root.polled.getCount()).isEqualTo(1);
    }

    /// What a task drops may use the runtime: a spawn there resolves as cancelled, at once.
    @ParameterizedTest
    @MethodSource("flavours")
    void droppedByClose_aFutureMaySpawn_andThatIsCancelled(RuntimeBuilder flavour) throws Exception {
        AtomicReference<@Nullable JoinHandle<String>> spawned = new AtomicReference<>();
        Waiting inner = new Waiting();
        Waiting outer = new Waiting() {
            @Override
            public Object drop(Context cx) {
                assertThat(AsyncRuntime.current().name()).isNotEmpty();
                spawned.set(Async.spawn(inner));
                return super.drop(cx);
            }
        };
        try (var runtime = flavour.build()) {
            runtime.spawn(outer);
            runtime.blockOn(untilPolled(outer.polled));
        }
        assertThat(spawned.get()).isNotNull();
        assertThat(spawned.get().outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(inner.droppedFor.get()).isEqualTo(Cancellation.SHUT_DOWN);
    }

    /// Spawned by another thread, while the runtime closes: it runs or it is dropped, never neither and never both.
    @ParameterizedTest
    @MethodSource("flavours")
    void aSpawnThatRacesClose_runsOrIsDropped(RuntimeBuilder flavour) throws Exception {
        for (int round = 0; round < 50; round++) {
            var runtime = flavour.build();
            AtomicInteger ended = new AtomicInteger();
            List<JoinHandle<String>> handles = new ArrayList<>();
            CountDownLatch spawning = new CountDownLatch(1);
            Thread spawner = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 100; i++) {
                    handles.add(runtime.spawn(endsOnce(ended)));
                    spawning.countDown();
                }
            });
            spawning.await();
            runtime.close();
            spawner.join();
            assertThat(handles).allMatch(JoinHandle::isFinished);
            assertThat(ended).hasValue(100);
        }
    }

    /// The same with tasks that wait for ever: one that nobody aborted would keep the runtime from ending. They are spawned
    /// by a thread outside, and by a task.
    @ParameterizedTest
    @MethodSource("flavours")
    void aTaskThatWaits_spawnedWhileTheRuntimeCloses_isCancelled(RuntimeBuilder flavour) throws Exception {
        for (int round = 0; round < 50; round++) {
            var runtime = flavour.build();
            List<JoinHandle<String>> handles = new ArrayList<>();
            List<JoinHandle<String>> inner = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch spawning = new CountDownLatch(1);
            runtime.spawn(spawnsUntilRefused(runtime, inner)).detached();
            Thread spawner = Thread.ofPlatform().start(() -> {
                JoinHandle<String> last;
                do {
                    last = runtime.spawn(new Waiting());
                    handles.add(last);
                    spawning.countDown();
                } while (!last.isFinished());
            });
            spawning.await();
            runtime.close();
            spawner.join();
            assertThat(handles).allMatch(JoinHandle::isFinished);
            assertThat(inner).allMatch(JoinHandle::isFinished);
        }
    }

    /// Spawns a task that waits in each poll, until one is refused.
    private static Future<String> spawnsUntilRefused(AsyncRuntime runtime, List<JoinHandle<String>> spawned) {
        return cx -> {
            JoinHandle<String> last = runtime.spawn(new Waiting());
            spawned.add(last);
            if (!last.isFinished()) {
                cx.waker().wake();
            }
            return Poll.PENDING;
        };
    }

    private static Future<String> endsOnce(AtomicInteger ended) {
        return new Future<>() {
            @Override
            public Object poll(Context cx) {
                ended.incrementAndGet();
                return "ran";
            }

            @Override
            public Object drop(Context cx) {
                ended.incrementAndGet();
                return Poll.CANCELLED;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aWakeAfterTheEnd_doesNothing(RuntimeBuilder flavour) throws Exception {
        AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
        AtomicInteger polls = new AtomicInteger();
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                waker.set(cx.waker());
                polls.incrementAndGet();
                return "done";
            }));
            runtime.blockOn(handle);
            for (int i = 0; i < 3; i++) {
                waker.get().wake();
                runtime.blockOn(Async.yieldNow());
            }
        }
        waker.get().wake();
        assertThat(polls).hasValue(1);
    }

    /// A task that wakes others, and itself, while it is dropped.
    @ParameterizedTest
    @MethodSource("flavours")
    void wakingWhileDropping_isSafe(RuntimeBuilder flavour) throws Exception {
        List<Waker> wakers = new ArrayList<>();
        CountDownLatch polled = new CountDownLatch(20);
        AtomicInteger drops = new AtomicInteger();
        try (var runtime = flavour.build()) {
            for (int i = 0; i < 20; i++) {
                runtime.spawn(new Future<String>() {
                    @Override
                    public Object poll(Context cx) {
                        synchronized (wakers) {
                            wakers.add(cx.waker());
                        }
                        polled.countDown();
                        return Poll.PENDING;
                    }

                    @Override
                    public Object drop(Context cx) {
                        drops.incrementAndGet();
                        synchronized (wakers) {
                            wakers.forEach(Waker::wake);
                        }
                        return Poll.CANCELLED;
                    }
                });
            }
            runtime.blockOn(untilPolled(polled));
        }
        assertThat(drops).hasValue(20);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void nothingKeepsAFuture_afterItsTaskHasCompleted(RuntimeBuilder flavour) throws Exception {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        try (var runtime = flavour.build()) {
            Object captured = new Object();
            PhantomReference<Object> reference = new PhantomReference<>(captured, collected);
            JoinHandle<Integer> handle = runtime.spawn(capturing(captured));
            captured = null;
            assertThat(runtime.blockOn(handle)).isPositive();
            awaitCollection(collected, reference);
            assertThat(handle.isFinished()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void nothingKeepsTheTasks_afterClose(RuntimeBuilder flavour) throws Exception {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        var runtime = flavour.build();
        Object captured = new Object();
        PhantomReference<Object> reference = new PhantomReference<>(captured, collected);
        spawnWaiting(runtime, captured);
        captured = null;
        runtime.close();
        awaitCollection(collected, reference);
        assertThat(runtime.toString()).isNotEmpty();
    }

    /// A timer that a task has left behind is told by the close itself, and its waker may be anybody's code.
    @ParameterizedTest
    @MethodSource("flavours")
    void aForeignWakerThatThrows_isNotInTheWay_ofTheEnd(RuntimeBuilder flavour) throws Exception {
        AtomicInteger woken = new AtomicInteger();
        var runtime = flavour.build();
        runtime.blockOn(runtime.spawn(Async.pollFn(cx -> {
            assertThat(oneDay().poll(cx.withWaker(ShutdownTest::planted))).isSameAs(Poll.PENDING);
            assertThat(oneDay().poll(cx.withWaker(woken::incrementAndGet))).isSameAs(Poll.PENDING);
            return "";
        })));
        runtime.close();
        assertThat(woken).hasValue(1);
    }

    /// While a runtime ends it takes no tasks, so foreign wakers are called by the worker, in the middle of its work.
    @ParameterizedTest
    @MethodSource("flavours")
    void aForeignWakerThatThrows_isNotInTheWay_ofACleanUp(RuntimeBuilder flavour) throws Exception {
        CountDownLatch polled = new CountDownLatch(1);
        AtomicInteger woken = new AtomicInteger();
        Future<String> cleaningUp = new Future<>() {
            private final Sleep last = Sleep.of(Duration.ofMillis(3));

            @Override
            public Object poll(Context cx) {
                polled.countDown();
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                var _ = Sleep.of(Duration.ofMillis(1)).poll(cx.withWaker(ShutdownTest::planted));
                var _ = Sleep.of(Duration.ofMillis(2)).poll(cx.withWaker(woken::incrementAndGet));
                return last.poll(cx) == Poll.PENDING ? Poll.PENDING : Poll.CANCELLED;
            }
        };
        var runtime = flavour.onUnobservedFailure(_ -> {}).build();
        JoinHandle<String> handle = runtime.spawn(cleaningUp);
        Thread driver = new Thread(() -> {
            try {
                runtime.blockOn(_ -> Poll.PENDING);
            } catch (Exception cancelled) {
                // As it must be: the runtime is shut down.
            }
        });
        driver.start();
        polled.await();
        runtime.close();
        driver.join();
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(woken).hasPositiveValue();
    }

    private static Sleep oneDay() {
        return Sleep.of(Duration.ofDays(1));
    }

    private static void planted() {
        throw new IllegalStateException("planted");
    }

    private static void spawnWaiting(AsyncRuntime runtime, Object captured) {
        List<Waker> wakers = new ArrayList<>();
        runtime.spawn(cx -> {
            wakers.add(cx.waker());
            return captured.hashCode() == 0 ? "zero" : Poll.PENDING;
        });
    }

    private static Future<Integer> capturing(Object captured) {
        return cx -> 1 + Math.abs(captured.hashCode() % 1000);
    }

    /// Collects until the reference is enqueued; ends by the test's time-out otherwise.
    private static void awaitCollection(ReferenceQueue<Object> queue, PhantomReference<Object> reference)
            throws InterruptedException {
        while (true) {
            System.gc();
            if (queue.remove(50) == reference) {
                return;
            }
        }
    }
}
