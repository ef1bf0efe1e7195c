package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpinningTest {

    private final Permits permits = new Permits(1, null);
    private final Spinning spinning = new Spinning(true);

    @Test
    void takesWhatComesInTime() {
        assertThat(spinning.take(permits, 1)).isTrue();
        assertThat(permits.available()).isZero();
        assertThat(spinning.limit()).as("it pays: longer the next time").isEqualTo(32);
        assertThat(spinning.take(permits, 1)).isFalse();
        assertThat(spinning.limit()).as("it does not").isEqualTo(16);
    }

    @Test
    void whoFindsALockTaken_looks_beforeTheQueue_andWhenWoken() {
        var lock = new Permits(1, () -> 0, spinning);
        assertThat(lock.tryTake(1)).isTrue();
        var waiting = Probe.waiting(new Acquire(lock, 1));
        assertThat(spinning.limit()).as("looked in vain").isEqualTo(8);
        waiting.assertPending();
        assertThat(spinning.limit()).as("and again").isEqualTo(4);
    }

    @Test
    void whereLookingIsVain_itStops_butForATrialNowAndThen() {
        learnThatItIsVain();
        long trials = IntStream.range(0, 320)
                .map(_ -> spinning.limit())
                .filter(limit -> limit > 0)
                .count();
        assertThat(trials).isEqualTo(10);
    }

    @Test
    void whereLookingPays_itIsDoneAgain() {
        learnThatItIsVain();
        permits.release(1);
        int looks = 0;
        while (!spinning.take(permits, 1)) {
            assertThat(looks++).isLessThan(100);
        }
        permits.release(1);
        assertThat(spinning.take(permits, 1)).as("without waiting for a trial").isTrue();
    }

    @Test
    void withOneProcessor_nobodyLooks() {
        var alone = new Spinning(false);
        assertThat(alone.take(permits, 1)).as("the holder does not run").isFalse();
    }

    /// Leaves nothing to take.
    private void learnThatItIsVain() {
        assertThat(permits.tryTake(1)).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(spinning.take(permits, 1)).isFalse();
        }
    }
}
