package io.magpie;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The current-thread runtime: who drives it, and when.
@Timeout(20)
class CurrentThreadTest {

    private final AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build();

    @AfterEach
    void close() {
        runtime.close();
    }

    /// A root that waits until it is let go, and counts its polls.
    private static final class Gate implements Future<String> {
        private final AtomicInteger polls = new AtomicInteger();
        private final CountDownLatch polled = new CountDownLatch(1);
        private final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
        private volatile boolean open;

        @Override
        public Object poll(Context cx) {
            polls.incrementAndGet();
            waker.set(cx.waker());
            boolean opened = open;
            polled.countDown();
            return opened ? "open" : Poll.PENDING;
        }

        void open() {
            open = true;
            Waker last = waker.get();
            if (last != null) {
                last.wake();
            }
        }
    }

    private Thread inBlockOn(Future<String> root, List<Object> results) {
        return Thread.ofPlatform().start(() -> {
            try {
                results.add(runtime.blockOn(root));
            } catch (Throwable failure) {
                results.add(failure);
            }
        });
    }

    @Test
    void nothingRuns_withoutBlockOn() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        JoinHandle<Integer> handle = runtime.spawn(Async.pollFn(_ -> ran.incrementAndGet()));
        assertThat(handle.isFinished()).isFalse();
        assertThat(ran).hasValue(0);
        assertThat(runtime.metrics().aliveTasks()).isEqualTo(1);
        runtime.blockOn(Async.yieldNow());
        assertThat(ran).hasValue(1);
        assertThat(handle.isFinished()).isTrue();
    }

    @Test
    void tasksRun_onTheThreadInBlockOn_only() throws Exception {
        JoinHandle<Thread> handle = runtime.spawn(Async.pollFn(_ -> Thread.currentThread()));
        assertThat(runtime.blockOn(handle)).isSameAs(Thread.currentThread());
    }

    @Test
    void tasksGoOn_whereTheyWere_inTheNextBlockOn() throws Exception {
        int[] polls = {0};
        JoinHandle<Integer> handle = runtime.spawn(cx -> {
            if (polls[0]++ == 100) {
                return 100;
            }
            cx.defer();
            return Poll.PENDING;
        });
        runtime.blockOn(Async.yieldNow());
        assertThat(handle.isFinished()).isFalse();
        assertThat(runtime.blockOn(handle)).isEqualTo(100);
    }

    @Test
    void aRoot_isPolledOnceMore_perWake() throws Exception {
        Gate gate = new Gate();
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        Thread thread = inBlockOn(gate, results);
        gate.polled.await();
        gate.open();
        thread.join();
        assertThat(results).containsExactly("open");
        assertThat(gate.polls).hasValue(2);
    }

    @Test
    void theRoot_isNotPolled_becauseTasksRun() throws Exception {
        int[] polls = {0};
        JoinHandle<String> busy = runtime.spawn(yielding(1_000));
        String value = runtime.blockOn(cx -> {
            polls[0]++;
            return busy.poll(cx);
        });
        assertThat(value).isEqualTo("yielded");
        assertThat(polls[0]).isEqualTo(2);
    }

    @RepeatedTest(10)
    void threeThreads_inBlockOn_areEachPolledOnlyWhenWoken() throws Exception {
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        List<Gate> gates = List.of(new Gate(), new Gate(), new Gate());
        List<Thread> threads = new ArrayList<>();
        for (Gate gate : gates) {
            threads.add(inBlockOn(gate, results));
        }
        for (Gate gate : gates) {
            gate.polled.await();
        }
        for (Gate gate : gates) {
            assertThat(gate.polls).hasValue(1);
            gate.open();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).containsExactly("open", "open", "open");
        assertThat(gates).allSatisfy(gate -> assertThat(gate.polls).hasValue(2));
    }

    /// The first thread drives; when its root has ended the core is handed over, and the others' tasks go on.
    @RepeatedTest(10)
    void whenTheDrivingThreadFinishes_anotherTakesOver() throws Exception {
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        Gate first = new Gate();
        Thread driver = inBlockOn(first, results);
        first.polled.await();
        Gate release = new Gate();
        JoinHandle<String> task = runtime.spawn(release);
        release.polled.await();
        Thread second = inBlockOn(task.map(value -> "second " + value), results);
        Thread third = inBlockOn(task.map(value -> "third " + value), results);
        first.open();
        driver.join();
        // Nobody is left but those who wait for the task: one of them must drive it.
        release.open();
        second.join();
        third.join();
        assertThat(results).containsExactlyInAnyOrder("open", "second open", "third open");
    }

    @RepeatedTest(10)
    void threadsThatComeAndGo_alwaysLeaveADriver() throws Exception {
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            JoinHandle<String> task = runtime.spawn(yielding(i * 20));
            threads.add(inBlockOn(task.map(value -> value), results));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(6).containsOnly("yielded");
    }

    /// The core replaces its queues every 1,024 turns: with few tasks in them, and with more than it would copy.
    @ParameterizedTest
    @ValueSource(ints = {10, 600})
    void tasksGoOn_whenWhatTheyAreQueuedIn_isReplaced(int count) throws Exception {
        int yields = count == 10 ? 3_000 : 300;
        AtomicInteger yielded = new AtomicInteger();
        List<Future<@Nullable Void>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(runtime.spawn(yields(yields, yielded)));
        }
        runtime.blockOn(join(tasks));
        assertThat(yielded).hasValue(count * yields);
    }

    private static Future<@Nullable Void> yields(int count, AtomicInteger yielded) {
        return async(() -> {
            for (int i = 0; i < count; i++) {
                await(yieldNow());
                yielded.incrementAndGet();
            }
            return null;
        });
    }

    @Test
    void close_runsTheCleanup_onTheClosingThread() throws Exception {
        AtomicReference<@Nullable Thread> droppedOn = new AtomicReference<>();
        runtime.spawn(new Future<String>() {
            @Override
            public Object poll(Context cx) {
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                droppedOn.set(Thread.currentThread());
                return Poll.CANCELLED;
            }
        });
        runtime.blockOn(Async.yieldNow());
        runtime.close();
        assertThat(droppedOn.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void blockInPlace_isRefused_andSaysWhatToDo() throws Exception {
        JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> "never")));
        assertThatThrownBy(() -> runtime.blockOn(handle))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spawnBlocking")
                .hasMessageContaining("multi-thread");
    }

    /// The thread that the core was handed to may be interrupted at that moment: it must not take the core with it.
    @RepeatedTest(20)
    void anInterruptedWaiter_leavesTheOthersADriver() throws Exception {
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        Gate first = new Gate();
        Thread driver = inBlockOn(first, results);
        first.polled.await();
        Gate second = new Gate();
        Thread interrupted = inBlockOn(second, new ArrayList<>());
        second.polled.await();
        JoinHandle<String> task = runtime.spawn(yielding(10));
        Thread third = inBlockOn(task, results);
        first.open();
        interrupted.interrupt();
        driver.join();
        interrupted.join();
        third.join();
        assertThat(results).containsExactlyInAnyOrder("open", "yielded");
    }

    private static Future<String> yielding(int times) {
        int[] polls = {0};
        return cx -> {
            if (polls[0]++ == times) {
                return "yielded";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }
}
