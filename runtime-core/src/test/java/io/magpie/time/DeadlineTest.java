package io.magpie.time;

import static io.magpie.Async.deadline;
import static io.magpie.Async.race;
import static io.magpie.Async.withDeadline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Deadlines that are inherited by what is awaited.
class DeadlineTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final Leaf leaf = new Leaf();

    /// Pending; remembers what it saw in its context.
    private static final class Leaf implements Future<String> {
        @Nullable
        Duration remaining;

        @Nullable
        Cancellation dropped;

        @Nullable
        String value;

        @Override
        public @Nullable Object poll(Context cx) {
            remaining = cx.remaining();
            return value == null ? Poll.PENDING : value;
        }

        @Override
        public @Nullable Object drop(Context cx) {
            dropped = cx.cancellation();
            return Poll.CANCELLED;
        }
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void aLeafSeesTheTimeThatIsLeft_throughCombinators() throws Exception {
        Future<String> limited = withDeadline(millis(10), race(leaf.map(s -> s), new Leaf()));
        runtime.poll(limited);
        assertThat(leaf.remaining).isEqualTo(millis(10));
        runtime.advanceMillis(4);
        runtime.poll(limited);
        assertThat(leaf.remaining).isEqualTo(millis(6));
    }

    @Test
    void withoutADeadline_orUnderATimeout_thereIsNone() throws Exception {
        runtime.poll(leaf);
        assertThat(leaf.remaining).isNull();
        runtime.poll(Timeout.of(millis(5), leaf));
        assertThat(leaf.remaining).isNull();
        assertThat(runtime.poll(deadline())).isNull();
    }

    @Test
    void whenItPasses_theFutureIsDropped_andTheResultFails() throws Exception {
        Future<String> limited = withDeadline(millis(10), leaf);
        runtime.poll(limited);
        runtime.advanceMillis(10);
        assertThat(runtime.wakes()).isEqualTo(1);
        assertThatThrownBy(() -> runtime.poll(limited)).isInstanceOf(ElapsedException.class);
        assertThat(leaf.dropped).isEqualTo(Cancellation.TIMED_OUT);
        assertThat(runtime.wheel.size()).isZero();
    }

    @Test
    void aValueThatIsThereWins() throws Exception {
        Future<String> limited = withDeadline(runtime.inMillis(10), leaf);
        runtime.poll(limited);
        runtime.advanceMillis(20);
        leaf.value = "late";
        assertThat(runtime.poll(limited)).isEqualTo("late");
    }

    @Test
    void anEarlierDeadlineOutside_counts_andSparesTheTimerInside() throws Exception {
        Future<String> limited = withDeadline(millis(10), withDeadline(millis(50), leaf));
        runtime.poll(limited);
        assertThat(leaf.remaining).isEqualTo(millis(10));
        assertThat(runtime.wheel.size()).isEqualTo(1);
        runtime.advanceMillis(10);
        assertThatThrownBy(() -> runtime.poll(limited)).hasMessage("no value within PT0.01S");
        assertThat(leaf.dropped).isEqualTo(Cancellation.TIMED_OUT);
    }

    @Test
    void anEarlierDeadlineInside_counts() throws Exception {
        Future<String> limited = withDeadline(millis(50), withDeadline(millis(10), leaf));
        runtime.poll(limited);
        assertThat(leaf.remaining).isEqualTo(millis(10));
        runtime.advanceMillis(10);
        assertThatThrownBy(() -> runtime.poll(limited)).hasMessage("no value within PT0.01S");
    }

    @Test
    void itsTimeBeginsWithTheFirstPoll() throws Exception {
        Future<String> limited = withDeadline(millis(10), leaf);
        runtime.advanceMillis(30);
        runtime.poll(limited);
        assertThat(leaf.remaining).isEqualTo(millis(10));
    }

    @Test
    void theDeadlineCanBePassedOn() throws Exception {
        TimeMark mark = runtime.inMillis(7);
        assertThat(runtime.poll(withDeadline(mark, deadline()))).isEqualTo(mark);
        assertThat(mark.remaining()).isEqualTo(millis(7));
        assertThat(mark.isBefore(mark)).isFalse();
        assertThat(mark.isBefore(mark.plus(millis(1)))).isTrue();
    }
}
