package io.magpie.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.benchmarks.driver.Child;
import io.magpie.benchmarks.driver.ChildFailedException;
import io.magpie.benchmarks.kotlin.WrongInKotlin;
import io.magpie.benchmarks.results.Row;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Runs with small counts: the build sets [Size#DIVISOR_PROPERTY].
class CatalogueTest {

    /// A call takes seconds, or waits, or is the only one in its process.
    private static final Set<Catalogue> UNFIT = Set.of(
            Catalogue.TIMER_CANCEL,
            Catalogue.SLEEP_MANY,
            Catalogue.SKYNET,
            Catalogue.IDLE_MEMORY,
            Catalogue.TICKER_HOGS,
            Catalogue.TICKER_YIELDING);

    static List<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Catalogue workload : Catalogue.values()) {
            for (Peer peer : workload.peers()) {
                if (!workload.starves(peer)) {
                    all.add(Arguments.of(workload, peer));
                }
            }
        }
        return all;
    }

    /// A workload checks its own result, and throws if it is wrong.
    @ParameterizedTest
    @MethodSource("all")
    void everyWorkloadRunsOnEachOfItsPeers(Catalogue catalogued, Peer peer) throws Exception {
        try (Workload workload = catalogued.start(peer)) {
            workload.run();
        }
    }

    @Test
    void everyWorkloadHasMagpieAndTheBaseline() {
        for (Catalogue workload : Catalogue.values()) {
            assertThat(workload.peers()).contains(Peer.MAGPIE, Peer.VIRTUAL_THREADS, Peer.KOTLIN);
            assertThat(Catalogue.of(workload.id())).isSameAs(workload);
        }
        assertThatThrownBy(() -> Catalogue.of("W8a_watch")).hasMessageContaining("W8a_watch");
        assertThatThrownBy(() -> Catalogue.MUTEX.start(Peer.FORKJOIN)).hasMessageContaining("forkjoin");
    }

    @Test
    void aWrongResultFailsOnEveryPeer() {
        assertThatThrownBy(() -> VirtualRoot.run(() -> {
                    throw new AssertionError("sum 3");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("sum 3");
        try (MagpieWorkload wrong = new MagpieWorkload() {
            @Override
            public void run() throws Exception {
                runtime.spawn(() -> {
                            throw new AssertionError("sum 4");
                        })
                        .join();
            }
        }) {
            assertThatThrownBy(wrong::run).isInstanceOf(AssertionError.class).hasMessage("sum 4");
        }
        assertThatThrownBy(() -> new WrongInKotlin(true).run())
                .isInstanceOf(AssertionError.class)
                .hasMessage("the result is 1, not 2");
    }

    @Test
    void everyWorkloadThatFitsAMethodIsUnderJmh() {
        Set<String> fits = Arrays.stream(Catalogue.values())
                .filter(workload -> !workload.starves(Peer.VIRTUAL_THREADS) && !UNFIT.contains(workload))
                .map(Catalogue::id)
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(CatalogueBenchmark.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Benchmark.class)))
                .extracting(Method::getName)
                .containsExactlyInAnyOrderElementsOf(fits);
        for (Method method : CatalogueBenchmark.class.getDeclaredMethods()) {
            OperationsPerInvocation operations = method.getAnnotation(OperationsPerInvocation.class);
            if (operations != null) {
                assertThat(Size.of(operations.value()))
                        .as(method.getName())
                        .isEqualTo(Catalogue.of(method.getName()).operations());
            }
        }
    }

    /// A process in which something goes wrong that nobody joins.
    static final class Wrong {
        public static void main(String[] arguments) {
            Child.answer(() -> {
                switch (Peer.valueOf(arguments[0])) {
                    case VIRTUAL_THREADS -> {
                        Thread _ = Thread.startVirtualThread(Wrong::check);
                    }
                    case FORKJOIN ->
                        new ForkJoinWorkload() {
                            @Override
                            public void run() throws Exception {
                                runRoot(_ -> repeat(2, this::end, new CompletableFuture<>()));
                            }

                            private int rounds;

                            private void end(CompletableFuture<Void> end) {
                                if (++rounds == 2) {
                                    check(); // in a continuation
                                }
                                end.complete(null);
                            }
                        }.run();
                    case KOTLIN -> new WrongInKotlin(false).run();
                    default ->
                        new MagpieWorkload() {
                            @Override
                            public void run() {
                                runtime.spawn(() -> check()).detached();
                            }
                        }.run();
                }
                new CountDownLatch(1).await(); // as for what the task was to do
                throw new AssertionError("unreachable");
            });
        }

        private static void check() {
            throw new AssertionError("the result is 1, not 2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MAGPIE", "VIRTUAL_THREADS", "FORKJOIN", "KOTLIN"})
    void aWrongResultInATaskThatNobodyJoinsIsNoTimeout(Peer peer) {
        assertThatThrownBy(() ->
                        Child.measure(Row.ALL, List.of("-Xmx128m"), Duration.ofMinutes(1), Wrong.class, peer.name()))
                .isInstanceOf(ChildFailedException.class)
                .hasMessage("the result is 1, not 2");
    }

    @Test
    void testsRunWithCriticalSectionsThatYield() {
        assertThat(Size.CHECKED).isTrue();
    }

    @Test
    void aMeasurementIsOfOneOperation() throws Exception {
        long[] runs = {0};
        List<byte[]> allocated = new ArrayList<>();
        Workload workload = new Workload() {
            @Override
            public void run() {
                runs[0]++;
                allocated.add(new byte[1_000_000]);
            }

            @Override
            public java.util.Map<String, Long> counters() {
                return java.util.Map.of("steals", 70 + 20 * runs[0]);
            }
        };
        Measurement measured = Measurement.of(workload, 10, 0, new Measurement.Effort(0, 0, 3));
        assertThat(runs[0]).isEqualTo(4); // one to warm up
        assertThat(measured.iterations()).isEqualTo(3);
        assertThat(measured.counters()).containsEntry("steals", 2.0);
        assertThat(measured.bytes()).isBetween(100_000.0, 200_000.0);
        assertThat(measured.least()).isLessThanOrEqualTo(measured.nanos());
        assertThat(measured.toRound().figures())
                .containsEntry("value", measured.nanos())
                .containsEntry("steals", 2.0)
                .containsKeys("cpu", "bytes", "min", "max", "iterations");
    }

    @Test
    void aMeasurementIsTheMedianOfWhatComesAfterTheWarmUp() throws Exception {
        long warmUp = 20_000_000;
        List<Long> begun = new ArrayList<>();
        List<Long> counted = new ArrayList<>();
        Workload uneven = new Workload() {
            @Override
            public void run() {
                begun.add(System.nanoTime());
                Spin.nanos(200_000L * (1 + begun.size() % 5)); // each length once in five iterations
            }

            @Override
            public java.util.Map<String, Long> counters() {
                counted.add(System.nanoTime()); // first when it is warm
                return java.util.Map.of();
            }
        };
        Measurement measured = Measurement.of(uneven, 1, 0, new Measurement.Effort(warmUp, 0, 5));
        assertThat(counted.getFirst() - begun.getFirst()).isGreaterThanOrEqualTo(warmUp - 1_000_000);
        assertThat(measured.nanos()).isGreaterThan(measured.least()).isLessThan(measured.most());
    }

    @Test
    void aMeasurementEndsAfterThreeHundredIterations() throws Exception {
        Measurement.Effort endless =
                new Measurement.Effort(0, Duration.ofHours(1).toNanos(), 5);
        assertThat(Measurement.of(() -> {}, 1, 0, endless).iterations()).isEqualTo(300);
    }

    @Test
    void waitingIsNotCounted_andWhoDoesNotWaitHasAWrongResult() {
        assertThat(Measurement.beyondWaiting(507, 500)).isEqualTo(7);
        assertThat(Measurement.beyondWaiting(500, 500)).isEqualTo(0);
        long tenSeconds = 10_000_000_000L;
        assertThatThrownBy(() -> Measurement.of(() -> {}, 1, tenSeconds, new Measurement.Effort(0, 0, 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has to wait for 10,000,000,000");
    }
}
