package io.magpie.benchmarks.workloads;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.timeout;
import static io.magpie.Async.yieldNow;

import io.magpie.Async;
import io.magpie.future.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Two tasks, each 20,000 times: a yield under a timeout of one second, so that each timeout is registered and cancelled.
final class Timeout {

    private static final int TIMES = Size.of(20_000);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    static final int OPERATIONS = 40_000;

    private Timeout() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runBoth(yieldsUnderTimeout(), yieldsUnderTimeout());
        }

        private static Future<@Nullable Void> yieldsUnderTimeout() {
            return async(() -> {
                for (int i = 0; i < TIMES; i++) {
                    requireOne(await(timeout(LIMIT, async(() -> {
                        await(yieldNow());
                        return 1;
                    }))));
                }
            });
        }
    }

    private static void requireOne(int value) {
        if (value != 1) {
            throw new AssertionError("1 became " + value);
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runBoth(yieldsUnderTimeout(), yieldsUnderTimeout());
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
                java.util.concurrent.Future<Integer> one = executor.submit(() -> {
                    Thread.yield();
                    return 1;
                });
                requireOne(one.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            }
        }

        @Override
        public void close() {
            executor.close();
        }
    }

    /// In a pool: what yields is submitted again.
    static final class ForkJoin extends ForkJoinWorkload {
        @Override
        public void run() throws Exception {
            CompletableFuture<Void> first = new CompletableFuture<>();
            CompletableFuture<Void> second = new CompletableFuture<>();
            pool.execute(() -> yieldUnderTimeout(TIMES, first));
            pool.execute(() -> yieldUnderTimeout(TIMES, second));
            first.get();
            second.get();
        }

        private void yieldUnderTimeout(int left, CompletableFuture<Void> end) {
            if (left == 0) {
                end.complete(null);
                return;
            }
            CompletableFuture<Integer> one =
                    new CompletableFuture<Integer>().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            // Before it can be complete: else the stack would grow with each time.
            one.thenAccept(value -> {
                try {
                    requireOne(value);
                    yieldUnderTimeout(left - 1, end);
                } catch (Throwable e) {
                    UnseenFailure.report(e);
                }
            });
            pool.execute(() -> one.complete(1));
        }
    }
}
