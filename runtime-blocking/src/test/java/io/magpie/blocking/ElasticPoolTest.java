package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPoolFactory;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// How threads come and go, with threads and a clock in the test's hand.
class ElasticPoolTest {
    private static final long KEEP_ALIVE = 1000;

    private final HeldThreads threads = new HeldThreads();

    private static Settings settings(int maxThreads, int maxComputing) {
        return new Settings(
                maxThreads, maxComputing, Integer.MAX_VALUE, Duration.ofSeconds(10), "held-", Runnable::run);
    }

    private ElasticPool pool(int maxThreads) {
        return new ElasticPool(settings(maxThreads, 1), threads, KEEP_ALIVE, 1);
    }

    private static FakeJob submit(ElasticPool pool, FakeJob job) {
        pool.execute(job);
        return job;
    }

    @Test
    void theServiceLoaderFindsThisPool() {
        assertThat(ServiceLoader.load(BlockingPoolFactory.class).stream().map(ServiceLoader.Provider::type))
                .hasSize(1)
                .first()
                .isEqualTo(ElasticPoolFactory.class);
    }

    @Test
    void moreThreadsThanTheWordCanCount_areRefused() {
        assertThatThrownBy(() -> new ElasticPoolFactory().create(settings(4096, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("4096", "4095");
    }

    @Test
    void anIdleThreadEndsAfterItsKeepAlive_andNotBefore() {
        var pool = pool(2);
        submit(pool, FakeJob.empty());
        var idleWhenParked = new ArrayList<Integer>();
        threads.whenParked = () -> idleWhenParked.add(pool.idleThreads());
        threads.runNext();
        assertThat(idleWhenParked).containsExactly(1);
        assertThat(threads.now).isEqualTo(KEEP_ALIVE);
        assertThat(pool.threads()).isZero();
        assertThat(pool.idleThreads()).isZero();
        assertThat(pool.idlers().size()).isZero();
    }

    @Test
    void anIdleThreadIsUsedBeforeANewOneStarts_andItsKeepAliveStartsAgain() {
        var pool = pool(2);
        submit(pool, FakeJob.empty());
        var second = FakeJob.empty();
        threads.whenParked = () -> {
            threads.now = KEEP_ALIVE - 1;
            submit(pool, second);
        };
        threads.runNext();
        assertThat(second.runs).hasValue(1);
        assertThat(threads.held).isEmpty();
        assertThat(threads.now).isGreaterThanOrEqualTo(2 * KEEP_ALIVE - 1);
    }

    @Test
    void manySubmissionsSummonOneThread_andItSummonsTheNextBeforeItsOwnJob() {
        var pool = pool(10);
        var heldWhenRun = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            submit(pool, FakeJob.of(() -> heldWhenRun.add(threads.held.size())));
        }
        assertThat(threads.held).hasSize(1);
        threads.runNext();
        assertThat(heldWhenRun).containsExactly(1, 1, 1, 1, 1);
        assertThat(threads.held).hasSize(1);
        threads.runNext(); // came in vain
        assertThat(pool.threads()).isZero();
    }

    @Test
    void aThreadThatCannotBeStarted_failsTheJobOfItsSubmitterWithTheCause_ifThereIsNoOther() {
        var pool = pool(2);
        threads.failures = 1;
        var job = FakeJob.empty();
        try (var _ = new Quiet()) {
            assertThatThrownBy(() -> pool.execute(job))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContainingAll("cannot start", "ulimit")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(job.runs.get() + job.rejections.get()).isZero();
        assertThat(pool.threads() + pool.queued()).isZero();

        var next = submit(pool, FakeJob.empty());
        threads.runNext();
        assertThat(next.runs).hasValue(1);
    }

    @Test
    void aThreadThatCannotBeStarted_leavesTheJobsToThoseThatExist() {
        var pool = pool(3);
        var late = new ArrayList<FakeJob>();
        submit(pool, FakeJob.of(() -> {
            threads.failures = 1;
            late.add(submit(pool, FakeJob.empty()));
            late.add(submit(pool, FakeJob.empty())); // tries again, and starts one
        }));
        try (var _ = new Quiet()) {
            threads.runNext();
        }
        assertThat(late).allSatisfy(job -> assertThat(job.runs).hasValue(1));
        assertThat(threads.held).hasSize(1);
    }

    @Test
    void aComputeJobWithoutAThread_givesItsPermitBack() {
        var pool = pool(2);
        threads.failures = 1;
        try (var _ = new Quiet()) {
            assertThatThrownBy(() -> pool.execute(FakeJob.compute(() -> {})))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
        var next = submit(pool, FakeJob.compute(() -> {}));
        threads.runNext();
        assertThat(next.runs).hasValue(1);
    }

    @Test
    void aPoolWhoseOnlyThreadCouldNotStart_terminates() throws Exception {
        var pool = pool(1);
        threads.failures = 1;
        try (var _ = new Quiet()) {
            assertThatThrownBy(() -> pool.execute(FakeJob.empty())).isInstanceOf(RejectedExecutionException.class);
        }
        pool.close();
        assertThat(pool.awaitTermination(0)).isTrue();
    }

    @Test
    void anInterruptWhileIdle_neitherSpinsNorReachesAJob() {
        var pool = pool(1);
        submit(pool, FakeJob.empty());
        var flags = new ArrayList<Boolean>();
        threads.whenParked = () -> {
            Thread.currentThread().interrupt();
            submit(pool, FakeJob.of(() -> flags.add(Thread.currentThread().isInterrupted())));
        };
        threads.runNext();
        assertThat(pool.strayInterrupts()).isEqualTo(1);
        assertThat(flags).containsExactly(false);
    }

    @Test
    void aFlagThatAJobLeaves_isClearedAndCounted() {
        var pool = pool(1);
        submit(pool, FakeJob.of(() -> Thread.currentThread().interrupt()));
        threads.runNext();
        assertThat(pool.strayInterrupts()).isEqualTo(1);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aComputePermitPassesToTheNextJob_onTheSameThread() {
        var pool = pool(4);
        var order = new ArrayList<String>();
        submit(pool, FakeJob.compute(() -> order.add("first " + pool.queued() + " " + threads.held.size())));
        submit(pool, FakeJob.compute(() -> order.add("second " + pool.queued() + " " + threads.held.size())));
        threads.runNext();
        assertThat(order).containsExactly("first 1 0", "second 0 0");
    }

    @Test
    void closingWakesIdleThreads_andTheLastOneOpensTheLatch() throws Exception {
        var pool = pool(1);
        submit(pool, FakeJob.empty());
        threads.whenParked = pool::close;
        threads.runNext();
        assertThat(pool.awaitTermination(0)).isTrue();
        assertThat(threads.now).isLessThanOrEqualTo(KEEP_ALIVE);
    }

    @Test
    void theThreadThatRanLastRunsNext() throws Exception {
        var pool = ElasticPool.ofPlatformThreads(settings(2, 1));
        var gates = List.of(new CountDownLatch(1), new CountDownLatch(1));
        var jobs =
                gates.stream().map(gate -> submit(pool, FakeJob.behind(gate))).toList();
        for (int i = 0; i < 2; i++) {
            jobs.get(i).started.await();
            gates.get(i).countDown();
            while (pool.idleThreads() < i + 1) {
                Thread.onSpinWait();
            }
            if (i == 0) {
                jobs.get(1).started.await();
            }
        }
        var next = submit(pool, FakeJob.empty());
        next.awaitEnd();
        assertThat(next.thread).isSameAs(jobs.get(1).thread);
        pool.close();
        assertThat(pool.awaitTermination(-1)).isTrue();
    }

    /// A rejected job wakes whoever awaits it, and a waker may be anybody's code: it may submit a job, or wait for a
    /// thread that does.
    @Test
    void aBoundedPoolThatCannotStartAThread_rejectsWaitingJobs_holdingNoLock() throws Exception {
        var pools = new AtomicReference<ElasticPool>();
        var waiting = new AtomicReference<BlockingJob>();
        ThreadSource failing = (_, _) -> {
            // The queue is bounded, so nobody else can submit at this moment.
            BlockingJob job = waiting.getAndSet(null);
            if (job != null) {
                pools.get().execute(job);
            }
            throw new OutOfMemoryError("planted");
        };
        var settings = new Settings(1, 1, 10, Duration.ofSeconds(10), "failing-", Runnable::run);
        var pool = new ElasticPool(settings, failing, KEEP_ALIVE, 1);
        pools.set(pool);
        var refusedElsewhere = new FutureTask<>(() ->
                assertThatThrownBy(() -> pool.execute(FakeJob.empty())).isInstanceOf(RejectedExecutionException.class));
        var job = FakeJob.rejectedTo(() -> {
            new Thread(refusedElsewhere).start();
            refusedElsewhere.get();
        });
        waiting.set(job);
        try (var _ = new Quiet()) {
            assertThatThrownBy(() -> pool.execute(FakeJob.empty())).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(job.rejections).hasValue(1);
        assertThat(refusedElsewhere).isDone();
        assertThat(pool.queued()).isZero();
    }

    @Test
    void theStackKeepsNoNodesOfThreadsThatHaveGone() {
        var stack = new IdleStack();
        var oldest = stack.publish(Thread.currentThread());
        for (int i = 0; i < 1000; i++) {
            var a = stack.publish(Thread.currentThread());
            var b = stack.publish(Thread.currentThread());
            stack.unpublish(i % 2 == 0 ? a : b);
            stack.unpublish(i % 2 == 0 ? b : a);
        }
        assertThat(stack.size()).isLessThanOrEqualTo(3);
        stack.claim();
        assertThat(oldest.isClaimed()).isTrue();
    }

    @Test
    void aClaimThatMeetsAThreadWhichIsLeaving_isPassedOn() {
        var stack = new IdleStack();
        var idle = stack.publish(Thread.currentThread());
        var leaving = stack.publish(Thread.currentThread());
        stack.claim();
        assertThat(leaving.isClaimed()).isTrue();
        stack.unpublish(leaving);
        assertThat(idle.isClaimed()).isTrue();
        LockSupport.parkNanos(1); // takes the permit that the claims left
    }
}
