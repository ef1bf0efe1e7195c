package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Budget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PollContextTest {

    @Test
    void aRenewedContext_goesOnWithTheBudget_andTheServices() {
        PollContext.Services services = new PollContext.Services() {
            @Override
            public <S> @Nullable S find(Class<S> type) {
                return null;
            }

            @Override
            public int nextRandom() {
                return 7;
            }

            @Override
            public void onBudgetSpent() {}
        };
        PollContext cx = new PollContext(new Budget(2, Long.MAX_VALUE), services);
        assertThat(cx.proceed()).isTrue();

        PollContext renewed = cx.renewed();

        assertThat(renewed).isNotSameAs(cx);
        assertThat(renewed.proceed()).isTrue();
        assertThat(renewed.proceed()).isFalse();
        assertThat(renewed.random(100)).isEqualTo(7);
    }
}
