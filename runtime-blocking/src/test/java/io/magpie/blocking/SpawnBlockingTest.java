package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.spi.BlockingPoolFactory;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Blocking jobs as users of a runtime see them, on each of the pools.
@ParameterizedClass
@MethodSource("factories")
class SpawnBlockingTest {
    static Stream<BlockingPoolFactory> factories() {
        return Stream.of(new ElasticPoolFactory(), new VirtualThreadPoolFactory());
    }

    @Parameter
    BlockingPoolFactory factory;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);

    private RuntimeBuilder builder() {
        return AsyncRuntime.builder().workers(1).name("spawn-blocking").blockingPool(factory);
    }

    private JoinHandle<String> spawnGated(AsyncRuntime runtime) throws InterruptedException {
        JoinHandle<String> handle = runtime.spawnBlocking("gated", () -> {
            started.countDown();
            gate.await();
            return "through";
        });
        started.await();
        return handle;
    }

    @Test
    void theValueComesThroughTheHandle() throws Exception {
        try (var runtime = builder().build()) {
            assertThat(runtime.spawnBlocking(() -> 42).join()).isEqualTo(42);
            assertThat(runtime.spawnCompute(() -> 43).join()).isEqualTo(43);
            assertThat(runtime.blockOn(runtime.spawnBlocking(() -> 44))).isEqualTo(44);
        }
    }

    @Test
    void theExceptionComesThroughTheHandle_theSameInstance() throws Exception {
        var failure = new IOException("disk on fire");
        try (var runtime = builder().build()) {
            var handle = runtime.spawnBlocking(() -> {
                throw failure;
            });
            assertThatThrownBy(handle::join).isSameAs(failure);
        }
    }

    @Test
    void aJobAbortedBeforeItStarts_neverRuns() throws Exception {
        try (var runtime = builder().maxBlockingThreads(1).build()) {
            var first = spawnGated(runtime);
            var ran = new AtomicBoolean();
            var second = runtime.spawnBlocking(() -> ran.set(true));
            second.abort("changed my mind");
            assertThatThrownBy(second::join).isInstanceOf(TaskCancelledException.class);
            gate.countDown();
            assertThat(first.join()).isEqualTo("through");
            runtime.spawnBlocking(() -> {}).join();
            assertThat(ran).isFalse();
        }
    }

    @Test
    void aJobAbortedWhileItRuns_isInterrupted_andTheFlagNeverLeaks() throws Exception {
        try (var runtime = builder().maxBlockingThreads(1).build()) {
            for (int i = 0; i < 50; i++) {
                var running = new CountDownLatch(1);
                var handle = runtime.spawnBlocking(() -> {
                    running.countDown();
                    gate.await();
                });
                running.await();
                handle.abort("enough");
                assertThat(runtime.spawnBlocking(() -> Thread.currentThread().isInterrupted())
                                .join())
                        .isFalse();
                assertThatThrownBy(handle::join).isInstanceOf(TaskCancelledException.class);
            }
        }
    }

    @Test
    void closing_waitsForTheRunningJob_andCancelsWhatWaits() throws Exception {
        var runtime = builder().maxBlockingThreads(1).build();
        var running = spawnGated(runtime);
        var waiting = runtime.spawnBlocking(() -> "never");
        var closer = Thread.ofPlatform().start(runtime::close);
        assertThatThrownBy(waiting::join).isInstanceOf(TaskCancelledException.class);
        assertThat(running.outcome()).isNull();
        gate.countDown();
        closer.join();
        assertThat(running.outcome()).isNotNull();
        assertThat(runtime.spawnBlocking(() -> "late").outcome()).isInstanceOf(Outcome.Aborted.class);
    }

    @Test
    void shutdown_waitsAsLongAsTold_andReportsTheSurvivors() throws Exception {
        var runtime = builder().build();
        var open = new CountDownLatch(1);
        var stubborn = runtime.spawnBlocking("stubborn", () -> {
            started.countDown();
            boolean done = false;
            while (!done) {
                try {
                    open.await();
                    done = true;
                } catch (InterruptedException e) {
                    // stubborn
                }
            }
            return "done";
        });
        started.await();
        var report = runtime.shutdown(Duration.ofMillis(1));
        assertThat(report.isComplete()).isFalse();
        assertThat(report.blockingJobs())
                .singleElement()
                .asString()
                .contains("'stubborn'", "spawn-blocking-blocking-", "WAITING");
        open.countDown();
        runtime.close();
        assertThat(stubborn.isFinished()).isTrue();
    }

    @Test
    void aFullQueue_isTheSpawnersProblem_andNobodyElses() throws Exception {
        try (var runtime =
                builder().maxBlockingThreads(1).blockingQueueCapacity(1).build()) {
            var first = spawnGated(runtime);
            var second = runtime.spawnBlocking(() -> 2);
            assertThatThrownBy(() -> runtime.spawnBlocking(() -> 3))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("full");
            second.abort("makes room");
            var fourth = runtime.spawnBlocking(() -> 4);
            gate.countDown();
            assertThat(first.join()).isEqualTo("through");
            assertThat(fourth.join()).isEqualTo(4);
        }
    }

    @Test
    void computeJobsRunAsManyAtOnceAsConfigured() throws Exception {
        try (var runtime = builder().maxComputing(2).build()) {
            var atOnce = new AtomicInteger();
            var most = new AtomicInteger();
            var handles = new ArrayList<JoinHandle<?>>();
            for (int i = 0; i < 50; i++) {
                handles.add(runtime.spawnCompute(() -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    Thread.yield();
                    atOnce.decrementAndGet();
                }));
            }
            for (var handle : handles) {
                handle.join();
            }
            assertThat(most.get()).isBetween(1, 2);
        }
    }

    @Test
    void aJobKnowsItsRuntime_mayBlockOnIt_andMaySpawn() throws Exception {
        try (var runtime = builder().build()) {
            var task = runtime.spawnBlocking(() -> {
                        assertThat(AsyncRuntime.current()).isSameAs(runtime);
                        String root = AsyncRuntime.current().blockOn(_ -> "root");
                        assertThat(root).isEqualTo("root");
                        assertThat(AsyncRuntime.current()
                                        .spawnBlocking(() -> "nested")
                                        .join())
                                .isEqualTo("nested");
                        return AsyncRuntime.current().spawn(_ -> "a task");
                    })
                    .join();
            assertThat(task.join()).isEqualTo("a task");
            AsyncRuntime seenByCompute =
                    runtime.spawnCompute(() -> AsyncRuntime.current()).join();
            assertThat(seenByCompute).isSameAs(runtime);
        }
    }

    @Test
    void interruptingEverything_endsJobsThatListen() throws Exception {
        var runtime = builder().build();
        var handle = spawnGated(runtime);
        var _ = runtime.shutdownNow();
        assertThatThrownBy(handle::join).isInstanceOf(TaskCancelledException.class);
        runtime.close();
    }
}
