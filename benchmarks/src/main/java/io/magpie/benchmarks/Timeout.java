package io.magpie.benchmarks;

import io.magpie.Async;
import io.magpie.task.JoinHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Two tasks, each 20,000 times: a yield under a timeout of one second, so that each timeout is registered and cancelled.
final class Timeout {

    private static final int TIMES = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    static final int OPERATIONS = 2 * TIMES;

    private Timeout() {}

    /// On Magpie.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            JoinHandle<?> first = runtime.spawn(yieldsUnderTimeout());
            JoinHandle<?> second = runtime.spawn(yieldsUnderTimeout());
            first.join();
            second.join();
        }

        private static Repeat yieldsUnderTimeout() {
            return new Repeat(TIMES, () -> Async.timeout(LIMIT, Async.yieldNow()));
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

        @Override
        public void run() throws Exception {
            VirtualRoot.runAll(List.of(this::yieldsUnderTimeout, this::yieldsUnderTimeout));
        }

        private void yieldsUnderTimeout() throws Exception {
            for (int i = 0; i < TIMES; i++) {
                executor.submit(Thread::yield).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
