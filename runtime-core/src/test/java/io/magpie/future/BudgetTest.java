package io.magpie.future;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {

    private static final int LIMIT_NANOS = 500_000;

    private long now;
    private int reads;

    private final Budget budget = new Budget(Budget.DEFAULT_OPERATIONS, LIMIT_NANOS, () -> {
        reads++;
        return now;
    });

    @Test
    void aFastPoll_readsTheClockThreeTimes() {
        assertThat(operationsOf(10)).isEqualTo(Budget.DEFAULT_OPERATIONS);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void aSlowPoll_endsAtItsLimit_giveOrTakeSixteenOperations() {
        int nanosEach = 12_500;
        int inTime = LIMIT_NANOS / nanosEach;
        assertThat(operationsOf(nanosEach)).isBetween(inTime, inTime + 2 * Budget.OPERATIONS_PER_CLOCK_READ);
    }

    @Test
    void aPollThatBecomesSlow_endsAtTheNextLook() {
        int fast = 2 * Budget.OPERATIONS_PER_CLOCK_READ;
        for (int i = 0; i < fast; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(operationsOf(LIMIT_NANOS)).isEqualTo(Budget.FAST_OPERATIONS_PER_CLOCK_READ);
    }

    @Test
    void everyPoll_isTimedAnew() {
        assertThat(operationsOf(LIMIT_NANOS)).isLessThan(Budget.DEFAULT_OPERATIONS);
        budget.refill();
        now += LIMIT_NANOS;
        reads = 0;
        assertThat(operationsOf(10)).isEqualTo(Budget.DEFAULT_OPERATIONS);
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void operationsAreCounted_alsoOfPollsThatTimeHasEnded() {
        int inTime = operationsOf(LIMIT_NANOS / 20);
        assertThat(inTime).isLessThan(Budget.DEFAULT_OPERATIONS);
        assertThat(budget.operationsUsed()).isZero();
        budget.refill();
        assertThat(budget.operationsUsed()).isEqualTo(inTime);
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take()).isTrue();
        }
        budget.refund();
        budget.refill();
        assertThat(budget.operationsUsed()).isEqualTo(inTime + 9);
    }

    @Test
    void operationsThatWait_readTheClockOnce_atMost() {
        for (int i = 1; i < Budget.OPERATIONS_PER_CLOCK_READ; i++) {
            assertThat(budget.take()).isTrue();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(budget.take()).isTrue();
            budget.refund();
        }
        assertThat(reads).isEqualTo(1);
    }

    /// Takes operations, each of which takes so long, until the budget is spent; returns how many there were.
    private int operationsOf(int nanosEach) {
        int taken = 0;
        while (budget.take()) {
            now += nanosEach;
            taken++;
        }
        return taken;
    }
}
