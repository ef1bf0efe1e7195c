package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.Async;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The wake-ups that a sentinel would make up for a few milliseconds late: seen where there is no sentinel, because there
/// is one worker only, or because everything has slept for long. A test that should fail hangs.
@Timeout(20)
class LostWakeTest {

    @SuppressWarnings("NullAway.Init") // before each
    private MultiThreadScheduler scheduler;

    @BeforeEach
    void start() {
        scheduler = start(1);
    }

    /// Whether workers keep apart.
    boolean apart() {
        return false;
    }

    private MultiThreadScheduler start(int workers) {
        MultiThreadScheduler started = Apart.scheduler(workers, apart() && workers > 1 ? Apart.EPOCH_NANOS : 0);
        if (apart() && workers > 1) {
            Apart.settle(started.company());
        }
        started.start();
        return started;
    }

    @AfterEach
    void shutDown() throws InterruptedException {
        scheduler.beginShutdown(Cancellation.SHUT_DOWN);
        assertThat(scheduler.awaitShutdown(-1)).isTrue();
    }

    private void restart(int workers) throws InterruptedException {
        shutDown();
        scheduler = start(workers);
    }

    /// Waits until every worker sleeps and none of them is sentinel.
    private void awaitCold(int workers) {
        while (scheduler.idle().parked() < workers || isWatched(workers)) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private boolean isWatched(int workers) {
        for (int slot = 0; slot < workers; slot++) {
            if (scheduler.idle().isSentinel(slot)) {
                return true;
            }
        }
        return false;
    }

    /// Pushed while the only worker searches, when pushes wake nobody: it looks again after its step into the idle word.
    @Test
    void aSpawn_whileTheOnlyWorkerGoesToSleep_isNotLost() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            for (int delay = i % 64; delay > 0; delay--) { // so that pushes come at every moment of going to sleep
                Thread.onSpinWait();
            }
            var handle = scheduler.spawn(Async.pollFn(_ -> number), null, List.of());
            while (!handle.isFinished()) {
                Thread.onSpinWait();
            }
        }
    }

    /// Two pushes in a row claim one sleeper. It takes both tasks, and before it runs the first, which waits for the
    /// second, it wakes another worker.
    @Test
    void theLastSearcher_wakesASuccessor_beforeItRunsWhatItFound() throws Exception {
        restart(2);
        for (int i = 0; i < 5; i++) {
            awaitCold(2);
            CountDownLatch second = new CountDownLatch(1);
            var first = scheduler.spawn(waitingFor(second), null, List.of());
            var _ = scheduler.spawn(counting(second), null, List.of());
            assertThat(first.join()).isEqualTo("done");
        }
    }

    /// A timer wakes a worker by itself, while nobody is sentinel; then its task holds it up.
    @Test
    void whoeverWakesByItself_leavesSomebodyOnWatch() throws Exception {
        restart(2);
        var sleeping = scheduler.spawn(
                Async.sleep(Duration.ofMillis(300)).then(_ -> {
                    CountDownLatch child = new CountDownLatch(1);
                    return Async.pollFn(cx -> {
                        // Into this worker's own LIFO slot: nobody is told.
                        var _ = scheduler.spawn(counting(child), null, List.of());
                        return waitingFor(child).poll(cx);
                    });
                }),
                null,
                List.of());
        awaitCold(2);
        assertThat(sleeping.join()).isEqualTo("done");
    }

    private static Future<String> waitingFor(CountDownLatch latch) {
        return Async.pollFn(_ -> {
            latch.await();
            return "done";
        });
    }

    private static Future<String> counting(CountDownLatch latch) {
        return Async.pollFn(_ -> {
            latch.countDown();
            return "counted";
        });
    }
}
