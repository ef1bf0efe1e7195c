package io.magpie;

import static io.magpie.Async.tryJoin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TryJoinTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 100})
    void valuesCome_inTheOrderOfTheBranches(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(tryJoin(branches));
        probe.assertPending();
        for (int i = count - 1; i >= 0; i--) {
            branches.get(i).complete(i);
        }
        assertThat(probe.assertReady())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void theFirstFailure_dropsTheRestAtOnce(int count) throws Exception {
        var branches = Manual.branches(count);
        var failure = new IOException("first");
        branches.get(1).fail(failure);
        var probe = TaskProbe.of(tryJoin(branches));
        assertThat(probe.assertFails(IOException.class)).isSameAs(failure);
        assertThat(branches.get(0).drops).containsExactly(Cancellation.LOST_RACE);
        assertThat(branches.get(1).drops).isEmpty();
        for (Manual later : branches.subList(2, count)) {
            assertThat(later.polls).as("polls after the failure").isZero();
            assertThat(later.drops).containsExactly(Cancellation.LOST_RACE);
        }
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void typedTryJoins_giveUpToo() {
        var branches = Manual.branches(2);
        branches.get(0).fail(new IOException("first"));
        TaskProbe.of(tryJoin(branches.get(0), branches.get(1))).assertFails(IOException.class);
        assertThat(branches.get(1).drops).containsExactly(Cancellation.LOST_RACE);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void theFailureIsThrown_whenThePendingDropsHaveEnded(int count) throws Exception {
        var branches = Manual.branches(count);
        Manual slow = branches.get(0).onDrop(Manual.PENDING);
        var probe = TaskProbe.of(tryJoin(branches));
        probe.assertPending();
        branches.get(1).fail(new IOException("first"));
        probe.assertPending();
        assertThat(probe.isWoken()).isFalse();
        probe.assertPending();
        slow.onDrop(Manual.CANCELLED);
        assertThat(probe.isWoken()).isTrue();
        probe.assertFails(IOException.class);
        assertThat(slow.polls).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void lateFailuresAreSuppressed_andLateValuesDiscarded(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(tryJoin(branches));
        probe.assertPending();
        var late = new IllegalStateException("clean-up");
        branches.get(0).onDropFail(late);
        branches.get(2).onDrop("value");
        branches.get(1).fail(new IOException("first"));
        assertThat(probe.assertFails(IOException.class)).hasSuppressedException(late);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void droppingAFailedTryJoin_stillThrowsTheFailure(int count) throws Exception {
        var branches = Manual.branches(count);
        Manual slow = branches.get(0).onDrop(Manual.PENDING);
        var probe = TaskProbe.of(tryJoin(branches));
        probe.assertPending();
        branches.get(1).fail(new IOException("first"));
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        slow.onDrop(Manual.CANCELLED);
        assertThatThrownBy(probe::drop).hasMessage("first");
    }
}
