package io.magpie.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeoutTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final Script guarded = new Script();

    /// Answers polls and drops as told; pending when nothing was told.
    private static final class Script implements Future<String> {
        final Queue<Object> polls = new ArrayDeque<>();
        final Queue<Object> drops = new ArrayDeque<>();
        final List<@Nullable Cancellation> dropped = new ArrayList<>();
        int polled;

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            polled++;
            return answer(polls, Poll.PENDING);
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            dropped.add(cx.cancellation());
            return answer(drops, Poll.CANCELLED);
        }

        private static Object answer(Queue<Object> script, Object otherwise) throws Exception {
            Object answer = script.isEmpty() ? otherwise : script.remove();
            switch (answer) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> {
                    return answer;
                }
            }
        }
    }

    private Timeout<String> timeout(int millis) {
        return Timeout.of(Duration.ofMillis(millis), guarded);
    }

    @Test
    void aValueInTimeIsGiven_andTheTimerForgotten() throws Exception {
        Timeout<String> timeout = timeout(10);
        assertThat(runtime.poll(timeout)).isSameAs(Poll.PENDING);
        assertThat(runtime.wheel.size()).isEqualTo(1);
        guarded.polls.add("value");
        assertThat(runtime.poll(timeout)).isEqualTo("value");
        assertThat(runtime.wheel.size()).isZero();
        assertThatThrownBy(() -> runtime.poll(timeout)).hasMessageContaining("polled after it had finished");
    }

    @Test
    void aValueThatIsThereWins_howeverLate() throws Exception {
        Timeout<String> timeout = timeout(10);
        runtime.poll(timeout);
        runtime.advanceMillis(1_000);
        guarded.polls.add("late");
        assertThat(runtime.poll(timeout)).isEqualTo("late");
        guarded.polls.add("at once");
        assertThat(runtime.poll(timeout(0))).isEqualTo("at once");
    }

    @Test
    void aReadyValueArmsNoTimer_andNeedsNoRuntime() throws Exception {
        guarded.polls.add("ready");
        assertThat(timeout(10).poll(Context.of(() -> {}))).isEqualTo("ready");
    }

    @Test
    void whenTheDeadlineComesTheFutureIsDropped() throws Exception {
        Timeout<String> timeout = timeout(10);
        runtime.poll(timeout);
        runtime.advanceMillis(9);
        assertThat(runtime.wakes()).isZero();
        runtime.advanceMillis(1);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThatThrownBy(() -> runtime.poll(timeout))
                .isInstanceOf(ElapsedException.class)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no value within PT0.01S");
        assertThat(guarded.dropped).containsExactly(Cancellation.TIMED_OUT);
        assertThat(guarded.polled).isEqualTo(2);
    }

    @Test
    void noTimeAtAllStillPollsOnce() {
        assertThatThrownBy(() -> runtime.poll(timeout(0))).isInstanceOf(ElapsedException.class);
        assertThat(guarded.polled).isEqualTo(1);
    }

    @Test
    void aMarkIsADeadlineThatDoesNotWaitForTheFirstPoll() {
        Timeout<String> timeout = Timeout.at(runtime.inMillis(5), guarded);
        runtime.advanceMillis(5);
        assertThatThrownBy(() -> runtime.poll(timeout))
                .isInstanceOf(ElapsedException.class)
                .hasMessageContaining("TimeMark[");
    }

    @Test
    void aPendingDropIsDrivenToItsEndFirst() throws Exception {
        Timeout<String> timeout = timeout(0);
        guarded.drops.addAll(List.of(Poll.PENDING, Poll.PENDING));
        assertThat(runtime.poll(timeout)).isSameAs(Poll.PENDING);
        assertThat(runtime.poll(timeout)).isSameAs(Poll.PENDING);
        assertThatThrownBy(() -> runtime.poll(timeout)).isInstanceOf(ElapsedException.class);
        assertThat(guarded.dropped).hasSize(3);
        assertThat(guarded.polled).isEqualTo(1);
    }

    @Test
    void aDroppedFutureThatFinishesAfterAllWins() throws Exception {
        guarded.drops.add("after all");
        assertThat(runtime.poll(timeout(0))).isEqualTo("after all");
    }

    @Test
    void aFailedCleanUpIsTheTimeoutsFailure() {
        IOException failure = new IOException("disk full");
        guarded.drops.add(failure);
        assertThat(catchThrowable(() -> runtime.poll(timeout(0)))).isSameAs(failure);
    }

    @Test
    void aFutureThatLetsItsCancellationPassHasElapsed() {
        guarded.drops.add(new Cancelled(Cancellation.TIMED_OUT));
        assertThatThrownBy(() -> runtime.poll(timeout(0))).isInstanceOf(ElapsedException.class);
    }

    @Test
    void aFailureIsTheTimeouts_andTheTimerForgotten() throws Exception {
        Timeout<String> timeout = timeout(10);
        runtime.poll(timeout);
        IOException failure = new IOException("reset");
        guarded.polls.add(failure);
        assertThat(catchThrowable(() -> runtime.poll(timeout))).isSameAs(failure);
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void droppingItDropsTheFuture_andTheTimer() throws Exception {
        Timeout<String> timeout = timeout(10);
        runtime.poll(timeout);
        guarded.drops.add(Poll.PENDING);
        Context cx = runtime.context(Budget.unlimited()).withCancellation(Cancellation.LOST_RACE);
        assertThat(timeout.drop(cx)).isSameAs(Poll.PENDING);
        assertThat(timeout.drop(cx)).isSameAs(Poll.CANCELLED);
        assertThat(timeout.drop(cx)).isSameAs(Poll.CANCELLED);
        assertThat(guarded.dropped).containsExactly(Cancellation.LOST_RACE, Cancellation.LOST_RACE);
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void aFutureThatSpendsTheBudgetDoesNotHideTheDeadline() throws Exception {
        Future<String> greedy = cx -> {
            while (cx.proceed()) {}
            return Poll.PENDING;
        };
        Timeout<String> timeout = Timeout.of(Duration.ofMillis(10), greedy);
        assertThat(timeout.poll(runtime.context(new Budget(128, Long.MAX_VALUE))))
                .isSameAs(Poll.PENDING);
        runtime.advanceMillis(10);
        assertThatThrownBy(() -> timeout.poll(runtime.context(new Budget(128, Long.MAX_VALUE))))
                .isInstanceOf(ElapsedException.class);
    }

    @Test
    void elapsingIsCooperative() throws Exception {
        Budget budget = new Budget(3, Long.MAX_VALUE);
        Context cx = runtime.context(budget);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> timeout(0).poll(cx)).isInstanceOf(ElapsedException.class);
        }
        assertThat(timeout(0).poll(cx)).isSameAs(Poll.PENDING);
        assertThat(runtime.wakes()).isEqualTo(1);
    }

    @Test
    void withoutARuntimeTheFutureIsDroppedBeforeTheError() {
        guarded.drops.add(Poll.PENDING);
        Timeout<String> timeout = timeout(10);
        assertThat(catchThrowable(() -> timeout.poll(Context.of(() -> {})))).isNull();
        assertThatThrownBy(() -> timeout.poll(Context.of(() -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no timers here");
        assertThat(guarded.dropped).containsExactly(Cancellation.GIVEN_UP, Cancellation.GIVEN_UP);
    }
}
