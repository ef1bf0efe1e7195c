package io.magpie;

import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import io.magpie.time.TimeMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A current-thread runtime whose clock is paused: time jumps when everything waits, and only then.
@Timeout(20)
class PausedClockTest {

    private final AsyncRuntime runtime = AsyncRuntime.builder()
            .currentThread()
            .startPaused(true)
            .blockingPool(ThreadPerJobPool.factory())
            .build();

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void sleepsOfAYear_endInOrder_andAtOnce() throws Exception {
        TimeMark start = now();
        List<Integer> woken = Collections.synchronizedList(new ArrayList<>());
        List<JoinHandle<?>> handles = new ArrayList<>();
        for (int day : List.of(300, 2, 365, 1, 30)) {
            handles.add(runtime.spawn(sleep(Duration.ofDays(day)).map(_ -> woken.add(day))));
        }
        for (JoinHandle<?> handle : handles) {
            runtime.blockOn(handle.map(_ -> ""));
        }
        assertThat(woken).containsExactly(1, 2, 30, 300, 365);
        assertThat(now().since(start))
                .isBetween(Duration.ofDays(365), Duration.ofDays(365).plusMillis(1));
    }

    @Test
    void timeStandsStill_whileABlockingJobRuns() throws Exception {
        TimeMark start = now();
        CountDownLatch letGo = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        JoinHandle<String> job = runtime.spawnBlocking(() -> {
            started.countDown();
            letGo.await();
            return "job";
        });
        Thread releaser = Thread.ofPlatform().start(() -> {
            try {
                started.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            letGo.countDown();
        });
        assertThat(runtime.blockOn(race(job, sleep(Duration.ofDays(1)).map(_ -> "a day"))))
                .isEqualTo("job");
        assertThat(now().since(start)).isZero();
        releaser.join();
    }

    /// The job wakes the root itself, and has ended an instant later: that instant must not let time pass.
    @Test
    void theEndOfAJob_thatTheRootAwaits_movesNoClock() throws Exception {
        for (int i = 0; i < 50; i++) {
            TimeMark start = now();
            JoinHandle<String> job = runtime.spawnBlocking(() -> "job");
            assertThat(runtime.blockOn(timeout(Duration.ofDays(1), job))).isEqualTo("job");
            assertThat(now().since(start)).as("round " + i).isZero();
        }
    }

    @Test
    void theEndOfAJob_thatATaskAwaits_movesNoClock() throws Exception {
        for (int i = 0; i < 50; i++) {
            TimeMark start = now();
            JoinHandle<String> job = runtime.spawnBlocking(() -> "job");
            JoinHandle<String> task = runtime.spawn(timeout(Duration.ofDays(1), job));
            assertThat(runtime.blockOn(task)).isEqualTo("job");
            assertThat(now().since(start)).as("round " + i).isZero();
        }
    }

    @Test
    void theEndOfAJobThatNobodyAwaits_letsTimePassAgain() throws Exception {
        TimeMark start = now();
        CountDownLatch letGo = new CountDownLatch(1);
        runtime.spawnBlocking(() -> letGo.await()).detached();
        runtime.spawn(Async.yieldNow().map(_ -> {
            letGo.countDown();
            return "";
        }));
        runtime.blockOn(sleep(Duration.ofDays(1)));
        assertThat(now().since(start))
                .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusMillis(1));
    }

    @Test
    void timeStandsStill_whileATaskYields() throws Exception {
        TimeMark start = now();
        int[] polls = {0};
        Future<String> yielding = cx -> {
            if (polls[0]++ == 1_000) {
                return "yielded";
            }
            cx.defer();
            return Poll.PENDING;
        };
        assertThat(runtime.blockOn(race(yielding, sleep(Duration.ofMillis(1)).map(_ -> "slept"))))
                .isEqualTo("yielded");
        assertThat(now().since(start)).isZero();
    }

    private TimeMark now() throws Exception {
        return runtime.blockOn(Async.pollFn(_ -> TimeMark.now()));
    }
}
