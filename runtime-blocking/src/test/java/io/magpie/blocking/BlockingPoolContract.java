package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every pool promises.
abstract class BlockingPoolContract {
    private final List<BlockingPool> pools = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    abstract BlockingPoolFactory factory();

    private BlockingPool pool(int maxThreads, int maxComputing, int capacity) {
        var pool = factory()
                .create(new Settings(
                        maxThreads, maxComputing, capacity, Duration.ofSeconds(10), "contract-", Runnable::run));
        pools.add(pool);
        return pool;
    }

    private BlockingPool pool(int maxThreads) {
        return pool(maxThreads, 2, Integer.MAX_VALUE);
    }

    @AfterEach
    void everyThreadEnds() throws InterruptedException {
        gate.countDown();
        for (BlockingPool pool : pools) {
            pool.close();
            assertThat(pool.awaitTermination(-1)).isTrue();
            assertThat(pool.threads()).isZero();
            assertThat(pool.queued()).isZero();
        }
    }

    private static FakeJob submit(BlockingPool pool, FakeJob job) {
        pool.execute(job);
        return job;
    }

    private static void awaitStart(FakeJob job) {
        try {
            job.started.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyJobRunsOnce() throws Exception {
        var pool = pool(4);
        var jobs = IntStream.range(0, 1000)
                .mapToObj(i -> submit(pool, i % 2 == 0 ? FakeJob.empty() : FakeJob.compute(() -> {})))
                .toList();
        for (FakeJob job : jobs) {
            job.awaitEnd();
            assertThat(job.runs).hasValue(1);
            assertThat(job.rejections).hasValue(0);
        }
    }

    @Test
    void threadsStartOnlyWhenJobsCome() {
        assertThat(pool(4).threads()).isZero();
    }

    @Test
    void jobsThatBlockAllStart_upToTheLimit_andTheRestWaits() throws Exception {
        var pool = pool(3);
        var jobs = IntStream.range(0, 5)
                .mapToObj(_ -> submit(pool, FakeJob.behind(gate)))
                .toList();
        jobs.subList(0, 3).forEach(BlockingPoolContract::awaitStart);
        assertThat(pool.threads()).isEqualTo(3);
        assertThat(pool.queued()).isEqualTo(2);
        assertThat(pool.running()).hasSize(3);
        assertThat(jobs.get(3).runs).hasValue(0);
        gate.countDown();
        for (FakeJob job : jobs) {
            job.awaitEnd();
        }
    }

    @Test
    void jobsBeyondTheLimitStartInTheOrderTheyCame() throws Exception {
        var pool = pool(1);
        var order = new ArrayList<Integer>();
        awaitStart(submit(pool, FakeJob.behind(gate)));
        var jobs = IntStream.range(0, 10)
                .mapToObj(i -> submit(pool, FakeJob.of(() -> order.add(i))))
                .toList();
        gate.countDown();
        jobs.getLast().awaitEnd();
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void computeJobsRunAsManyAtOnceAsPermitted_andLeaveThreadsToBlockingOnes() throws Exception {
        var pool = pool(8, 2, Integer.MAX_VALUE);
        var atOnce = new AtomicInteger();
        var most = new AtomicInteger();
        var jobs = IntStream.range(0, 20)
                .mapToObj(_ -> submit(pool, FakeJob.compute(() -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    FakeJob.waitFor(gate).run();
                    atOnce.decrementAndGet();
                })))
                .toList();
        awaitStart(jobs.get(0));
        awaitStart(jobs.get(1));
        awaitStart(submit(pool, FakeJob.empty()));
        assertThat(pool.queued()).isEqualTo(18);
        gate.countDown();
        for (FakeJob job : jobs) {
            job.awaitEnd();
            assertThat(job.runs).hasValue(1);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void aFullQueueRefusesTheNextJob_andSaysWhatToDo() throws Exception {
        var pool = pool(2, 2, 3);
        var jobs = IntStream.range(0, 5)
                .mapToObj(_ -> submit(pool, FakeJob.behind(gate)))
                .toList();
        var oneTooMany = FakeJob.empty();
        assertThatThrownBy(() -> pool.execute(oneTooMany))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("full", "2 threads", "holds, 3", "Semaphore");
        gate.countDown();
        for (FakeJob job : jobs) {
            job.awaitEnd();
            assertThat(job.runs).hasValue(1);
        }
        assertThat(oneTooMany.runs).hasValue(0);
        assertThat(oneTooMany.rejections).hasValue(0);
    }

    @Test
    void jobsThatWereAbortedWhileTheyWaited_makeRoomInAFullQueue() {
        var pool = pool(1, 1, 2);
        awaitStart(submit(pool, FakeJob.behind(gate)));
        var aborted = submit(pool, FakeJob.empty());
        submit(pool, FakeJob.empty());
        aborted.withdrawn = true;
        submit(pool, FakeJob.empty());
        assertThatThrownBy(() -> pool.execute(FakeJob.empty())).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void threadsAreDaemons_withTheGivenNames_andInheritNothing() throws Exception {
        var pool = pool(1);
        var inheritable = new InheritableThreadLocal<String>();
        inheritable.set("the submitter's");
        var seen = new ArrayList<Object>();
        var job = submit(pool, FakeJob.of(() -> {
            seen.add(inheritable.get());
            seen.add(Thread.currentThread().getContextClassLoader());
        }));
        job.awaitEnd();
        assertThat(job.thread.getName()).matches("contract-(compute-)?\\d+");
        assertThat(job.thread.isDaemon()).isTrue();
        assertThat(seen).containsExactly(null, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void theBindingSurroundsEveryThread() throws Exception {
        var bound = ConcurrentHashMap.<Thread>newKeySet();
        var pool = factory().create(new Settings(3, 1, Integer.MAX_VALUE, Duration.ofSeconds(10), "bound-", body -> {
            bound.add(Thread.currentThread());
            try {
                body.run();
            } finally {
                bound.remove(Thread.currentThread());
            }
        }));
        pools.add(pool);
        Set<Boolean> seen = ConcurrentHashMap.newKeySet();
        var blocking = submit(pool, FakeJob.of(() -> seen.add(bound.contains(Thread.currentThread()))));
        var computing = submit(pool, FakeJob.compute(() -> seen.add(bound.contains(Thread.currentThread()))));
        blocking.awaitEnd();
        computing.awaitEnd();
        assertThat(seen).containsExactly(true);
        pool.close();
        assertThat(pool.awaitTermination(-1)).isTrue();
        assertThat(bound).isEmpty();
    }

    @Test
    void aBindingThatFails_rejectsTheJobsAndDoesNotWedgeThePool() throws Exception {
        try (var _ = new Quiet()) {
            var pool = factory().create(new Settings(1, 1, Integer.MAX_VALUE, Duration.ofSeconds(10), "bad-", _ -> {
                throw new IllegalStateException("bound to fail");
            }));
            pools.add(pool);
            var job = submit(pool, FakeJob.empty());
            job.awaitEnd();
            assertThat(job.rejections).hasValue(1);
            pool.close();
            assertThat(pool.awaitTermination(-1)).isTrue();
        }
    }

    @Test
    void jobsMaySubmitJobs_andWaitForThem() throws Exception {
        var pool = pool(2);
        var inner = new FakeJob[1];
        var outer = submit(pool, FakeJob.of(() -> {
            inner[0] = submit(pool, FakeJob.empty());
            try {
                inner[0].awaitEnd();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        outer.awaitEnd();
        assertThat(inner[0].runs).hasValue(1);
    }

    @Test
    void aJobThatThrows_costsNoThread() throws Exception {
        try (var _ = new Quiet()) {
            var pool = pool(1, 1, Integer.MAX_VALUE);
            for (int i = 0; i < 5; i++) {
                Runnable failing = () -> {
                    throw new AssertionError("a job that breaks its contract");
                };
                submit(pool, i % 2 == 0 ? FakeJob.of(failing) : FakeJob.compute(failing))
                        .awaitEnd();
            }
            var job = submit(pool, FakeJob.empty());
            job.awaitEnd();
            assertThat(job.runs).hasValue(1);
            pool.close();
            assertThat(pool.awaitTermination(-1)).isTrue(); // its complaints are written
        }
    }

    @Test
    void anInterruptNeverReachesTheNextJob() throws Exception {
        var pool = pool(1);
        awaitStart(submit(pool, FakeJob.behind(gate)));
        submit(pool, FakeJob.of(() -> Thread.currentThread().interrupt()));
        var flags = ConcurrentHashMap.<Boolean>newKeySet();
        var next =
                submit(pool, FakeJob.of(() -> flags.add(Thread.currentThread().isInterrupted())));
        gate.countDown();
        next.awaitEnd();
        assertThat(flags).containsExactly(false);
    }

    @Test
    void closing_rejectsWhatWaits_andLetsRunningJobsGoOn() throws Exception {
        var pool = pool(2, 1, Integer.MAX_VALUE);
        var running = submit(pool, FakeJob.behind(gate).named("resize"));
        var computing = submit(pool, FakeJob.compute(FakeJob.waitFor(gate)));
        awaitStart(running);
        awaitStart(computing);
        var waiting = submit(pool, FakeJob.compute(() -> {}));
        pool.close();
        pool.close();
        assertThat(waiting.rejections).hasValue(1);
        assertThat(pool.queued()).isZero();
        var late = FakeJob.empty();
        assertThatThrownBy(() -> pool.execute(late))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> pool.execute(FakeJob.compute(() -> {})))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("closed");
        assertThat(pool.awaitTermination(0)).isFalse();
        assertThat(pool.awaitTermination(1)).isFalse();
        // It has told that it runs; now it goes to sleep.
        while (pool.running().stream().noneMatch(line -> line.contains("'resize'") && line.contains("WAITING"))) {
            Thread.onSpinWait();
        }
        assertThat(pool.running())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("'resize'", "contract-", "WAITING"))
                .anySatisfy(line -> assertThat(line).contains("unnamed compute job"));
        gate.countDown();
        assertThat(pool.awaitTermination(-1)).isTrue();
        assertThat(pool.awaitTermination(0)).isTrue();
        assertThat(pool.running()).isEmpty();
        assertThat(running.runs).hasValue(1);
        assertThat(late.runs).hasValue(0);
        assertThat(late.rejections).hasValue(0);
    }

    @Test
    void closingAnUnusedPool_terminatesIt() throws Exception {
        var pool = pool(2);
        pool.close();
        assertThat(pool.awaitTermination(0)).isTrue();
    }

    @Test
    void interruptingAll_reachesEveryRunningJob() throws Exception {
        var pool = pool(3, 1, Integer.MAX_VALUE);
        var never = new CountDownLatch(1);
        var jobs = List.of(
                submit(pool, FakeJob.behind(never)),
                submit(pool, FakeJob.behind(never)),
                submit(pool, FakeJob.compute(FakeJob.waitFor(never))));
        jobs.forEach(BlockingPoolContract::awaitStart);
        pool.close();
        pool.interruptAll();
        assertThat(pool.awaitTermination(-1)).isTrue();
        for (FakeJob job : jobs) {
            assertThat(job.runs).hasValue(1);
        }
    }

    @Test
    void abortedJobsThatWait_doNotPileUp() {
        var pool = pool(1, 1, Integer.MAX_VALUE);
        awaitStart(submit(pool, FakeJob.behind(gate)));
        int aborted = 20_000 * Integer.getInteger("magpie.test.scale", 1);
        for (int i = 0; i < aborted; i++) {
            submit(pool, FakeJob.empty()).withdrawn = true;
            submit(pool, FakeJob.compute(() -> {})).withdrawn = true;
        }
        assertThat(pool.queued()).isLessThan(5_000);
    }

    @Test
    void submittersThatRaceWithClosing_areToldOrServed() throws Exception {
        for (int round = 0; round < 50 * Integer.getInteger("magpie.test.scale", 1); round++) {
            var pool = factory()
                    .create(new Settings(2, 1, Integer.MAX_VALUE, Duration.ofSeconds(10), "race-", Runnable::run));
            var jobs = new ConcurrentHashMap<FakeJob, Boolean>(); // accepted?
            var start = new CountDownLatch(1);
            var submitters = IntStream.range(0, 2)
                    .mapToObj(n -> Thread.ofPlatform().start(() -> {
                        FakeJob.waitFor(start).run();
                        for (int i = 0; i < 20; i++) {
                            var job = (i + n) % 3 == 0 ? FakeJob.compute(() -> {}) : FakeJob.empty();
                            try {
                                pool.execute(job);
                                jobs.put(job, true);
                            } catch (RejectedExecutionException e) {
                                jobs.put(job, false);
                            }
                        }
                    }))
                    .toList();
            start.countDown();
            while (round % 2 == 0 && jobs.size() < 5) {
                Thread.onSpinWait();
            }
            pool.close();
            for (Thread submitter : submitters) {
                submitter.join();
            }
            assertThat(pool.awaitTermination(-1)).isTrue();
            jobs.forEach((job, accepted) ->
                    assertThat(job.runs.get() + job.rejections.get()).isEqualTo(accepted ? 1 : 0));
        }
    }
}
