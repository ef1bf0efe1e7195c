package io.magpie;

import static io.magpie.Async.checkpoint;
import static io.magpie.Async.failed;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.ready;
import static io.magpie.Async.unconstrained;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SmallFuturesTest {

    @Test
    void ready_givesItsValueOnce() throws Exception {
        var probe = TaskProbe.of(ready("value"));
        assertThat(probe.assertReady()).isEqualTo("value");
        probe.assertFails(IllegalStateException.class);
        assertThat(TaskProbe.of(ready(null)).assertReady()).isNull();
    }

    @Test
    void failed_throwsItsFailureOnce() {
        var failure = new IOException("disk");
        var probe = TaskProbe.of(failed(failure));
        assertThat(probe.assertFails(IOException.class)).isSameAs(failure);
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void pollFn_isPolledUntilItIsReady() throws Exception {
        int[] polls = {0};
        var probe = TaskProbe.of(pollFn(_ -> ++polls[0] < 3 ? Poll.PENDING : "third"));
        probe.assertPending();
        probe.assertPending();
        assertThat(probe.assertReady()).isEqualTo("third");
        probe.assertFails(IllegalStateException.class);
        assertThat(polls[0]).isEqualTo(3);
    }

    @Test
    void pollFn_isNotPolledAfterItsFailure() {
        int[] polls = {0};
        var probe = TaskProbe.of(pollFn(_ -> {
            polls[0]++;
            throw new IOException("disk");
        }));
        probe.assertFails(IOException.class);
        probe.assertFails(IllegalStateException.class);
        assertThat(polls[0]).isEqualTo(1);
    }

    @Test
    void pollFn_passesADropOn() throws Exception {
        var inner = new Manual().onDrop(Manual.PENDING);
        var probe = TaskProbe.of(pollFn(inner));
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        inner.onDrop("after all");
        assertThat(probe.drop()).isEqualTo("after all");
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(inner.drops).hasSize(2);
    }

    @Test
    void yieldNow_isReadyAtItsSecondPoll() throws Exception {
        var probe = TaskProbe.of(yieldNow());
        probe.assertPending();
        assertThat(probe.deferCount()).isEqualTo(1);
        assertThat(probe.isWoken()).isTrue();
        probe.assertReady();
        assertThat(probe.deferCount()).isEqualTo(1);
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void yieldNow_costsNoBudget() throws Exception {
        var yield = yieldNow();
        var probe = TaskProbe.of(
                cx -> {
                    yield.poll(cx);
                    yield.poll(cx);
                    return cx.budget().remaining();
                },
                new Budget(1, Long.MAX_VALUE));
        assertThat(probe.assertReady()).isEqualTo(1);
    }

    @Test
    void checkpoint_isReadyUntilTheBudgetIsSpent() throws Exception {
        int[] passed = {0};
        var probe = TaskProbe.of(
                new Future<String>() {
                    private Future<Void> current = checkpoint();

                    @Override
                    public Object poll(Context cx) throws Exception {
                        while (passed[0] < 10) {
                            if (current.poll(cx) == Poll.PENDING) {
                                return Poll.PENDING;
                            }
                            passed[0]++;
                            current = checkpoint();
                        }
                        return "done";
                    }
                },
                new Budget(4, Long.MAX_VALUE));
        int polls = 1;
        while (probe.poll() == Poll.PENDING) {
            assertThat(probe.isWoken()).isTrue();
            assertThat(++polls).isLessThan(10);
        }
        assertThat(passed[0]).isEqualTo(10);
        assertThat(polls).isGreaterThan(2);
        assertThat(probe.deferCount()).isEqualTo(polls - 1);
    }

    @Test
    void checkpoint_isOverOnce() throws Exception {
        var probe = TaskProbe.of(checkpoint());
        probe.assertReady();
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void unconstrained_doesNotCount() throws Exception {
        var inner = new Manual().costing(1_000).complete("done");
        var probe = TaskProbe.of(unconstrained(inner), new Budget(1, Long.MAX_VALUE));
        assertThat(probe.assertReady()).isEqualTo("done");
        var dropped = new Manual();
        assertThat(TaskProbe.of(unconstrained(dropped)).drop()).isSameAs(Poll.CANCELLED);
        assertThat(dropped.drops).hasSize(1);
    }

    @Test
    void aDroppedFuture_refusesToBePolled() throws Exception {
        for (Future<?> future :
                List.<Future<?>>of(ready(1), failed(new IOException()), yieldNow(), checkpoint(), pollFn(_ -> 1))) {
            var probe = TaskProbe.of(future);
            assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
            probe.assertFails(IllegalStateException.class);
        }
    }

    @Test
    void missingArguments_areRefused() {
        assertThatThrownBy(() -> failed(null)).hasMessage("failure");
        assertThatThrownBy(() -> pollFn(null)).hasMessage("poll");
        assertThatThrownBy(() -> unconstrained(null)).hasMessage("future");
    }
}
