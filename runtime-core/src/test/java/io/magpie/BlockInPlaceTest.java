package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import io.magpie.task.TaskCancelledException;
import io.magpie.time.Sleep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worker that blocks in place takes nothing with it: what it holds is open to the others, and one stands in for it.
///
/// Each body that blocks waits for something that only other tasks can do, so a test that should fail hangs.
@Timeout(20)
class BlockInPlaceTest {

    private static AsyncRuntime runtime(int workers) {
        return AsyncRuntime.builder().workers(workers).build();
    }

    private static Future<String> blockingOn(CountDownLatch latch) {
        return Async.pollFn(_ -> Async.blockInPlace(() -> {
            latch.await();
            return "blocked";
        }));
    }

    private static Future<String> counting(CountDownLatch latch) {
        return Async.pollFn(_ -> {
            latch.countDown();
            return "counted";
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theQueueOfABlockedWorker_isRunByOthers(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch ran = new CountDownLatch(400);
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                for (int i = 0; i < 400; i++) { // more than the ring holds
                    Async.spawn(counting(ran)).detached();
                }
                return blockingOn(ran).poll(cx);
            }));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theLifoSlotOfABlockedWorker_isRunByOthers(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch ran = new CountDownLatch(1);
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                Async.spawn(counting(ran)).detached();
                return blockingOn(ran).poll(cx);
            }));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void tasksThatYieldedToABlockedWorker_goOn(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch ran = new CountDownLatch(20);
            JoinHandle<String> handle = runtime.spawn(Async.ready("").then(_ -> {
                for (int i = 0; i < 20; i++) {
                    Async.spawn(Async.yieldNow().then(_ -> counting(ran))).detached();
                }
                // Behind them: when it runs they wait among the deferred tasks.
                return Async.spawn(blockingOn(ran));
            }));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    /// What a blocked worker wakes or spawns while it is in place is run by others, too.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whatIsSpawnedInPlace_isRunByOthers(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                for (int i = 0; i < 10; i++) {
                    CountDownLatch ran = new CountDownLatch(1);
                    Async.spawn(counting(ran)).detached();
                    ran.await();
                }
                return "blocked";
            })));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void withAllWorkersBlocked_tasksStillRun(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch inPlace = new CountDownLatch(3 * workers);
            List<JoinHandle<String>> blocked = new ArrayList<>();
            for (int i = 0; i < 3 * workers; i++) {
                blocked.add(runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                    inPlace.countDown();
                    go.await();
                    return "blocked";
                }))));
            }
            inPlace.await();
            for (int i = 0; i < 100; i++) {
                JoinHandle<String> other = runtime.spawn(Async.yieldNow().map(_ -> "ran"));
                assertThat(runtime.blockOn(other)).isEqualTo("ran");
            }
            go.countDown();
            assertThat(runtime.blockOn(Async.join(blocked))).hasSize(3 * workers);
        }
    }

    /// Timers go on whoever's they are: set before on the blocked worker's wheel, or meanwhile.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theTimersOfABlockedWorker_fire(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch slept = new CountDownLatch(8);
            JoinHandle<String> handle = runtime.spawn(Async.ready("").then(_ -> {
                for (int i = 0; i < 8; i++) {
                    Async.spawn(Async.sleep(Duration.ofMillis(1 + i)).then(_ -> counting(slept)))
                            .detached();
                }
                return Async.spawn(Async.yieldNow().then(_ -> blockingOn(slept)));
            }));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    /// However busy the others are: none of them comes to search, as long as each has a task that is ready.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theQueueOfABlockedWorker_isRunByOthers_thoughTheyAreBusy(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch ran = new CountDownLatch(200);
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                for (int i = 0; i < 200; i++) {
                    Async.spawn(i % 4 == 0 ? busyUntil(ran) : counting(ran)).detached();
                    Async.spawn(i % 4 == 0 ? counting(ran) : Async.ready("")).detached();
                }
                return blockingOn(ran).poll(cx);
            }));
            assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
        }
    }

    /// Nor does one sleep until a timer is due. Worker 1 blocks; the timers of worker 0 are the stand-in's, too.
    @Test
    void theTimersOfABlockedWorker_fire_thoughTheOthersAreBusy() throws Exception {
        try (var runtime =
                AsyncRuntime.builder().workers(2).threadNamePrefix("worker ").build()) {
            CountDownLatch slept = new CountDownLatch(1);
            CountDownLatch both = new CountDownLatch(2);
            List<JoinHandle<String>> onEachWorker = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                onEachWorker.add(runtime.spawn(Async.pollFn(cx -> {
                    both.countDown();
                    both.await();
                    if (Thread.currentThread().getName().endsWith("0")) {
                        return "";
                    }
                    Sleep sleep = Sleep.of(Duration.ofMillis(50));
                    assertThat(sleep.poll(cx.withWaker(slept::countDown))).isSameAs(Poll.PENDING);
                    return blockingOn(slept).poll(cx);
                })));
            }
            both.await();
            for (int i = 0; i < 10; i++) {
                runtime.spawn(busyUntil(slept)).detached();
            }
            assertThat(runtime.blockOn(Async.join(onEachWorker))).contains("blocked");
        }
    }

    private static Future<String> busyUntil(CountDownLatch latch) {
        return cx -> {
            if (latch.getCount() == 0) {
                return "";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void timersSetWhileAllAreBlocked_fire(int workers) throws Exception {
        try (var runtime = runtime(workers)) {
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch inPlace = new CountDownLatch(workers);
            for (int i = 0; i < workers; i++) {
                runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                    inPlace.countDown();
                    go.await();
                    return "";
                })));
            }
            inPlace.await();
            for (int i = 0; i < 5; i++) {
                runtime.blockOn(Async.sleep(Duration.ofMillis(1)));
                runtime.blockOn(runtime.spawn(Async.sleep(Duration.ofMillis(1))));
            }
            go.countDown();
        }
    }

    @Test
    void nestedInPlace_isOne() throws Exception {
        try (var runtime = runtime(1)) {
            CountDownLatch ran = new CountDownLatch(2);
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                Async.spawn(counting(ran)).detached();
                return Async.blockInPlace(() -> {
                    Async.spawn(counting(ran)).detached();
                    ran.await();
                    return "nested";
                });
            })));
            assertThat(runtime.blockOn(handle)).isEqualTo("nested");
        }
    }

    @Test
    void aBodyThatThrows_leavesTheWorkerAsItWas() throws Exception {
        try (var runtime = runtime(1)) {
            for (int i = 0; i < 10; i++) {
                IOException planted = new IOException("planted");
                JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                    throw planted;
                })));
                assertThatThrownBy(() -> runtime.blockOn(handle)).isSameAs(planted);
                JoinHandle<String> refused = runtime.spawn(Async.pollFn(_ -> runtime.blockOn(Async.ready(""))));
                assertThatThrownBy(() -> runtime.blockOn(refused))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("polls tasks");
            }
        }
    }

    /// Stand-ins come and go; their threads are reused, and there are never more than were needed at once.
    @Test
    void standIns_areReused() throws Exception {
        try (var runtime = runtime(1)) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 200; i++) {
                CountDownLatch ran = new CountDownLatch(1);
                JoinHandle<String> handle = runtime.spawn(Async.pollFn(cx -> {
                    threads.add(Thread.currentThread());
                    Async.spawn(Async.pollFn(_ -> {
                                threads.add(Thread.currentThread());
                                ran.countDown();
                                return "";
                            }))
                            .detached();
                    return blockingOn(ran).poll(cx);
                }));
                assertThat(runtime.blockOn(handle)).isEqualTo("blocked");
            }
            // The worker and its stand-in; a second, when the first has been recalled too late to be free.
            assertThat(threads).hasSizeLessThanOrEqualTo(3);
        }
    }

    /// There are 48 slots. When they are all in use a body blocks without a stand-in, and the others go on.
    @Test
    void beyondFortyEightBlocked_onlyParallelismIsLost() throws Exception {
        try (var runtime = runtime(2)) {
            int bodies = 60;
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger inPlace = new AtomicInteger();
            CountDownLatch most = new CountDownLatch(47);
            List<JoinHandle<String>> blocked = new ArrayList<>();
            for (int i = 0; i < bodies; i++) {
                blocked.add(runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                    inPlace.incrementAndGet();
                    most.countDown();
                    go.await();
                    return "blocked";
                }))));
            }
            most.await();
            assertThat(inPlace.get()).isLessThanOrEqualTo(48);
            go.countDown();
            assertThat(runtime.blockOn(Async.join(blocked))).hasSize(bodies);
            assertThat(inPlace).hasValue(bodies);
            assertThat(runtime.blockOn(runtime.spawn(Async.ready("after")))).isEqualTo("after");
        }
    }

    @RepeatedTest(20)
    void close_whileStandInsComeAndGo_ends() throws Exception {
        var runtime = runtime(2);
        CountDownLatch started = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            runtime.spawn(cx -> {
                Async.blockInPlace(() -> {
                    started.countDown();
                    Thread.yield();
                    return "";
                });
                cx.waker().wake();
                return Poll.PENDING;
            });
        }
        started.await();
        runtime.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith(runtime.name() + "-"));
    }

    /// In place a worker never comes to look after its own tasks: those that it spawns while the runtime closes must be
    /// cancelled all the same, because it may wait for them.
    @Test
    void aTaskSpawnedInPlace_whileTheRuntimeCloses_isCancelled() throws Exception {
        for (int round = 0; round < 100; round++) {
            var runtime = runtime(1);
            CountDownLatch spinning = new CountDownLatch(20);
            AtomicBoolean closing = new AtomicBoolean();
            runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                while (true) {
                    boolean last = closing.get();
                    JoinHandle<String> waiting = Async.spawn(cx -> Poll.PENDING);
                    if (!last) {
                        waiting.abort("not yet");
                    }
                    try {
                        waiting.join();
                    } catch (TaskCancelledException cancelled) {
                        if (last) {
                            return "";
                        }
                    }
                    spinning.countDown();
                }
            })));
            spinning.await();
            closing.set(true);
            runtime.close();
        }
    }

    /// The budget does not matter in place: nothing there is polled by a scheduler.
    @Test
    void anAwait_afterInPlace_works() throws Exception {
        try (var runtime = runtime(1)) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> "first"))
                    .then(first -> Async.yieldNow().map(_ -> first + " second")));
            assertThat(runtime.blockOn(handle)).isEqualTo("first second");
        }
    }
}
