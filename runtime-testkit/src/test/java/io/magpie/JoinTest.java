package io.magpie;

import static io.magpie.Async.join;
import static io.magpie.Async.ready;
import static io.magpie.Async.tryJoin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Future;
import io.magpie.future.Joined;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sizes are those of the two ways to keep branches: a few (8 at most), and many.
final class JoinTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 100})
    void valuesCome_inTheOrderOfTheBranches(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        for (int i = count - 1; i > 0; i--) {
            branches.get(i).complete(i);
            assertThat(probe.isWoken()).isTrue();
            probe.assertPending();
        }
        branches.get(0).complete(0);
        assertThat(probe.assertReady())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void readyBranches_arePolledOnce(int count) throws Exception {
        var branches = Manual.branches(count);
        branches.forEach(branch -> branch.complete(null));
        var values = TaskProbe.of(join(branches)).assertReady();
        assertThat(values).hasSize(count).containsOnlyNulls();
        assertThatThrownBy(() -> values.set(0, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(branches).allSatisfy(branch -> {
            assertThat(branch.polls).isEqualTo(1);
            assertThat(branch.drops).isEmpty();
        });
    }

    @Test
    void aJoinOfNothing_isReady() throws Exception {
        assertThat(TaskProbe.of(join(List.<Future<String>>of())).assertReady()).isEmpty();
        assertThat(TaskProbe.of(tryJoin(List.<Future<String>>of())).assertReady())
                .isEmpty();
    }

    @Test
    void typedJoins_keepEachType() throws Exception {
        Joined.Of3<String, Integer, Character> joined =
                TaskProbe.of(join(ready("a"), ready(2), ready('c'))).assertReady();
        String first = joined.first();
        int second = joined.second();
        assertThat(first + second + joined.third()).isEqualTo("a2c");
        if (!(joined instanceof Joined.Of3<String, Integer, Character>(var a, var b, var c))) {
            throw new AssertionError("no pattern");
        }
        assertThat(a + b + c).isEqualTo("a2c");
    }

    @Test
    void typedJoins_keepTheOrderUpToEight() throws Exception {
        List<Future<Joined>> joins = new ArrayList<>();
        for (boolean every : new boolean[] {true, false}) {
            Future<Integer> a = ready(1);
            Future<Integer> b = ready(2);
            Future<Integer> c = ready(3);
            Future<Integer> d = ready(4);
            Future<Integer> e = ready(5);
            Future<Integer> f = ready(6);
            Future<Integer> g = ready(7);
            Future<Integer> h = ready(8);
            joins.add((every ? join(a, b, c, d, e, f, g, h) : tryJoin(a, b, c, d, e, f, g, h)).map(j -> j));
            joins.add((every
                            ? join(r(1), r(2), r(3), r(4), r(5), r(6), r(7))
                            : tryJoin(r(1), r(2), r(3), r(4), r(5), r(6), r(7)))
                    .map(j -> j));
            joins.add((every ? join(r(1), r(2), r(3), r(4), r(5), r(6)) : tryJoin(r(1), r(2), r(3), r(4), r(5), r(6)))
                    .map(j -> j));
            joins.add((every ? join(r(1), r(2), r(3), r(4), r(5)) : tryJoin(r(1), r(2), r(3), r(4), r(5))).map(j -> j));
            joins.add((every ? join(r(1), r(2), r(3), r(4)) : tryJoin(r(1), r(2), r(3), r(4))).map(j -> j));
            joins.add((every ? join(r(1), r(2), r(3)) : tryJoin(r(1), r(2), r(3))).map(j -> j));
            joins.add((every ? join(r(1), r(2)) : tryJoin(r(1), r(2))).map(j -> j));
        }
        for (Future<Joined> join : joins) {
            Joined joined = TaskProbe.of(join).assertReady();
            int[] components = Arrays.stream(joined.getClass().getRecordComponents())
                    .mapToInt(component -> {
                        try {
                            return (int) component.getAccessor().invoke(joined);
                        } catch (ReflectiveOperationException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toArray();
            assertThat(components)
                    .isEqualTo(IntStream.rangeClosed(1, components.length).toArray());
        }
    }

    @Test
    void theFirstPolledBranch_rotates() throws Exception {
        List<Manual> order = new ArrayList<>();
        var branches = Manual.branches(3);
        branches.forEach(branch -> branch.logTo(order));
        var probe = TaskProbe.of(join(branches.get(0), branches.get(1), branches.get(2)));
        for (int i = 0; i < 4; i++) {
            order.clear();
            probe.assertPending();
            assertThat(order)
                    .containsExactly(branches.get(i % 3), branches.get((i + 1) % 3), branches.get((i + 2) % 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 9, 50})
    void aGreedyBranch_cannotStarveTheOthers(int count) throws Exception {
        var branches = Manual.branches(count);
        branches.get(0).greedy();
        branches.subList(1, count).forEach(branch -> branch.costing(1).complete("done"));
        var probe = TaskProbe.of(join(branches), new Budget(4, Long.MAX_VALUE));
        int polls = 0;
        while (branches.subList(1, count).stream().anyMatch(branch -> !branch.finished)) {
            probe.assertPending();
            assertThat(++polls).as("polls of the join").isLessThan(4 * count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aSpentBudget_asksForAnotherPoll(int count) throws Exception {
        var branches = Manual.branches(count);
        branches.forEach(branch -> branch.costing(1).complete("done"));
        var probe = TaskProbe.of(join(branches), new Budget(1, Long.MAX_VALUE));
        for (int i = 1; i < count; i++) {
            probe.assertPending();
            assertThat(probe.isWoken()).isTrue();
        }
        assertThat(probe.assertReady()).hasSize(count);
    }

    @Test
    void oneWakeOfMany_pollsOneBranch() throws Exception {
        int count = 10_000;
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        for (int i = 0; i < count - 1; i++) {
            branches.get(i).complete(i);
            probe.assertPending();
        }
        branches.get(count - 1).complete("last");
        probe.assertReady();
        assertThat(branches.stream().mapToInt(branch -> branch.polls).sum()).isEqualTo(2 * count);
    }

    @Test
    void ofManyBranches_theOnesWokenFirstArePolledFirst() throws Exception {
        List<Manual> order = new ArrayList<>();
        var branches = Manual.branches(20);
        branches.forEach(branch -> branch.logTo(order));
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        assertThat(order).isEqualTo(branches);
        order.clear();
        branches.get(7).wake();
        branches.get(3).wake();
        branches.get(7).wake();
        branches.get(12).wake();
        probe.assertPending();
        assertThat(order).containsExactly(branches.get(7), branches.get(3), branches.get(12));
    }

    @Test
    void aWakeDuringThePollOfItsBranch_leadsToOneMorePoll() throws Exception {
        var others = Manual.branches(10);
        int[] polls = {0};
        List<Future<Object>> branches = new ArrayList<>(others);
        branches.add(cx -> {
            if (polls[0]++ == 0) {
                cx.waker().wake();
                return Poll.PENDING;
            }
            return "second poll";
        });
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        assertThat(probe.isWoken()).isTrue();
        probe.assertPending();
        assertThat(polls[0]).isEqualTo(2);
        probe.assertPending();
        assertThat(polls[0]).isEqualTo(2);
    }

    @Test
    void theLatestWakerOfTheJoin_isWoken() throws Exception {
        var branches = Manual.branches(10);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        probe.moveToAnotherTask();
        probe.assertPending();
        assertThat(branches.get(3).polls).isEqualTo(1); // only its own wake polls it
        branches.get(3).wake();
        assertThat(probe.isWoken()).isTrue();
    }

    @Test
    void aWakeOfABranchThatHasEnded_asksForNothing() throws Exception {
        var branches = Manual.branches(10);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        branches.get(3).complete(3);
        probe.assertPending();
        branches.get(3).wake();
        assertThat(probe.isWoken()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aFailure_waitsForTheRestAndSuppressesTheLater(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(join(branches));
        var first = new IOException("first");
        var second = new IllegalStateException("second");
        probe.assertPending();
        branches.get(1).fail(first);
        probe.assertPending();
        for (int i = 2; i < count; i++) {
            branches.get(i).complete(i);
        }
        probe.poll();
        branches.get(0).fail(second);
        assertThat(probe.assertFails(IOException.class)).isSameAs(first).hasSuppressedException(second);
        assertThat(branches).allSatisfy(branch -> assertThat(branch.drops).isEmpty());
    }

    @Test
    void theSameFailureTwice_isThrownOnce() {
        var failure = new IOException("shared");
        var branches = Manual.branches(2);
        branches.forEach(branch -> branch.fail(failure));
        assertThat(TaskProbe.of(join(branches)).assertFails(IOException.class))
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aFinishedJoin_refusesToBePolled(int count) throws Exception {
        var branches = Manual.branches(count);
        branches.forEach(branch -> branch.complete(1));
        var probe = TaskProbe.of(join(branches));
        probe.assertReady();
        probe.assertFails(IllegalStateException.class);
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void dropping_dropsTheOpenBranchesOnly(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(join(branches));
        branches.get(0).complete("done");
        probe.assertPending();
        assertThat(probe.drop(Cancellation.TIMED_OUT)).isSameAs(Poll.CANCELLED);
        assertThat(branches.get(0).drops).isEmpty();
        assertThat(branches.subList(1, count))
                .allSatisfy(branch -> assertThat(branch.drops).containsExactly(Cancellation.TIMED_OUT));
        probe.assertFails(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void droppingBeforeThePoll_pollsNothing(int count) throws Exception {
        var branches = Manual.branches(count);
        assertThat(TaskProbe.of(join(branches)).drop()).isSameAs(Poll.CANCELLED);
        assertThat(branches).allSatisfy(branch -> {
            assertThat(branch.polls).isZero();
            assertThat(branch.drops).hasSize(1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aPendingDrop_isDrivenToItsEnd(int count) throws Exception {
        var branches = Manual.branches(count);
        Manual slow = branches.get(1).onDrop(Manual.PENDING);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        assertThat(probe.isWoken()).isFalse();
        probe.assertFails(IllegalStateException.class);
        slow.onDrop(Manual.CANCELLED);
        assertThat(probe.isWoken()).isTrue();
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(slow.drops).hasSize(2);
        assertThat(branches.get(0).drops).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aDropThatFinishesAllBranches_hasTheValue(int count) throws Exception {
        var branches = Manual.branches(count);
        var probe = TaskProbe.of(join(branches));
        branches.get(0).complete("early");
        probe.assertPending();
        branches.forEach(branch -> branch.onDrop("late"));
        List<Object> expected = new ArrayList<>(List.of("early"));
        while (expected.size() < count) {
            expected.add("late");
        }
        assertThat(probe.drop()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void aDropThatFails_isAFailure(int count) throws Exception {
        var branches = Manual.branches(count);
        var failure = new IOException("clean-up");
        branches.get(1).onDropFail(failure);
        var probe = TaskProbe.of(join(branches));
        probe.assertPending();
        assertThatThrownBy(probe::drop).isSameAs(failure);
        assertThat(branches).allSatisfy(branch -> assertThat(branch.drops).hasSize(1));
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
    }

    @Test
    void aCancellationThatABranchLetsPass_isNoFailure() throws Exception {
        var branches = Manual.branches(2);
        branches.get(0).onDropFail(new Cancelled(Cancellation.GIVEN_UP));
        assertThat(TaskProbe.of(join(branches)).drop()).isSameAs(Poll.CANCELLED);
    }

    @Test
    void aMissingBranch_isRefusedByName() {
        assertThatThrownBy(() -> join(ready(1), null)).hasMessageContaining("branch 1 of 2");
        var many = new ArrayList<Future<Object>>(Manual.branches(10));
        many.set(4, null);
        assertThatThrownBy(() -> join(many)).hasMessageContaining("branch 4 of 10");
    }

    private static Future<Integer> r(int value) {
        return ready(value);
    }
}
