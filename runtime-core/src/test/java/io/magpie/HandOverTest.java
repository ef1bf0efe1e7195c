package io.magpie;

import static io.magpie.Async.ready;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Future;
import io.magpie.sync.Oneshot;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several threads in `blockOn` of one current-thread runtime: one drives, and whoever gives the core back hands it on.
@Timeout(60)
class HandOverTest {

    private static final int ROUNDS = 20_000 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void whoLeaves_wakesOneWhoWaits_whoDrivesFromThenOn() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
            Oneshot<String> first = Oneshot.create();
            Oneshot<String> second = Oneshot.create();
            FutureTask<String> driver = startAndAwaitSleep(runtime, first.receiver());
            FutureTask<String> waiter = startAndAwaitSleep(runtime, second.receiver());

            first.sender().send("first");
            assertThat(driver.get()).isEqualTo("first");

            // Only a driver runs this, and the one who waits is the only thread left.
            runtime.spawn(yieldNow().map(_ -> second.sender().send("second"))).detached();
            assertThat(waiter.get()).isEqualTo("second");
        }
    }

    @Test
    void whoEnlistsWhileTheDriverLeaves_isNotLeftAsleep() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().currentThread().build()) {
            AtomicInteger arrived = new AtomicInteger();
            FutureTask<Integer> leaves = start(new FutureTask<>(() -> {
                for (int round = 1; round <= ROUNDS; round++) {
                    meet(arrived, round);
                    runtime.blockOn(yields(round % 64));
                }
                return ROUNDS;
            }));
            FutureTask<Integer> enlists = start(new FutureTask<>(() -> {
                for (int round = 1; round <= ROUNDS; round++) {
                    meet(arrived, round);
                    // The root waits for a task that only a driver runs, and that is longer under way than the other
                    // root.
                    runtime.blockOn(runtime.spawn(yields(200)));
                }
                return ROUNDS;
            }));
            assertThat(leaves.get()).isEqualTo(ROUNDS);
            assertThat(enlists.get()).isEqualTo(ROUNDS);
        }
    }

    /// Yields so many times: the driver leaves a little later in each round.
    private static Future<@Nullable Void> yields(int times) {
        return times == 0 ? ready(null) : yieldNow().then(_ -> yields(times - 1));
    }

    /// Waits for the other thread to come to the same round; spins, so that both go on together.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void meet(AtomicInteger arrived, int round) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * round; spins++) {
            if (spins % 1_000 == 999) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static FutureTask<String> startAndAwaitSleep(AsyncRuntime runtime, Future<String> future) {
        FutureTask<String> blocked = new FutureTask<>(() -> runtime.blockOn(future));
        Thread thread = new Thread(blocked);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return blocked;
    }

    private static <T> FutureTask<T> start(FutureTask<T> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
