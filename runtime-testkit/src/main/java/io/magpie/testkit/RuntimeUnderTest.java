package io.magpie.testkit;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.ShutdownReport;
import io.magpie.task.UnobservedFailure;
import io.magpie.testkit.RuntimeTest.Flavor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A runtime for one test, which tells at the end what the test has left behind.
final class RuntimeUnderTest {

    /// How long tasks, jobs and threads may take to end. A guess; only a test that leaks waits for it.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final AsyncRuntime runtime;
    private final Queue<UnobservedFailure> failures;
    private final Duration patience;

    private RuntimeUnderTest(AsyncRuntime runtime, Queue<UnobservedFailure> failures, Duration patience) {
        this.runtime = runtime;
        this.failures = failures;
        this.patience = patience;
    }

    static RuntimeUnderTest start(Flavor flavor, int workers, boolean startPaused, long seed) {
        return start(flavor, workers, startPaused, seed, PATIENCE);
    }

    static RuntimeUnderTest start(Flavor flavor, int workers, boolean startPaused, long seed, Duration patience) {
        var failures = new ConcurrentLinkedQueue<UnobservedFailure>();
        RuntimeBuilder builder = AsyncRuntime.builder()
                .name("test-" + NUMBER.incrementAndGet())
                .seed(seed)
                .startPaused(startPaused)
                .onUnobservedFailure(failures::add);
        return new RuntimeUnderTest(
                switch (flavor) {
                    case CURRENT_THREAD -> builder.currentThread().build();
                    case MULTI_THREAD -> builder.workers(workers).build();
                },
                failures,
                patience);
    }

    AsyncRuntime runtime() {
        return runtime;
    }

    /// Shuts the runtime down.
    ///
    /// @throws AssertionError if something survived, or a task failed unseen
    void end() throws InterruptedException {
        List<String> leaks = new ArrayList<>();
        ShutdownReport report = runtime.shutdown(patience);
        report.tasks().forEach(task -> leaks.add("a task outlived the shutdown: " + task));
        report.blockingJobs().forEach(job -> leaks.add("a blocking job outlived the shutdown: " + job));
        if (leaks.isEmpty()) {
            for (Thread thread : survivingThreads()) {
                leaks.add("a thread outlived the runtime: " + thread.getName());
            }
        }
        failures.forEach(failure -> leaks.add("nobody looked at a failure: " + failure));
        if (!leaks.isEmpty()) {
            AssertionError error = new AssertionError(String.join(System.lineSeparator(), leaks));
            failures.forEach(failure -> error.addSuppressed(failure.cause()));
            throw error;
        }
    }

    private List<Thread> survivingThreads() throws InterruptedException {
        List<Thread> surviving = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(runtime.name() + "-") && !thread.join(patience)) {
                surviving.add(thread);
            }
        }
        return surviving;
    }
}
