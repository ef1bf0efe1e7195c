package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.task.Task;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What workers do that keep apart; on workers whose threads do not run, and on some whose do.
@Timeout(20)
class ApartTest {

    private static final long FAR_AHEAD = TimeUnit.DAYS.toNanos(1);
    private static final int TASKS = 1_000;

    private final MultiThreadScheduler scheduler = Apart.scheduler(2, Apart.EPOCH_NANOS);
    private final Worker victim = scheduler.workers()[0];
    private final Worker thief = scheduler.workers()[1];

    @Test
    void aThiefLeavesAloneWhatOthersHave_andIsNotToldOfAny() {
        queueTwo();
        victim.sharing.look(thief.clock.now() + FAR_AHEAD);
        assertThat(scheduler.hasStealableWork(thief)).isTrue();
        Apart.settle(scheduler.company());
        assertThat(scheduler.hasStealableWork(thief)).isFalse();
        assertThat(thief.search.find()).isNull();
        assertThat(victim.queue.size()).isEqualTo(2);
    }

    @Test
    void aThiefTakesFromWhoCalledForHelp_forAWhile() {
        queueTwo();
        Apart.settle(scheduler.company());
        victim.sharing.look(thief.clock.now() + FAR_AHEAD);
        victim.sharing.callForHelp(thief.clock.now() - Sharing.HELP_NANOS);
        assertThat(scheduler.hasStealableWork(thief)).isFalse();
        assertThat(thief.search.find()).isNull();

        victim.sharing.callForHelp(thief.clock.now() + FAR_AHEAD);
        assertThat(scheduler.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    @Test
    void aThiefTakesFromWhoDoesNotLookAround() {
        queueTwo();
        Apart.settle(scheduler.company());
        victim.sharing.look(thief.clock.now() - Sharing.STALE_NANOS);
        assertThat(scheduler.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    @Test
    void aThiefTakesFromWhoIsStuck() {
        queueTwo();
        Apart.settle(scheduler.company());
        victim.sharing.look(thief.clock.now() + FAR_AHEAD);
        scheduler.crew().enterBlocking(victim.slot, victim.pollSequence());
        assertThat(scheduler.hasStealableWork(thief)).isTrue();
        assertThat(thief.search.find()).isNotNull();
    }

    /// It waits for more tasks than one rescue by a sentinel takes.
    @Test
    void whoBlocksItsWorker_isHelped() throws Exception {
        CountDownLatch ran = new CountDownLatch(TASKS - 10);
        runApart(running -> _ -> {
            for (int i = 0; i < TASKS; i++) {
                var _ = running.spawn(counting(ran), null, List.of());
            }
            ran.await();
            return null;
        });
    }

    /// It looks around all the time. To a thief so long ago its queue would look closed only after the first look.
    @Test
    void whoIsBusyWithShortPolls_isNotStolenFrom() throws Exception {
        runApart(_ -> busyUntil(sharing -> !sharing.isOpen(() -> Sharing.STALE_NANOS)));
    }

    /// Each of two hundred tasks waits for a millisecond, also if thieves took half of them. To a thief so long ago a queue
    /// would look open only after a call.
    @Test
    void whoHasMoreToDoThanItCanDoSoon_callsForHelp() throws Exception {
        runApart(running -> _ -> {
            for (int i = 0; i < 200; i++) {
                var _ = running.spawn(busyUntil(_ -> anyHasCalled(running)), null, List.of());
            }
            return null;
        });
    }

    @Test
    void workersStepTheTrial_andTellItWhatTheyHaveDone() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            MultiThreadScheduler trying = CountersTest.schedulerOf(runtime);
            long firstDue = trying.company().due();
            long before = trying.roster().work();
            long done = 0;
            while (trying.company().due() == firstDue || trying.roster().work() - before < done * 3 / 4) {
                var _ = runtime.spawn(takingOne()).join();
                done += 2; // a poll, and an operation
                assertThat(trying.roster().work() - before).isLessThanOrEqualTo(done + 2);
            }
        }
    }

    @Test
    void workersThatShareAlways_tryNothing() throws Exception {
        try (AsyncRuntime runtime =
                AsyncRuntime.builder().workers(2).shareAlways().build()) {
            MultiThreadScheduler sharing = CountersTest.schedulerOf(runtime);
            assertThat(sharing.company().due()).isEqualTo(Long.MAX_VALUE);
        }
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            assertThat(CountersTest.schedulerOf(runtime).company().due()).isEqualTo(Long.MAX_VALUE);
        }
    }

    private static void runApart(Function<MultiThreadScheduler, Future<@Nullable Void>> program) throws Exception {
        MultiThreadScheduler apart = Apart.scheduler(2, Apart.EPOCH_NANOS);
        Apart.settle(apart.company());
        apart.start();
        try {
            var _ = apart.spawn(program.apply(apart), null, List.of()).join();
            while (!apart.tasks().isEmpty()) {
                Thread.onSpinWait();
            }
        } finally {
            apart.beginShutdown(Cancellation.SHUT_DOWN);
            assertThat(apart.awaitShutdown(-1)).isTrue();
        }
    }

    private static Future<@Nullable Void> takingOne() {
        return cx -> {
            assertThat(cx.proceed()).isTrue();
            return null;
        };
    }

    private static Future<@Nullable Void> busyUntil(Predicate<Sharing> enough) {
        return cx -> {
            compute(10_000);
            if (enough.test(((Worker) Thread.currentThread()).sharing)) {
                return null;
            }
            cx.waker().wake();
            return Poll.PENDING;
        };
    }

    private static boolean anyHasCalled(MultiThreadScheduler running) {
        return Arrays.stream(running.workers()).anyMatch(worker -> worker.sharing.isOpen(() -> 1));
    }

    private static void compute(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static Future<@Nullable Void> counting(CountDownLatch latch) {
        return _ -> {
            latch.countDown();
            return null;
        };
    }

    private void queueTwo() {
        for (int i = 0; i < 2; i++) {
            victim.queue.push(new Task<>(counting(new CountDownLatch(1)), scheduler));
        }
    }
}
