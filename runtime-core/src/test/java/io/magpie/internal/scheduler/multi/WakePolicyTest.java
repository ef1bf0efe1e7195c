package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WakePolicyTest {

    private static final long START = 1_000_000;

    private final WakePolicy policy = new WakePolicy();

    @Test
    void theCreditComesBack200MicrosecondsAfterTheTickThatSawItUsed() {
        assertThat(policy.takeCredit()).isTrue();
        assertThat(policy.takeCredit()).isFalse();
        tick(START);
        tick(START + WakePolicy.CREDIT_NANOS - 1);
        assertThat(policy.hasCredit()).isFalse();
        tick(START + WakePolicy.CREDIT_NANOS);
        assertThat(policy.hasCredit()).isTrue();
    }

    @Test
    void aBacklogOf50Microseconds_isWorthAHelper() {
        tick(START);
        assertThat(policy.wantsHelp(START, 10_000, 4, 0)).isFalse();
        assertThat(policy.wantsHelp(START, 10_000, 5, 0)).isTrue();
        assertThat(policy.wantsHelp(START, 1_000_000, 1, 0)).isFalse();
    }

    @Test
    void aTaskThatWaits50Microseconds_isWorthAHelper() {
        tick(START);
        assertThat(policy.wantsHelp(START, 10, 3, 100)).isFalse(); // marks the last of those queued, the 103rd
        assertThat(policy.wantsHelp(START + WakePolicy.BACKLOG_NANOS - 1, 10, 3, 102))
                .isFalse();
        assertThat(policy.wantsHelp(START + WakePolicy.BACKLOG_NANOS, 10, 3, 102))
                .isTrue();
    }

    @Test
    void aTaskThatWasTaken_doesNotWait() {
        tick(START);
        assertThat(policy.wantsHelp(START, 10, 3, 100)).isFalse();
        assertThat(policy.wantsHelp(START + WakePolicy.BACKLOG_NANOS, 10, 3, 103))
                .isFalse();
    }

    @Test
    void whoKeepsApart_hasNoCredit_andCallsForHelpTenTimesAsLate() {
        assertThat(policy.hasCredit()).isTrue();
        tickApart(START);
        assertThat(policy.hasCredit()).isFalse();
        tickApart(START + 10 * WakePolicy.CREDIT_NANOS);
        assertThat(policy.hasCredit()).isFalse();
        long start = START + 20 * WakePolicy.CREDIT_NANOS;
        tickApart(start);
        assertThat(policy.wantsHelp(start, 10_000, 49, 0)).isFalse();
        assertThat(policy.wantsHelp(start, 10_000, 50, 0)).isTrue();
        assertThat(policy.wantsHelp(start, 10, 3, 100)).isFalse();
        assertThat(policy.wantsHelp(start + Company.HELP_ALL_THE_SAME_NANOS - 1, 10, 3, 102))
                .isFalse();
        assertThat(policy.wantsHelp(start + Company.HELP_ALL_THE_SAME_NANOS, 10, 3, 102))
                .isTrue();

        tick(start);
        tick(start + WakePolicy.CREDIT_NANOS);
        assertThat(policy.hasCredit()).isTrue();
        assertThat(policy.wantsHelp(start, 10_000, 5, 0)).isTrue();
    }

    private void tick(long now) {
        assertThat(policy.tick(now, false)).isPositive();
    }

    private void tickApart(long now) {
        assertThat(policy.tick(now, true)).isPositive();
    }
}
