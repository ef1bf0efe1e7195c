package io.magpie.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.time.PausableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockControlTest {

    private final long[] system = {0};
    private final ClockControl running = new ClockControl(new PausableClock(() -> system[0]));

    @Test
    void aRunningClockFollowsItsSource_aPausedOneStands_aResumedOneGoesOnFromThere() {
        TimeMark start = running.now();
        system[0] += 10;
        assertThat(running.now().since(start)).isEqualTo(Duration.ofNanos(10));
        running.pause();
        system[0] += 1_000;
        assertThat(running.isPaused()).isTrue();
        assertThat(running.now().since(start)).isEqualTo(Duration.ofNanos(10));
        running.resume();
        assertThat(running.now().since(start)).isEqualTo(Duration.ofNanos(10));
        system[0] += 5;
        assertThat(running.now().since(start)).isEqualTo(Duration.ofNanos(15));
    }

    @Test
    void misuseIsRefusedWithASentence() {
        assertThatThrownBy(running::resume).hasMessageContaining("not paused").hasMessageContaining("pause()");
        assertThatThrownBy(() -> running.advance(Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not paused");
        running.pause();
        assertThatThrownBy(running::pause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("paused already");
        assertThatThrownBy(() -> running.advance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }

    @Test
    void advancingStepsFromTimerToTimer() throws Exception {
        ManualRuntime runtime = new ManualRuntime();
        TimeMark start = runtime.now();
        List<Long> ticks = new ArrayList<>();
        Interval interval = Interval.of(Duration.ofMillis(100));
        Future<TimeMark> tick = interval.tick();
        Future<?> advance = runtime.clock.advance(Duration.ofMillis(1_050));
        do {
            // What a scheduler does in a round: the timers, then the tasks they woke, then who has yielded.
            runtime.advanceMillis(0);
            Object mark = runtime.poll(tick);
            if (mark != Poll.PENDING) {
                ticks.add(runtime.now().since(start).toMillis());
                tick = interval.tick();
                runtime.poll(tick);
            }
        } while (advance.poll(runtime.context(Budget.unlimited())) == Poll.PENDING);
        assertThat(ticks).containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L, 1_000L);
        assertThat(runtime.now().since(start)).isEqualTo(Duration.ofMillis(1_050));
    }

    @Test
    void withoutTimersAdvancingJumps_andYieldsOnce() throws Exception {
        running.pause();
        TimeMark start = running.now();
        ManualRuntime runtime = new ManualRuntime();
        Future<?> advance = running.advance(Duration.ofNanos(1));
        assertThat(runtime.poll(advance)).isSameAs(Poll.PENDING);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThat(running.now().since(start)).isEqualTo(Duration.ofNanos(1));
        assertThat(runtime.poll(advance)).isNull();
    }
}
