package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Poll;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.task.JoinHandle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers, and threads outside, that look again for a while before they sleep.
@Timeout(60)
class SpinTest {

    private static RuntimeBuilder spinning(int workers) {
        return AsyncRuntime.builder().workers(workers).spin(Duration.ofSeconds(1));
    }

    /// Without spinning there would be a park for each task. The others' naps as sentinel count, too, and on a slow machine
    /// those may be many: so it tries again. It hangs if workers do not spin.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void singleTasksFromOutside_findAWorkerAwake(int workers) throws Exception {
        int tasks = 1_000;
        try (var runtime = spinning(workers).build()) {
            long parks;
            do {
                parks = -parks(runtime);
                for (int i = 0; i < tasks; i++) {
                    int number = i;
                    assertThat(runtime.spawn(Async.pollFn(_ -> number)).join()).isEqualTo(i);
                }
                parks += parks(runtime);
            } while (parks >= tasks / 2);
        }
    }

    private static long parks(AsyncRuntime runtime) {
        return runtime.metrics().workers().stream()
                .mapToLong(WorkerMetrics::parks)
                .sum();
    }

    @Test
    void blockOn_isWokenFromOutside_whileItSpins() throws Exception {
        try (var runtime = spinning(2).build()) {
            for (int i = 0; i < 100; i++) {
                CountDownLatch woken = new CountDownLatch(1);
                JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> "done"));
                String value = runtime.blockOn(handle.then(done -> {
                    woken.countDown();
                    return Async.ready(done);
                }));
                assertThat(value).isEqualTo("done");
                assertThat(woken.getCount()).isZero();
            }
        }
    }

    @Test
    void timersAreInTime_whileAWorkerSpins() throws Exception {
        try (var runtime = spinning(1).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(runtime.spawn(Async.sleep(Duration.ofMillis(2)).then(_ -> Async.ready("slept")))
                                .join())
                        .isEqualTo("slept");
            }
        }
    }

    @Test
    @Timeout(15) // without, each takes a second
    void aShutdown_endsTheSpinning() throws Exception {
        for (int i = 0; i < 20; i++) {
            var runtime = spinning(2).build();
            JoinHandle<String> waiting = runtime.spawn(Async.pollFn(_ -> Poll.PENDING));
            assertThat(runtime.shutdown(Duration.ofSeconds(30)).isComplete()).isTrue();
            assertThat(waiting.isFinished()).isTrue();
        }
    }

    @Test
    void badTimes_areRefused() {
        RuntimeBuilder builder = AsyncRuntime.builder();
        assertThatThrownBy(() -> builder.spin(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spin is PT-0.000000001S: it must be zero to PT1S");
        assertThatThrownBy(() -> builder.spin(Duration.ofSeconds(2))).hasMessageContaining("PT2S");
        builder.spin(Duration.ofNanos(20_000)).currentThread();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("spin(PT0.00002S) needs a multi-thread runtime");
    }
}
