package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.blocking.PoolModel.Mutant;
import io.magpie.blocking.PoolModel.Setup;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.time.Duration;
import java.util.function.Function;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The race that stranded jobs in Tokio (issue 8056): a pool is at its limit, its last busy thread finds the queue empty
/// and goes idle, a submitter finds no idle thread and no room for another. Here "no jobs" and "one more idle" are one
/// step.
@Tag("lincheck")
class LostSpawnRaceTest {
    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    @Test
    void issue8056_noInterleavingStrandsTheJob() {
        assertThat(PoolModel.explore(Setup.of(1, 2))).isGreaterThan(50);
    }

    @Test
    void issue8056_theModelFindsIt_ifGoingIdleTakesTwoSteps() {
        assertThatThrownBy(() -> PoolModel.explore(Setup.of(1, 2).mutated(Mutant.GO_IDLE_DECIDES_BEFORE_IT_COUNTS)))
                .hasMessageContaining("1 ran");
    }

    @Test
    void issue8056_noScheduleStrandsTheJobOnTheRealPool() {
        Lincheck.runConcurrentTest(100 * SCALE, () -> race(null));
    }

    @Test
    void issue8056_lincheckFindsIt_ifAThreadDecidesBeforeItIsCounted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(5_000, () -> race(EndsOnWhatItSaw::new)))
                .hasMessageContaining("the second job ran 0 times");
    }

    @Test
    void issue8056_realThreads() throws Exception {
        var pool = ElasticPool.ofPlatformThreads(
                new Settings(1, 1, Integer.MAX_VALUE, Duration.ofSeconds(10), "race-", Runnable::run));
        for (int i = 0; i < 2_000 * SCALE; i++) {
            var first = FakeJob.empty();
            var second = FakeJob.empty();
            pool.execute(first);
            first.awaitEnd(); // its thread is about to go idle
            pool.execute(second);
            second.awaitEnd();
        }
        pool.close();
        assertThat(pool.awaitTermination(-1)).isTrue();
    }

    /// The limit is one thread, which ends as soon as it is idle.
    private static void race(Function<ElasticPool, Runnable> mutant) {
        var threads = new LincheckThreads(1, true, mutant);
        var first = new CountingJob();
        var second = new CountingJob();
        LincheckThreads.submit(threads.pool, first);
        LincheckThreads.submit(threads.pool, second);
        try {
            threads.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        require(first, "first");
        require(second, "second");
    }

    private static void require(CountingJob job, String which) {
        if (job.runs() != 1) {
            throw new AssertionError("the " + which + " job ran " + job.runs() + " times");
        }
    }

    /// A pool thread with the fault: it finds no job, and is counted out in a second step.
    private record EndsOnWhatItSaw(ElasticPool pool) implements Runnable {
        @Override
        public void run() {
            for (BlockingJob job = pool.take(); job != null; job = pool.take()) {
                job.run();
            }
            pool.ended(new PoolThread(pool), false); // what a thread does that never counted itself in
        }
    }
}
