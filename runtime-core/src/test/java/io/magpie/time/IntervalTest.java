package io.magpie.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntervalTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final TimeMark start = runtime.now();

    /// Milliseconds after the start of the test.
    private long millis(Object mark) {
        return ((TimeMark) mark).since(start).toMillis();
    }

    private long tick(Interval interval) throws Exception {
        return millis(runtime.poll(interval.tick()));
    }

    private void assertNoTick(Interval interval) throws Exception {
        Future<TimeMark> tick = interval.tick();
        assertThat(runtime.poll(tick)).isSameAs(Poll.PENDING);
        tick.drop(runtime.context(Budget.unlimited()));
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void aPeriodMustBePositive() {
        assertThatThrownBy(() -> Interval.of(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Interval.startingAt(start, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstTickComesAtOnce_thenOneEachPeriod() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(300));
        assertThat(tick(interval)).isZero();
        for (int i = 1; i < 4; i++) {
            runtime.advanceMillis(299);
            assertNoTick(interval);
            runtime.advanceMillis(1);
            assertThat(tick(interval)).isEqualTo(300L * i);
        }
    }

    @Test
    void onlyATickThatIsTaken_takesFromTheBudget() throws Exception {
        Budget budget = new Budget(2, Long.MAX_VALUE);
        Context cx = runtime.context(budget);
        Interval interval = Interval.of(Duration.ofMillis(10));
        assertThat(interval.tick().poll(cx)).isInstanceOf(TimeMark.class);
        Future<TimeMark> second = interval.tick();
        for (int i = 0; i < 10; i++) {
            assertThat(second.poll(cx)).isSameAs(Poll.PENDING);
        }
        assertThat(budget.remaining()).isEqualTo(1);
    }

    @Test
    void aTickWakesWhoAwaitsIt() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(10));
        tick(interval);
        Future<TimeMark> tick = interval.tick();
        runtime.poll(tick);
        runtime.advanceMillis(10);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThat(millis(runtime.poll(tick))).isEqualTo(10);
        assertThatThrownBy(() -> runtime.poll(tick)).hasMessageContaining("polled after it had finished");
    }

    @Test
    void itMayStartLater() throws Exception {
        Interval interval = Interval.startingAt(runtime.inMillis(40), Duration.ofMillis(10));
        assertNoTick(interval);
        runtime.advanceMillis(40);
        assertThat(tick(interval)).isEqualTo(40);
    }

    @Test
    void aDroppedTickIsNotLost() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(10));
        tick(interval);
        Future<TimeMark> abandoned = interval.tick();
        runtime.poll(abandoned);
        runtime.advanceMillis(10);
        abandoned.drop(runtime.context(Budget.unlimited()));
        assertThat(tick(interval)).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void aTickLateByFiveMillisecondsIsPunctual(MissedTickBehavior behavior) throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(100)).onMissedTick(behavior);
        tick(interval);
        runtime.advanceMillis(105);
        assertThat(tick(interval)).isEqualTo(100);
        runtime.advanceMillis(95);
        assertThat(tick(interval)).isEqualTo(200);
    }

    /// The times at which ticks come, and those they were scheduled for, after one was taken at 250.
    private List<String> ticksAfterADelay(MissedTickBehavior behavior) throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(100)).onMissedTick(behavior);
        tick(interval);
        runtime.advanceMillis(250);
        List<String> ticks = new ArrayList<>();
        for (int at = 250; at <= 500; at++) {
            for (Future<TimeMark> tick = interval.tick(); ; tick = interval.tick()) {
                Object mark = runtime.poll(tick);
                if (mark == Poll.PENDING) {
                    tick.drop(runtime.context(Budget.unlimited()));
                    break;
                }
                ticks.add(at + ":" + millis(mark));
            }
            runtime.advanceMillis(1);
        }
        return ticks;
    }

    @Test
    void burstCatchesUp() throws Exception {
        assertThat(ticksAfterADelay(MissedTickBehavior.BURST))
                .containsExactly("250:100", "250:200", "300:300", "400:400", "500:500");
    }

    @Test
    void delayStartsANewGrid() throws Exception {
        assertThat(ticksAfterADelay(MissedTickBehavior.DELAY)).containsExactly("250:100", "350:350", "450:450");
    }

    @Test
    void skipGoesOnWithTheOldGrid() throws Exception {
        assertThat(ticksAfterADelay(MissedTickBehavior.SKIP))
                .containsExactly("250:100", "300:300", "400:400", "500:500");
    }

    @Test
    void resettingStartsANewGrid() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(100));
        tick(interval);
        runtime.advanceMillis(30);
        interval.reset();
        runtime.advanceMillis(99);
        assertNoTick(interval);
        runtime.advanceMillis(1);
        assertThat(tick(interval)).isEqualTo(130);
        interval.resetImmediately();
        assertThat(tick(interval)).isEqualTo(130);
        interval.resetAfter(Duration.ofMillis(7));
        runtime.advanceMillis(7);
        assertThat(tick(interval)).isEqualTo(137);
        interval.resetAt(runtime.inMillis(3));
        runtime.advanceMillis(3);
        assertThat(tick(interval)).isEqualTo(140);
        runtime.advanceMillis(100);
        assertThat(tick(interval)).isEqualTo(240);
    }

    @Test
    void resettingMovesTheTickThatIsAwaited() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(100));
        tick(interval);
        Future<TimeMark> tick = interval.tick();
        runtime.poll(tick);
        interval.resetAfter(Duration.ofMillis(10));
        runtime.advanceMillis(10);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThat(millis(runtime.poll(tick))).isEqualTo(10);
    }

    @Test
    void resettingBeforeTheFirstTickCounts() throws Exception {
        Interval interval = Interval.startingAt(start, Duration.ofMillis(100));
        Future<TimeMark> tick = interval.tick();
        interval.resetAfter(Duration.ofMillis(20));
        runtime.advanceMillis(5);
        assertThat(runtime.poll(tick)).isSameAs(Poll.PENDING);
        runtime.advanceMillis(20);
        assertThat(millis(runtime.poll(tick))).isEqualTo(25);
    }

    @Test
    void twoTicksAwaitedAtOnceAreTwoTicks() throws Exception {
        Interval interval = Interval.of(Duration.ofMillis(10));
        tick(interval);
        Future<TimeMark> one = interval.tick();
        Future<TimeMark> other = interval.tick();
        runtime.poll(one);
        runtime.poll(other);
        runtime.advanceMillis(10);
        assertThat(millis(runtime.poll(one))).isEqualTo(10);
        assertThat(runtime.poll(other)).isSameAs(Poll.PENDING);
        runtime.advanceMillis(10);
        assertThat(millis(runtime.poll(other))).isEqualTo(20);
    }

    @Test
    void aHugePeriodOverflowsNothing() throws Exception {
        Interval interval = Interval.of(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(tick(interval)).isZero();
        assertNoTick(interval);
    }
}
