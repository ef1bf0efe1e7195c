package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.task.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What thieves do with the queue of a worker that is better off alone; on workers whose threads do not run, and on some
/// whose do.
@Timeout(20)
class BetterAloneTest {

    private static final long FAR_AHEAD = TimeUnit.DAYS.toNanos(1);
    private static final int TASKS = 1_000;

    private final MultiThreadScheduler notStarted = new MultiThreadScheduler(
            new Object(),
            new Settings(
                    "alone",
                    "alone-worker-",
                    2,
                    2,
                    4,
                    4,
                    8,
                    61,
                    16,
                    0,
                    true,
                    128,
                    500_000,
                    TimeUnit.SECONDS.toNanos(10),
                    1,
                    false,
                    false,
                    null,
                    new Settings.BlockingSettings(1, 1, 1, 1),
                    report -> {},
                    false));
    private final Worker victim = notStarted.workers()[0];
    private final Worker thief = notStarted.workers()[1];

    @Test
    void aThiefLeavesItsQueueAlone_andIsNotToldOfAny() {
        queueTwo();
        assertThat(notStarted.hasStealableWork(thief)).isTrue();
        makeBetterAlone(victim.company, FAR_AHEAD);
        assertThat(notStarted.hasStealableWork(thief)).isFalse();
        assertThat(thief.search.find()).isNull();
        assertThat(victim.queue.size()).isEqualTo(2);

        victim.company.tryOthers();
        assertThat(notStarted.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    @Test
    void aThiefTakesWhatAWorkerHasThatDoesNotLookAround() {
        queueTwo();
        makeBetterAlone(victim.company, thief.clock.now() - Company.STALE_NANOS);
        assertThat(notStarted.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    @Test
    void aThiefTakesWhatAWorkerHasThatIsStuck() {
        queueTwo();
        makeBetterAlone(victim.company, FAR_AHEAD);
        notStarted.crew().enterBlocking(victim.slot, victim.pollSequence());
        assertThat(notStarted.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    /// It waits for more tasks than one rescue by a sentinel takes.
    @Test
    void whoBlocksItsWorker_isHelped() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            CountDownLatch ran = new CountDownLatch(TASKS - 10);
            Future<@Nullable Void> hog = _ -> {
                Worker self = (Worker) Thread.currentThread();
                makeBetterAlone(self.company, self.clock.now());
                for (int i = 0; i < TASKS; i++) {
                    Async.spawn(counting(ran)).detached();
                }
                ran.await();
                return null;
            };
            var _ = runtime.spawn(hog).join();
        }
    }

    /// Measured by the workers themselves: polls of the same kind that take four times as long in company. It hangs if they do
    /// not learn.
    @Test
    void aWorkerLearnsThatItIsBetterAlone() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            MultiThreadScheduler scheduler = CountersTest.schedulerOf(runtime);
            boolean learned = false;
            while (!learned) {
                CountDownLatch done = new CountDownLatch(4);
                for (int i = 0; i < 4; i++) {
                    runtime.spawn(slowInCompany(scheduler, done)).detached();
                }
                while (done.getCount() > 0) {
                    for (Worker worker : scheduler.workers()) {
                        learned |= worker.company.leavesNothing(worker.clock);
                    }
                }
            }
        }
    }

    private static Future<@Nullable Void> counting(CountDownLatch latch) {
        return _ -> {
            latch.countDown();
            return null;
        };
    }

    /// Computes 2 µs when alone and 8 µs when not, and yields; a hundred times.
    private static Future<@Nullable Void> slowInCompany(MultiThreadScheduler scheduler, CountDownLatch done) {
        int[] left = {100};
        return cx -> {
            long end = System.nanoTime() + (scheduler.awake() > 1 ? 8_000 : 2_000);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (--left[0] == 0) {
                done.countDown();
                return null;
            }
            return Async.yieldNow().poll(cx);
        };
    }

    private void queueTwo() {
        for (int i = 0; i < 2; i++) {
            victim.queue.push(new Task<>(counting(new CountDownLatch(1)), notStarted));
        }
    }

    private static void makeBetterAlone(Company company, long looked) {
        company.look(looked);
        for (int i = 0; i <= Company.SAMPLES; i++) {
            company.polled(BetterAloneTest.class, 1_000, 1, looked);
        }
        for (int i = 0; i <= Company.EVIDENCE; i++) {
            company.polled(BetterAloneTest.class, 2_000, 2, looked);
        }
        assertThat(company.isBetterAlone()).isTrue();
    }
}
