package io.magpie;

import static io.magpie.Async.race;
import static io.magpie.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RaceTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 100})
    void theFirstValue_winsAndTheLosersAreDropped(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        Manual winner = branches.get(count / 2).complete("won");
        assertThat(probe.isWoken()).isTrue();
        assertThat(probe.assertReady()).isEqualTo("won");
        for (Manual branch : branches) {
            if (branch == winner) {
                assertThat(branch.drops).isEmpty();
            } else {
                assertThat(branch.drops).containsExactly(Cancellation.LOST_RACE);
            }
        }
        probe.assertFails(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void theFirstFailure_wins(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        var failure = new IOException("lost connection");
        branches.get(1).fail(failure);
        assertThat(probe.assertFails(IOException.class)).isSameAs(failure);
        assertThat(branches.get(0).drops).containsExactly(Cancellation.LOST_RACE);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void chanceDecidesWhichBranchIsPolledFirst(int count) throws Exception {
        for (int choice = 0; choice < count; choice++) {
            int first = choice;
            List<Manual> order = new ArrayList<>();
            var branches = Manual.branches(count);
            branches.forEach(branch -> branch.logTo(order).complete(branch));
            var winner = TaskProbe.of(race(branches)).withRandom(() -> first).assertReady();
            assertThat(winner).isSameAs(branches.get(first));
            assertThat(order).containsExactly(branches.get(first)); // nobody is polled after the winner
        }
    }

    @Test
    void chanceIsAskedInEveryPoll() throws Exception {
        List<Manual> order = new ArrayList<>();
        var branches = Manual.branches(3);
        branches.forEach(branch -> branch.logTo(order));
        int[] choice = {2};
        var probe = TaskProbe.of(race(branches.get(0), branches.get(1), branches.get(2)))
                .withRandom(() -> choice[0]);
        probe.assertPending();
        choice[0] = 1;
        probe.assertPending();
        assertThat(order.get(0)).isSameAs(branches.get(2));
        assertThat(order.get(3)).isSameAs(branches.get(1));
    }

    @Test
    void withoutASeed_everyReadyBranchWinsSometimes() throws Exception {
        Set<Object> winners = new HashSet<>();
        for (int i = 0; i < 1_000 && winners.size() < 3; i++) {
            winners.add(TaskProbe.of(race(ready(0), ready(1), ready(2))).assertReady());
        }
        assertThat(winners).containsExactlyInAnyOrder(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void theRaceEnds_whenTheLosersDropsHaveEnded(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        Manual slow = branches.get(1).onDrop(Manual.PENDING);
        branches.get(0).complete("won");
        probe.assertPending();
        assertThat(probe.isWoken()).isFalse();
        slow.onDrop(Manual.CANCELLED);
        assertThat(probe.isWoken()).isTrue();
        assertThat(probe.assertReady()).isEqualTo("won");
        assertThat(slow.drops).containsExactly(Cancellation.LOST_RACE, Cancellation.LOST_RACE);
        assertThat(slow.polls).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aLosersLateValue_isDiscarded(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        branches.get(1).onDrop("late");
        branches.get(0).complete("won");
        assertThat(probe.assertReady()).isEqualTo("won");
    }

    @Test
    void aLosersFailedCleanUp_isSuppressedInTheWinnersFailure() throws Exception {
        var branches = Manual.branches(2);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        var cleanUp = new IllegalStateException("clean-up");
        branches.get(1).onDropFail(cleanUp);
        branches.get(0).fail(new IOException("won"));
        assertThat(probe.assertFails(IOException.class)).hasMessage("won").hasSuppressedException(cleanUp);
    }

    @Test
    void aLosersFailedCleanUp_leavesTheWinnersValueAndIsLogged() throws Exception {
        var branches = Manual.branches(2);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        var cleanUp = new IllegalStateException("clean-up");
        branches.get(1).onDropFail(cleanUp);
        branches.get(0).complete("won");
        List<LogRecord> records = new ArrayList<>();
        var logger = Logger.getLogger("io.magpie");
        Handler handler = collecting(records);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            assertThat(probe.assertReady()).isEqualTo("won");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.getThrown()).isSameAs(cleanUp));
    }

    @Test
    void aCancellationThatALoserLetsPass_isNoFailure() throws Exception {
        var branches = Manual.branches(2);
        branches.get(1).onDropFail(new Cancelled(Cancellation.LOST_RACE));
        branches.get(0).complete("won");
        assertThat(TaskProbe.of(race(branches)).withRandom(() -> 0).assertReady())
                .isEqualTo("won");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aRaceWithoutBudget_pollsNobody(int count) throws Exception {
        var branches = Manual.branches(count);
        branches.forEach(branch -> branch.complete("ready"));
        var race = race(branches);
        var probe = TaskProbe.of(
                cx -> {
                    while (!cx.budget().isSpent()) {
                        cx.proceed();
                    }
                    return race.poll(cx);
                },
                new Budget(3, Long.MAX_VALUE));
        probe.assertPending();
        assertThat(probe.isWoken()).isTrue();
        assertThat(branches).allSatisfy(branch -> assertThat(branch.polls).isZero());
        assertThat(TaskProbe.of(race).assertReady()).isEqualTo("ready");
    }

    @Test
    void aRaceWithBudget_takesNoneForItself() throws Exception {
        var race = race(ready(1), ready(1));
        var probe = TaskProbe.of(
                cx -> {
                    race.poll(cx);
                    return cx.budget().remaining();
                },
                new Budget(1, Long.MAX_VALUE));
        assertThat(probe.assertReady()).isEqualTo(1);
    }

    @Test
    void aRaceOfNobody_isRefused() {
        assertThatThrownBy(() -> race(List.<Future<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never end");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void dropping_dropsAllBranches(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        assertThat(probe.drop(Cancellation.SHUT_DOWN)).isSameAs(Poll.CANCELLED);
        assertThat(branches).allSatisfy(branch -> assertThat(branch.drops).containsExactly(Cancellation.SHUT_DOWN));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aBranchThatFinishesInTheDrop_winsAfterAll(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        branches.get(0).onDrop(Manual.PENDING);
        branches.get(1).onDrop("after all");
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        branches.get(0).onDrop("too late");
        assertThat(probe.drop()).isEqualTo("after all");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void droppingAWonRace_keepsTheWinner(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        branches.get(1).onDrop(Manual.PENDING);
        branches.get(0).complete("won");
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        branches.get(1).onDrop(Manual.CANCELLED);
        assertThat(probe.drop()).isEqualTo("won");
    }

    @Test
    void oneWakeOfMany_pollsOneBranch() throws Exception {
        int count = 10_000;
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(race(branches));
        probe.assertPending();
        branches.forEach(branch -> {
            branch.wake();
            poll(probe);
        });
        assertThat(branches.stream().mapToInt(branch -> branch.polls).sum()).isEqualTo(2 * count);
    }

    private static void poll(TaskProbe<?> probe) {
        try {
            probe.assertPending();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Handler collecting(List<LogRecord> records) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
