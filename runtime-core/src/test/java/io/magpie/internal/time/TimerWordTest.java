package io.magpie.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every transition from every word that can be reached with four ticks.
class TimerWordTest {

    private static final int TICKS = 4;

    private static Set<Long> reachable() {
        Set<Long> seen = new TreeSet<>();
        ArrayDeque<Long> open = new ArrayDeque<>();
        open.add(0L);
        while (!open.isEmpty()) {
            long word = open.remove();
            if (seen.add(word)) {
                open.add(TimerWord.cancelled(word));
                open.add(TimerWord.shutDown(word));
                for (int tick = 0; tick < TICKS; tick++) {
                    open.add(TimerWord.armed(tick));
                    open.add(TimerWord.fired(word, tick));
                    open.add(TimerWord.reset(word, tick));
                }
            }
        }
        return seen;
    }

    @Test
    void everyStateIsReachedWithEveryTick() {
        assertThat(reachable()).hasSize(5 * TICKS);
    }

    @Test
    void onlyWhatIsArmedFires_andNeverBeforeItsTick() {
        for (long word : reachable()) {
            for (int now = 0; now < TICKS; now++) {
                long after = TimerWord.fired(word, now);
                boolean due = TimerWord.isArmed(word) && TimerWord.tick(word) <= now;
                assertThat(after != word).as(TimerWord.toString(word)).isEqualTo(due);
                assertThat(TimerWord.tick(after)).isEqualTo(TimerWord.tick(word));
                if (due) {
                    assertThat(TimerWord.state(after)).isEqualTo(TimerWord.FIRED);
                }
            }
        }
    }

    @Test
    void anEndIsNeverTakenBackButByAReset() {
        for (long word : reachable()) {
            if (TimerWord.state(word) > TimerWord.ARMED) {
                assertThat(TimerWord.cancelled(word)).isEqualTo(word);
                assertThat(TimerWord.shutDown(word)).isEqualTo(word);
                assertThat(TimerWord.fired(word, TICKS)).isEqualTo(word);
            }
            for (int tick = 0; tick < TICKS; tick++) {
                long reset = TimerWord.reset(word, tick);
                assertThat(TimerWord.isArmed(reset)).isEqualTo(TimerWord.isArmed(word));
                assertThat(TimerWord.tick(reset)).isEqualTo(tick);
            }
        }
    }

    @Test
    void theWheelIsToldOfEveryChangeButALaterTickAndItsOwn() {
        for (long before : reachable()) {
            for (int tick = 0; tick < TICKS; tick++) {
                long reset = TimerWord.reset(before, tick);
                assertThat(TimerWord.mustPlace(before, reset))
                        .isEqualTo(TimerWord.isArmed(before) && tick < TimerWord.tick(before));
                assertThat(TimerWord.mustPlace(before, TimerWord.fired(before, tick)))
                        .isFalse();
            }
            assertThat(TimerWord.mustPlace(before, TimerWord.cancelled(before))).isEqualTo(TimerWord.isArmed(before));
        }
    }

    @Test
    void itCanBeRead() {
        assertThat(TimerWord.toString(TimerWord.armed(17))).isEqualTo("ARMED@17");
    }
}
