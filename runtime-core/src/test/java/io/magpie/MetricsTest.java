package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Poll;
import io.magpie.metrics.RuntimeMetrics;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.task.JoinHandle;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The six counters, and the ids of tasks.
@Timeout(60)
class MetricsTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aliveTasks_areThoseThatHaveNotEnded(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> first = runtime.spawn(cx -> Poll.PENDING);
            JoinHandle<String> second = runtime.spawn(cx -> Poll.PENDING);
            assertThat(runtime.metrics().aliveTasks()).isEqualTo(2);
            first.abort("done with it");
            runtime.blockOn(untilFinished(first));
            assertThat(awaitAlive(runtime, 1)).isEqualTo(1);
            second.abort("done with it");
            runtime.blockOn(untilFinished(second));
            assertThat(awaitAlive(runtime, 0)).isZero();
        }
    }

    private static io.magpie.future.Future<String> untilFinished(JoinHandle<?> handle) {
        return cx -> {
            if (handle.isFinished()) {
                return "finished";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    /// A task is counted out just after its outcome is visible.
    private static int awaitAlive(AsyncRuntime runtime, int wanted) {
        while (runtime.metrics().aliveTasks() != wanted) {
            Thread.onSpinWait();
        }
        return runtime.metrics().aliveTasks();
    }

    @Test
    void injectionQueueDepth_countsWhatNobodyHasTaken() throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(1).build()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch letGo = new CountDownLatch(1);
            runtime.spawn(cx -> {
                started.countDown();
                letGo.await();
                return null;
            });
            started.await();
            for (int i = 0; i < 3; i++) {
                runtime.spawn(Async.ready(i));
            }
            assertThat(runtime.metrics().injectionQueueDepth()).isEqualTo(3);
            letGo.countDown();
        }
    }

    @Test
    void aParkedWorker_hasAnOddTurnCount() {
        try (var runtime = AsyncRuntime.builder().workers(2).build()) {
            RuntimeMetrics metrics;
            do {
                metrics = runtime.metrics();
            } while (metrics.workers().stream().anyMatch(worker -> worker.parkUnparks() % 2 == 0));
            assertThat(metrics.workerCount()).isEqualTo(2);
            for (WorkerMetrics worker : metrics.workers()) {
                assertThat(worker.parks()).isPositive();
                assertThat(worker.busy()).isGreaterThanOrEqualTo(Duration.ZERO);
            }
        }
    }

    @Test
    void countsNeverFall() throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(2).build()) {
            RuntimeMetrics before = runtime.metrics();
            for (int i = 0; i < 200; i++) {
                runtime.spawn(Async.yieldNow()).join();
                RuntimeMetrics after = runtime.metrics();
                for (int worker = 0; worker < 2; worker++) {
                    WorkerMetrics old = before.workers().get(worker);
                    WorkerMetrics now = after.workers().get(worker);
                    assertThat(now.busy()).isGreaterThanOrEqualTo(old.busy());
                    assertThat(now.parks()).isGreaterThanOrEqualTo(old.parks());
                    assertThat(now.parkUnparks()).isGreaterThanOrEqualTo(old.parkUnparks());
                }
                before = after;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void idsAreUnique_andNamesAreKept(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            Set<Object> ids = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                JoinHandle<Integer> handle = runtime.spawn("task-" + i, Async.ready(i));
                assertThat(handle.name()).isEqualTo("task-" + i);
                assertThat(ids.add(handle.id())).isTrue();
                assertThat(handle.id()).isEqualTo(handle.abortHandle().id());
                runtime.blockOn(handle);
            }
            JoinHandle<String> nameless = runtime.spawn(Async.ready("x"));
            assertThat(nameless.name()).isNull();
            assertThat(ids.add(nameless.id())).isTrue();
            runtime.blockOn(nameless);
        }
    }
}
