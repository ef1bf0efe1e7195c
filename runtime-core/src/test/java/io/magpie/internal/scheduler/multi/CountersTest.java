package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.scheduler.Counters;
import io.magpie.internal.util.RuntimeThread;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountersTest {

    private static final int WORKERS = 2;
    private static final int TASKS = 1_000;
    private static final int YIELDS = 1_000_000;

    @Test
    void whatWorkersDoIsCounted() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(WORKERS).build()) {
            MultiThreadScheduler scheduler = schedulerOf(runtime);
            Counters before = scheduler.counters();
            for (int i = 0; i < TASKS; i++) {
                runtime.spawn(yielding(1)).join();
            }
            Counters spent = scheduler.counters().since(before);
            // A poll is counted when it has ended, which is after its task has been joined: of each worker one may be
            // missing, and that of the search for the scheduler may be counted late.
            assertThat(spent.polls()).isBetween(2L * TASKS - WORKERS, 2L * TASKS + 1);
            assertThat(spent.pulls()).isPositive().isLessThanOrEqualTo(TASKS);
            assertThat(spent.parks()).isPositive();
            assertThat(spent.claims()).isPositive().isLessThanOrEqualTo(spent.parks() + WORKERS);
            assertThat(spent.failedSteals()).isPositive();
        }
    }

    /// A task that blocks its worker waits for what only a thief can run: more tasks than one rescue by a sentinel takes.
    @Test
    void aStealIsCounted() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(WORKERS).build()) {
            MultiThreadScheduler scheduler = schedulerOf(runtime);
            long before = scheduler.counters().steals();
            CountDownLatch ran = new CountDownLatch(TASKS - 10);
            Future<@Nullable Void> hog = _ -> {
                for (int i = 0; i < TASKS; i++) {
                    Async.spawn(counting(ran)).detached();
                }
                ran.await();
                return null;
            };
            var _ = runtime.spawn(hog).join();
            assertThat(scheduler.counters().steals()).isGreaterThan(before);
        }
    }

    /// It is taken as often as it is queued: nothing has waited long enough for a helper. Woken for its age, one would come
    /// every 50 µs.
    @Test
    void aTaskThatYieldsAndYields_wakesNobody() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(WORKERS).build()) {
            MultiThreadScheduler scheduler = schedulerOf(runtime);
            Counters before = scheduler.counters();
            var _ = runtime.spawn(yielding(YIELDS)).join();
            Counters spent = scheduler.counters().since(before);
            assertThat(spent.polls()).isGreaterThanOrEqualTo(YIELDS);
            assertThat(spent.claims()).isLessThan(50);
        }
    }

    private static Future<@Nullable Void> counting(CountDownLatch latch) {
        return _ -> {
            latch.countDown();
            return null;
        };
    }

    private static Future<@Nullable Void> yielding(int times) {
        int[] left = {times};
        return cx -> {
            if (left[0] == 0) {
                return null;
            }
            left[0]--;
            cx.defer();
            return Poll.PENDING;
        };
    }

    static MultiThreadScheduler schedulerOf(AsyncRuntime runtime) throws Exception {
        Future<Object> search = _ -> ((RuntimeThread) Thread.currentThread()).runtime();
        return (MultiThreadScheduler) runtime.spawn(search).join();
    }
}
