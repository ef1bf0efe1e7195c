package io.magpie.testkit;

import static io.magpie.Async.failed;
import static io.magpie.Async.join;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.ready;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Joined;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StepExecutorTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void tasksRunInTheOrderOfTheirWakes() {
        var executor = StepExecutor.inOrder();
        for (String name : List.of("a", "b", "c")) {
            executor.spawn(logging(name));
        }
        assertThat(executor.runUntilIdle()).isEqualTo(3);
        assertThat(log).containsExactly("a", "b", "c");
    }

    @Test
    void aStep_isOnePoll() {
        var executor = StepExecutor.inOrder();
        var first = executor.spawn(ready(1));
        var second = executor.spawn(ready(2));
        assertThat(executor.step()).isSameAs(first);
        assertThat(first.value()).isEqualTo(1);
        assertThat(second.isFinished()).isFalse();
        assertThat(executor.step()).isSameAs(second);
        assertThat(executor.step()).isNull();
        assertThat(executor.steps()).isEqualTo(2);
    }

    @Test
    void aYieldedTask_runsAfterAllThatAreReady() {
        var executor = StepExecutor.inOrder();
        executor.spawn(yieldNow().then(_ -> logging("yielded")));
        executor.spawn(logging("a"));
        executor.spawn(logging("b"));
        executor.runUntilIdle();
        assertThat(log).containsExactly("a", "b", "yielded");
    }

    @Test
    void aYieldOfAJoinedBranch_isAYieldOfTheTask() {
        var executor = StepExecutor.inOrder();
        List<Future<Void>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(yieldNow());
        }
        var task = executor.spawn(join(many));
        executor.spawn(logging("other"));
        executor.runUntilIdle();
        assertThat(task.value()).hasSize(20);
        assertThat(task.polls()).isEqualTo(2);
    }

    @Test
    void aWakeDuringAPoll_leadsToOneMore() {
        var executor = StepExecutor.inOrder();
        int[] polls = {0};
        var task = executor.spawn(wakingItself(polls));
        executor.runUntilIdle();
        assertThat(task.polls()).isEqualTo(2);
    }

    @Test
    void aWakeAfterTheEnd_doesNothing() {
        var executor = StepExecutor.inOrder();
        Waker[] kept = new Waker[1];
        executor.spawn(pollFn(cx -> {
            kept[0] = cx.waker();
            return "done";
        }));
        executor.runUntilIdle();
        kept[0].wake();
        executor.runUntilIdle();
        assertThat(executor.steps()).isLessThanOrEqualTo(2);
    }

    @Test
    void theSameSeed_givesTheSameOrder() {
        assertThat(orderOf(7)).isEqualTo(orderOf(7));
        assertThat(List.of(orderOf(1), orderOf(2), orderOf(3)))
                .anySatisfy(order -> assertThat(order).isNotEqualTo(orderOf(7)));
    }

    @Test
    void anAbortedTask_isDropped() {
        var executor = StepExecutor.inOrder();
        var dropped = new ArrayList<Cancellation>();
        var task = executor.spawn(new Future<String>() {
            @Override
            public Object poll(Context cx) {
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                dropped.add(cx.cancellation());
                return Poll.CANCELLED;
            }
        });
        executor.runUntilIdle();
        task.abort(Cancellation.SHUT_DOWN);
        executor.runUntilIdle();
        assertThat(task.isCancelled()).isTrue();
        assertThat(dropped).containsExactly(Cancellation.SHUT_DOWN);
        assertThatThrownBy(task::value).hasMessageContaining("no value");
    }

    @Test
    void aFailure_isKept() {
        var executor = StepExecutor.inOrder();
        var failure = new IOException("disk");
        var task = executor.spawn(failed(failure));
        executor.runUntilIdle();
        assertThat(task.failure()).isSameAs(failure);
        assertThatThrownBy(task::value).hasCause(failure);
    }

    @Test
    void aTaskThatWakesItselfForEver_isReported() {
        var executor = StepExecutor.inOrder();
        executor.spawn(cx -> {
            cx.waker().wake();
            return Poll.PENDING;
        });
        assertThatThrownBy(executor::runUntilIdle).hasMessageContaining("still not idle");
    }

    @Test
    void typedJoins_runToTheirValue() {
        var executor = StepExecutor.inOrder();
        var task = executor.spawn(join(ready("a"), yieldNow().map(_ -> 2)));
        executor.runUntilIdle();
        assertThat(task.value()).isEqualTo(new Joined.Of2<>("a", 2));
    }

    private List<String> orderOf(long seed) {
        log.clear();
        var executor = StepExecutor.shuffled(seed);
        for (int i = 0; i < 10; i++) {
            executor.spawn(logging("task " + i));
        }
        executor.runUntilIdle();
        return List.copyOf(log);
    }

    private Future<String> logging(String name) {
        return pollFn(_ -> {
            log.add(name);
            return name;
        });
    }

    private static Future<String> wakingItself(int[] polls) {
        return pollFn(cx -> {
            if (polls[0]++ > 0) {
                return "second";
            }
            cx.waker().wake();
            cx.waker().wake();
            return Poll.PENDING;
        });
    }
}
