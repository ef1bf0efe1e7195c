package io.magpie.benchmarks;

import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.scope;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.benchmarks.workloads.VirtualRoot;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What a scope costs beyond its tasks: two children that return at once, their values added; one after the other from
/// one task. Run with `-prof gc` for bytes.
public class ScopeBenchmark extends JmhDefaults {

    private static final int ROUNDS = 1_000;

    private AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build();

    /// Makes the runtime.
    @Setup
    public void start() {
        runtime = AsyncRuntime.builder()
                .workers(Runtime.getRuntime().availableProcessors())
                .build();
    }

    /// Ends it.
    @TearDown
    public void close() {
        runtime.close();
    }

    /// A scope with two children.
    ///
    /// @return their sum
    /// @throws Exception never
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int scopeOfTwo() throws Exception {
        return runtime.spawn(() -> {
                    int sum = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        sum += await(scope(s -> {
                            var one = s.spawn(() -> 1);
                            var two = s.spawn(() -> 2);
                            return await(one) + await(two);
                        }));
                    }
                    return sum;
                })
                .join();
    }

    /// Two tasks that nothing holds together, joined.
    ///
    /// @return their sum
    /// @throws Exception never
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int joinOfTwoSpawns() throws Exception {
        return runtime.spawn(() -> {
                    int sum = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        var both = await(join(spawn(() -> 1), spawn(() -> 2)));
                        sum += both.first() + both.second();
                    }
                    return sum;
                })
                .join();
    }

    /// An executor of virtual threads that is closed after two of them: the structured concurrency of the JDK without
    /// preview features.
    ///
    /// @return their sum
    /// @throws Exception never
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int executorOfTwoVirtualThreads() throws Exception {
        int[] sum = {0};
        VirtualRoot.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    Future<Integer> one = executor.submit(() -> 1);
                    Future<Integer> two = executor.submit(() -> 2);
                    sum[0] += one.get() + two.get();
                }
            }
        });
        return sum[0];
    }
}
