package io.magpie.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SleepTest {

    private final ManualRuntime runtime = new ManualRuntime();

    @Test
    void aDeadlineThatHasPassedFinishesTheFirstPoll() throws Exception {
        assertThat(runtime.poll(Sleep.of(Duration.ZERO))).isNull();
        assertThat(runtime.poll(Sleep.of(Duration.ofMillis(-5)))).isNull();
        assertThat(runtime.poll(Sleep.until(runtime.now()))).isNull();
        assertThat(runtime.poll(Sleep.until(runtime.inMillis(-1)))).isNull();
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void aDurationStartsWithTheFirstPoll_aMarkDoesNot() throws Exception {
        Sleep relative = Sleep.of(Duration.ofMillis(100));
        Sleep absolute = Sleep.until(runtime.inMillis(100));
        runtime.advanceMillis(60);
        runtime.poll(relative);
        runtime.poll(absolute);
        runtime.advanceMillis(40);
        assertThat(absolute.isElapsed()).isTrue();
        assertThat(relative.isElapsed()).isFalse();
        runtime.advanceMillis(60);
        assertThat(relative.isElapsed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1_000, 4_095, 4_096, 4_097, 300_000})
    void itNeverEndsEarly_andWithinATickOfItsDeadline(int millis) throws Exception {
        for (int offset : new int[] {0, 1, 499_999, 999_999}) {
            ManualRuntime fresh = new ManualRuntime(Duration.ofMillis(977).plusNanos(offset));
            Sleep sleep = Sleep.of(Duration.ofMillis(millis));
            fresh.poll(sleep);
            fresh.advance(Duration.ofMillis(millis).minusNanos(1));
            assertThat(sleep.isElapsed()).as("early by 1 ns").isFalse();
            fresh.advance(Duration.ofMillis(1));
            assertThat(sleep.isElapsed()).as("late by 1 ms").isTrue();
            assertThat(fresh.wakes()).isEqualTo(1);
            assertThat(fresh.poll(sleep)).isNull();
        }
    }

    @Test
    void partsOfAMillisecondAddUp() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(1));
        runtime.poll(sleep);
        for (int i = 0; i < 9; i++) {
            runtime.advance(Duration.ofNanos(100_000));
            assertThat(runtime.poll(sleep)).isSameAs(Poll.PENDING);
        }
        runtime.advance(Duration.ofNanos(100_000));
        assertThat(runtime.poll(sleep)).isNull();
    }

    @Test
    void theWakerOfTheLatestPollIsWoken() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(5));
        int[] first = {0};
        runtime.poll(sleep);
        sleep.poll(runtime.context(Budget.unlimited()).withWaker(() -> first[0]++));
        runtime.advanceMillis(5);
        assertThat(first[0]).isEqualTo(1);
        assertThat(runtime.wakes()).isZero();
    }

    @Test
    void resettingToLaterPostpones_toEarlierHastens() throws Exception {
        Sleep sleep = Sleep.until(runtime.inMillis(100));
        runtime.poll(sleep);
        sleep.reset(runtime.inMillis(200));
        runtime.advanceMillis(150);
        assertThat(sleep.isElapsed()).isFalse();
        assertThat(runtime.wakes()).isZero();
        sleep.reset(Duration.ofMillis(10));
        runtime.advanceMillis(9);
        assertThat(sleep.isElapsed()).isFalse();
        runtime.advanceMillis(1);
        assertThat(sleep.isElapsed()).isTrue();
        assertThat(runtime.wakes()).isEqualTo(1);
    }

    @Test
    void resettingToThePastEndsIt() throws Exception {
        Sleep sleep = Sleep.until(runtime.inMillis(100));
        runtime.poll(sleep);
        sleep.reset(runtime.inMillis(-40));
        runtime.advanceMillis(0);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThat(runtime.poll(sleep)).isNull();
    }

    @Test
    void afterItEndedItStaysFinished_untilItIsReset() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(1));
        runtime.poll(sleep);
        runtime.advanceMillis(1);
        assertThat(runtime.poll(sleep)).isNull();
        assertThat(runtime.poll(sleep)).isNull();
        sleep.reset(Duration.ofMillis(3));
        assertThat(sleep.isElapsed()).isFalse();
        assertThat(runtime.poll(sleep)).isSameAs(Poll.PENDING);
        runtime.wakes();
        runtime.advanceMillis(3);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThat(runtime.poll(sleep)).isNull();
    }

    @Test
    void aResetBeforeTheFirstPollCounts() throws Exception {
        Sleep relative = Sleep.of(Duration.ofHours(1));
        relative.reset(Duration.ofMillis(2));
        runtime.advanceMillis(50);
        assertThat(runtime.poll(relative)).isSameAs(Poll.PENDING);
        runtime.advanceMillis(2);
        assertThat(runtime.poll(relative)).isNull();

        Sleep absolute = Sleep.of(Duration.ofHours(1));
        absolute.reset(runtime.inMillis(2));
        runtime.advanceMillis(2);
        assertThat(runtime.poll(absolute)).isNull();
    }

    @Test
    void droppingForgetsTheTimer() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(10));
        runtime.poll(sleep);
        assertThat(runtime.wheel.size()).isEqualTo(1);
        assertThat(sleep.drop(runtime.context(Budget.unlimited()))).isSameAs(Poll.CANCELLED);
        assertThat(runtime.wheel.size()).isZero();
        runtime.advanceMillis(10);
        assertThat(runtime.wakes()).isZero();
        assertThatThrownBy(() -> runtime.poll(sleep))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dropped");
        sleep.reset(Duration.ofMillis(1));
        runtime.poll(sleep);
        runtime.advanceMillis(1);
        assertThat(runtime.poll(sleep)).isNull();
    }

    @Test
    void whatIsDroppedBeforeItWasPolled_isDropped() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(10));
        assertThat(sleep.drop(runtime.context(Budget.unlimited()))).isSameAs(Poll.CANCELLED);
        assertThatThrownBy(() -> runtime.poll(sleep))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dropped");
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void droppingInsideAWakeIsHarmless() throws Exception {
        Sleep second = Sleep.of(Duration.ofMillis(5));
        Context dropsSecond =
                runtime.context(Budget.unlimited()).withWaker(() -> second.drop(runtime.context(Budget.unlimited())));
        Sleep.of(Duration.ofMillis(5)).poll(dropsSecond);
        runtime.poll(second);
        runtime.advanceMillis(5);
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void theFarFutureNeverComes_andOverflowsNothing() throws Exception {
        for (Duration far : new Duration[] {
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            Duration.ofNanos(Long.MAX_VALUE),
            Duration.ofMillis(1L << 36),
            Duration.ofMillis((1L << 36) - 1),
            Duration.ofDays(365 * 200)
        }) {
            Sleep sleep = Sleep.of(far);
            assertThat(runtime.poll(sleep)).isSameAs(Poll.PENDING);
            Sleep later = Sleep.until(runtime.now().plus(far));
            assertThat(runtime.poll(later)).isSameAs(Poll.PENDING);
        }
        runtime.advance(Duration.ofDays(365));
        assertThat(runtime.wakes()).isZero();
        assertThat(runtime.wheel.size()).isEqualTo(10);
        runtime.advance(Duration.ofDays(365 * 200));
        assertThat(runtime.wheel.size()).isEqualTo(4);
        assertThat(runtime.wakes()).isEqualTo(6);
    }

    @Test
    void onlyTheEndTakesFromTheBudget() throws Exception {
        Budget budget = new Budget(2, Long.MAX_VALUE);
        Context cx = runtime.context(budget);
        Sleep sleep = Sleep.of(Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) {
            assertThat(sleep.poll(cx)).isSameAs(Poll.PENDING);
        }
        assertThat(budget.remaining()).isEqualTo(2);
        assertThat(Sleep.of(Duration.ZERO).poll(cx)).isNull();
        assertThat(Sleep.of(Duration.ZERO).poll(cx)).isNull();
        assertThat(Sleep.of(Duration.ZERO).poll(cx)).isSameAs(Poll.PENDING);
        assertThat(runtime.wakes()).isEqualTo(1);
    }

    @Test
    void withoutARuntimeTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> Sleep.of(Duration.ofMillis(1)).poll(Context.of(() -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Sleep of PT0.001S")
                .hasMessageContaining("blockOn");
    }

    @Test
    void shutdownWakesAndFailsIt_andThoseThatCome() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(1));
        runtime.poll(sleep);
        runtime.wheel.close();
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThatThrownBy(() -> runtime.poll(sleep)).hasMessageContaining("the runtime has shut down");

        Sleep late = Sleep.of(Duration.ofMillis(1));
        assertThat(runtime.poll(late)).isSameAs(Poll.PENDING);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThatThrownBy(() -> runtime.poll(late)).hasMessageContaining("the runtime has shut down");
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void itTellsItsDeadline() throws Exception {
        TimeMark mark = runtime.inMillis(7);
        assertThat(Sleep.until(mark).deadline()).isEqualTo(mark);
        Sleep sleep = Sleep.of(Duration.ofMillis(7));
        runtime.poll(sleep);
        assertThat(sleep.deadline()).isEqualTo(mark);
        assertThat(sleep).hasToString("Sleep until " + mark);
    }

    @Test
    void itStaysWithItsTimersWhenAnotherRuntimePolls() throws Exception {
        Sleep sleep = Sleep.of(Duration.ofMillis(5));
        runtime.poll(sleep);
        ManualRuntime other = new ManualRuntime();
        other.poll(sleep);
        sleep.reset(Duration.ofMillis(2));
        assertThat(other.wheel.size()).isZero();
        runtime.advanceMillis(2);
        assertThat(other.wakes()).isEqualTo(1);
    }

    @Test
    void timersOfOneJumpFireInTheOrderOfTheirDeadlines() throws Exception {
        StringBuilder order = new StringBuilder();
        int[] millis = {300, 1, 70, 4_100, 69, 2};
        for (int due : millis) {
            Sleep.of(Duration.ofMillis(due))
                    .poll(runtime.context(Budget.unlimited())
                            .withWaker(() -> order.append(due).append(' ')));
        }
        runtime.advanceMillis(10_000);
        assertThat(order).hasToString("1 2 69 70 300 4100 ");
    }
}
