package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.spi.BlockingJob;
import java.util.function.Function;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real pool with real threads: whatever the schedule, each job ran once, or was rejected because the pool closed.
@Tag("lincheck")
class PoolLincheckTest {
    private static final int SCHEDULES = 100 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void twoSubmissionsAndTimeOuts_strandNoJob() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> submitTwice(2, null));
    }

    @Test
    void twoSubmissionsAtTheLimit_strandNoJob() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> submitTwice(1, null));
    }

    @Test
    void submissionsAndClose_endEveryJobOnce() {
        Lincheck.runConcurrentTest(SCHEDULES, PoolLincheckTest::submitAndClose);
    }

    @Test
    void aThreadThatTimesOutAlthoughItIsClaimed_isFound() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(5_000, () -> submitTwice(1, TimesOutThoughClaimed::new)))
                .hasMessageContaining("jobs ended");
    }

    private static void submitTwice(int maxThreads, Function<ElasticPool, Runnable> mutant) {
        var threads = new LincheckThreads(maxThreads, true, mutant);
        var first = new CountingJob();
        var second = new CountingJob();
        var other = new Thread(() -> LincheckThreads.submit(threads.pool, second));
        other.start();
        LincheckThreads.submit(threads.pool, first);
        join(other, threads);
        require(
                first.ends() == 1 && second.ends() == 1,
                "jobs ended " + first.ends() + ", " + second.ends() + " times: " + threads.pool);
        require(threads.pool.threads() == 0 && threads.pool.queued() == 0, threads.pool.toString());
    }

    private static void submitAndClose() {
        var threads = new LincheckThreads(1, false, null);
        var first = new CountingJob();
        var second = new CountingJob();
        int[] accepted = new int[1];
        var other = new Thread(() -> accepted[0] = LincheckThreads.submit(threads.pool, second));
        other.start();
        int firstAccepted = LincheckThreads.submit(threads.pool, first);
        threads.pool.close();
        join(other, threads);
        require(first.ends() == firstAccepted, "first job ended " + first.ends() + " times");
        require(second.ends() == accepted[0], "second job ended " + second.ends() + " times");
        require(threads.pool.threads() == 0 && threads.pool.queued() == 0, threads.pool.toString());
    }

    private static void join(Thread other, LincheckThreads threads) {
        try {
            other.join();
            threads.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /// A pool thread with a fault: when its time is out it ends, also if the word says that a claim is on its way.
    private record TimesOutThoughClaimed(ElasticPool pool) implements Runnable {
        @Override
        public void run() {
            boolean arriving = true;
            for (; ; ) {
                BlockingJob job = arriving ? pool.arrive() : pool.take();
                arriving = false;
                if (job != null) {
                    job.run();
                    continue;
                }
                IdleStack.Node node = pool.idlers().publish(Thread.currentThread());
                if (pool.goIdle()) {
                    pool.timeOut();
                    return;
                }
                pool.idlers().unpublish(node);
            }
        }
    }
}
