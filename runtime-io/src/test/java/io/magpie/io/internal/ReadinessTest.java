package io.magpie.io.internal;

import static io.magpie.io.internal.Readiness.ERROR;
import static io.magpie.io.internal.Readiness.PRIORITY;
import static io.magpie.io.internal.Readiness.READABLE;
import static io.magpie.io.internal.Readiness.READ_CLOSED;
import static io.magpie.io.internal.Readiness.SHUTDOWN;
import static io.magpie.io.internal.Readiness.WRITABLE;
import static io.magpie.io.internal.Readiness.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Every transition of the readiness word, for every combination of bits, at the ticks where something might carry.
class ReadinessTest {

    private static final int BITS = 0x3f;
    private static final int STICKY = READ_CLOSED | WRITE_CLOSED | ERROR;
    private static final int LAST_TICK = (1 << 23) - 1;
    private static final int[] TICKS = {0, 1, 2, 255, 256, LAST_TICK - 1, LAST_TICK};

    private static int word(int bits, boolean closed, int tick) {
        return bits | (closed ? SHUTDOWN : 0) | tick << 9;
    }

    @FunctionalInterface
    private interface Check {
        void on(int word, int bits, boolean closed, int tick);
    }

    private static void everyWord(Check check) {
        for (int bits = 0; bits <= BITS; bits++) {
            for (int tick : TICKS) {
                check.on(word(bits, false, tick), bits, false, tick);
                check.on(word(bits, true, tick), bits, true, tick);
            }
        }
    }

    @Test
    void anEventUnitesTheBitsAndCountsTheTick() {
        everyWord((word, bits, closed, tick) -> {
            for (int more = 0; more <= BITS; more++) {
                assertThat(Readiness.delivered(word, more)).isEqualTo(word(bits | more, closed, tick + 1 & LAST_TICK));
            }
        });
    }

    @Test
    void theTickWrapsIntoNoOtherBit() {
        assertThat(Readiness.delivered(word(READABLE, false, LAST_TICK), 0)).isEqualTo(READABLE);
        assertThat(Readiness.isShutDown(Readiness.delivered(word(BITS, false, LAST_TICK), BITS)))
                .isFalse();
    }

    @Test
    void clearingRemovesWhatIsNotStickyIfNoEventCameSince() {
        everyWord((word, bits, closed, tick) -> {
            for (int mask = 0; mask <= BITS; mask++) {
                int kept = bits & ~(mask & ~STICKY);
                assertThat(Readiness.cleared(word, word(0, false, tick), mask)).isEqualTo(word(kept, closed, tick));
            }
        });
    }

    @Test
    void clearingWithAnOldTickChangesNothing() {
        everyWord((word, bits, closed, tick) -> {
            for (int distance : new int[] {1, 2, 256, LAST_TICK}) {
                int seen = word(bits, closed, tick - distance & LAST_TICK);
                assertThat(Readiness.cleared(word, seen, BITS)).isEqualTo(word);
            }
        });
    }

    @Test
    void whatTheTaskNotesIsNoEvent() {
        everyWord((word, bits, closed, tick) -> assertThat(Readiness.noted(word, READ_CLOSED | SHUTDOWN))
                .isEqualTo(word(bits | READ_CLOSED, closed, tick)));
    }

    @Test
    void shuttingDownIsForEver() {
        everyWord((word, bits, closed, tick) -> {
            int shut = Readiness.shutDown(word);
            assertThat(shut).isEqualTo(word(bits, true, tick));
            assertThat(Readiness.isShutDown(Readiness.cleared(shut, shut, BITS | SHUTDOWN)))
                    .isTrue();
            assertThat(Readiness.isShutDown(Readiness.delivered(shut, BITS))).isTrue();
        });
    }

    @Test
    void whoMayGoOn() {
        everyWord((word, bits, closed, tick) -> {
            assertThat(Readiness.mayRead(word)).isEqualTo(closed || (bits & (READABLE | READ_CLOSED | ERROR)) != 0);
            assertThat(Readiness.mayWrite(word)).isEqualTo(closed || (bits & (WRITABLE | WRITE_CLOSED | ERROR)) != 0);
        });
    }

    @Test
    void theDescriptionNamesEveryBit() {
        assertThat(Readiness.describe(word(READABLE | PRIORITY, true, 7)))
                .isEqualTo("[READABLE|PRIORITY|SHUTDOWN] tick 7");
        assertThat(Readiness.describe(0)).isEqualTo("[] tick 0");
    }
}
