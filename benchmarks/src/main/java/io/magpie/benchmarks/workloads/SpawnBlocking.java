package io.magpie.benchmarks.workloads;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawnBlocking;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Two tasks, each 320 times: 16 jobs that do nothing to the pool for blocking code, and await all 16.
final class SpawnBlocking {

    private static final int TIMES = Size.of(320);
    private static final int JOBS = 16;

    static final int OPERATIONS = 10_240;

    private SpawnBlocking() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runBoth(awaitJobs(), awaitJobs());
        }

        private static Future<@Nullable Void> awaitJobs() {
            return async(() -> {
                for (int i = 0; i < TIMES; i++) {
                    List<JoinHandle<Integer>> jobs = new ArrayList<>(JOBS);
                    for (int job = 0; job < JOBS; job++) {
                        jobs.add(spawnBlocking(() -> 1));
                    }
                    List<Integer> results = new ArrayList<>(JOBS);
                    for (JoinHandle<Integer> job : jobs) {
                        results.add(await(job));
                    }
                    var _ = requireAll(results);
                }
            });
        }
    }

    /// In futures written by hand and combinators.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runBoth(new Repeat(TIMES, () -> awaitJobs(runtime)), new Repeat(TIMES, () -> awaitJobs(runtime)));
        }

        private static Future<Integer> awaitJobs(AsyncRuntime runtime) {
            List<Future<Integer>> jobs = new ArrayList<>(JOBS);
            for (int i = 0; i < JOBS; i++) {
                jobs.add(runtime.spawnBlocking(() -> 1));
            }
            return Async.join(jobs).map(SpawnBlocking::requireAll);
        }
    }

    /// On virtual threads, with the pool of platform threads that the JDK has for such work.
    static final class VirtualThreads implements Workload {
        private final ExecutorService pool = Executors.newCachedThreadPool();

        @Override
        public void run() throws Exception {
            VirtualRoot.runAll(List.of(this::awaitJobs, this::awaitJobs));
        }

        private void awaitJobs() throws Exception {
            for (int i = 0; i < TIMES; i++) {
                List<java.util.concurrent.Future<Integer>> jobs = new ArrayList<>(JOBS);
                for (int job = 0; job < JOBS; job++) {
                    jobs.add(pool.submit(() -> 1));
                }
                List<Integer> results = new ArrayList<>(JOBS);
                for (var job : jobs) {
                    results.add(job.get());
                }
                var _ = requireAll(results);
            }
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /// In a pool, with another one for what blocks.
    static final class ForkJoin extends ForkJoinWorkload {
        private final ExecutorService blocking = Executors.newCachedThreadPool();

        @Override
        public void run() throws Exception {
            CompletableFuture<Void> first = new CompletableFuture<>();
            CompletableFuture<Void> second = new CompletableFuture<>();
            pool.execute(() -> repeat(TIMES, this::awaitJobs, first));
            pool.execute(() -> repeat(TIMES, this::awaitJobs, second));
            first.get();
            second.get();
        }

        private void awaitJobs(CompletableFuture<Void> end) {
            List<CompletableFuture<Integer>> jobs = new ArrayList<>(JOBS);
            for (int job = 0; job < JOBS; job++) {
                jobs.add(CompletableFuture.supplyAsync(() -> 1, blocking));
            }
            CompletableFuture.allOf(jobs.toArray(CompletableFuture<?>[]::new)).thenRun(() -> {
                try {
                    var _ = requireAll(
                            jobs.stream().map(CompletableFuture::join).toList());
                    end.complete(null);
                } catch (Throwable e) {
                    UnseenFailure.report(e);
                }
            });
        }

        @Override
        public void close() {
            super.close();
            blocking.close();
        }
    }

    private static int requireAll(List<Integer> results) {
        int sum = results.stream().mapToInt(Integer::intValue).sum();
        if (sum != JOBS) {
            throw new AssertionError(sum + " of " + JOBS + " jobs have run");
        }
        return sum;
    }
}
