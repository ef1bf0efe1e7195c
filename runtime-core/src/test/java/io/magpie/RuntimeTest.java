package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every flavour of the runtime promises.
@Timeout(60)
class RuntimeTest {

    static Stream<RuntimeBuilder> flavours() {
        return Stream.of(
                AsyncRuntime.builder().workers(1).name("one"),
                AsyncRuntime.builder().workers(2).name("two"),
                AsyncRuntime.builder().workers(4).name("four"),
                AsyncRuntime.builder().currentThread().name("current"));
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_returnsTheValue(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            assertThat(runtime.blockOn(Async.ready("value"))).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_rethrowsTheSameInstance(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            var failure = new IOException("planted");
            assertThatThrownBy(() -> runtime.blockOn(Async.failed(failure))).isSameAs(failure);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void manyTasks_allRun(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicInteger ran = new AtomicInteger();
            for (int round = 0; round < 20; round++) {
                List<JoinHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    int number = i;
                    handles.add(runtime.spawn(Async.pollFn(cx -> {
                        ran.incrementAndGet();
                        return number;
                    })));
                }
                List<Integer> values = runtime.blockOn(Async.join(handles));
                assertThat(values).hasSize(1_000);
            }
            assertThat(ran).hasValue(20_000);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void tasksThatSpawnTasks_allRun(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            assertThat(runtime.blockOn(tree(12))).isEqualTo(1 << 12);
        }
    }

    private static Future<Integer> tree(int depth) {
        if (depth == 0) {
            return Async.ready(1);
        }
        return Async.ready(0).then(_ -> {
            JoinHandle<Integer> left = Async.spawn(tree(depth - 1));
            JoinHandle<Integer> right = Async.spawn(tree(depth - 1));
            return Async.join(left, right).map(both -> both.first() + both.second());
        });
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void yieldingTasks_takeTurns(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            List<JoinHandle<Integer>> handles = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                handles.add(runtime.spawn(yields(1_000)));
            }
            assertThat(runtime.blockOn(Async.join(handles))).hasSize(50).containsOnly(1_000);
        }
    }

    private static Future<Integer> yields(int times) {
        int[] done = {0};
        return cx -> {
            if (done[0] == times) {
                return times;
            }
            done[0]++;
            cx.defer();
            return Poll.PENDING;
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void sleeps_end(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicReference<Waker> waker = new AtomicReference<>();
            CountDownLatch waiting = new CountDownLatch(1);
            int[] polls = {0};
            Thread outside = Thread.ofPlatform().start(() -> {
                try {
                    waiting.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                waker.get().wake();
            });
            String value = runtime.blockOn(cx -> {
                if (polls[0]++ > 0) {
                    return "woken from outside";
                }
                waker.set(cx.waker());
                waiting.countDown();
                return Poll.PENDING;
            });
            assertThat(value).isEqualTo("woken from outside");
            outside.join();
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void abortedTask_isCancelledWithItsReason(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(cx -> Poll.PENDING);
            handle.abort("no longer wanted");
            assertThatThrownBy(() -> runtime.blockOn(handle))
                    .isInstanceOf(TaskCancelledException.class)
                    .hasMessageContaining("no longer wanted");
            assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void close_cancelsWhatWaits(RuntimeBuilder flavour) throws Exception {
        JoinHandle<String> handle;
        try (var runtime = flavour.build()) {
            handle = runtime.spawn(cx -> Poll.PENDING);
        }
        assertThat(handle.isFinished()).isTrue();
        assertThatThrownBy(() -> handle.join(Duration.ofSeconds(1))).isInstanceOf(TaskCancelledException.class);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aJoinWithoutTime_looksOnce_howeverNegativeTheTime(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(cx -> Poll.PENDING);
            for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThatThrownBy(() -> handle.join(none)).isInstanceOf(TimeoutException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void spawnAfterClose_resolvesCancelled(RuntimeBuilder flavour) {
        var runtime = flavour.build();
        runtime.close();
        JoinHandle<String> handle = runtime.spawn(Async.ready("never"));
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
    }
}
