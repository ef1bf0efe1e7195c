package io.magpie.testkit;

import static io.magpie.Async.failed;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TaskProbeTest {

    private static final Future<String> NEVER = _ -> Poll.PENDING;

    @Test
    void wakes_areCountedSinceThePollBegan() throws Exception {
        var probe = TaskProbe.of(NEVER);
        probe.assertPending();
        assertThat(probe.isWoken()).isFalse();
        probe.waker().wake();
        probe.waker().wake();
        assertThat(probe.isWoken()).isTrue();
        assertThat(probe.wakeCount()).isEqualTo(2);
        probe.assertPending();
        assertThat(probe.isWoken()).isFalse();
    }

    @Test
    void aWakeDuringThePoll_counts() throws Exception {
        var probe = TaskProbe.of(cx -> {
            cx.waker().wake();
            return Poll.PENDING;
        });
        probe.poll();
        assertThat(probe.isWoken()).isTrue();
    }

    @Test
    void afterAMove_theOldWakerDoesNotCount() throws Exception {
        var probe = TaskProbe.of(NEVER);
        probe.poll();
        var old = probe.waker();
        probe.moveToAnotherTask();
        old.wake();
        assertThat(probe.isWoken()).isFalse();
        assertThat(probe.waker()).isNotSameAs(old);
    }

    @Test
    void eachPoll_hasTheWholeBudget() throws Exception {
        var probe = TaskProbe.of(
                cx -> {
                    int taken = 0;
                    while (cx.proceed()) {
                        taken++;
                    }
                    return taken;
                },
                new Budget(3, Long.MAX_VALUE));
        assertThat(probe.assertReady()).isEqualTo(3);
        assertThat(probe.assertReady()).isEqualTo(3);
        assertThat(probe.deferCount()).isEqualTo(2);
        assertThat(probe.isWoken()).isTrue();
    }

    @Test
    void theFutureFindsServicesChanceAndReason() throws Exception {
        var probe = TaskProbe.of(new Future<Object>() {
                    @Override
                    public Object poll(Context cx) {
                        return cx.service(String.class) + cx.random(10) + cx.service(Integer.class);
                    }

                    @Override
                    public Object drop(Context cx) {
                        return cx.cancellation();
                    }
                })
                .withService(String.class, "service")
                .withRandom(() -> 13);
        assertThat(probe.assertReady()).isEqualTo("service3null");
        assertThat(probe.drop(Cancellation.TIMED_OUT)).isSameAs(Cancellation.TIMED_OUT);
        assertThat(probe.drop()).isSameAs(Cancellation.GIVEN_UP);
    }

    @Test
    void expectationsThatFail_sayWhatTheFutureDid() {
        assertThatThrownBy(() -> TaskProbe.of(ready(7)).assertPending()).hasMessageContaining("ready with 7");
        assertThatThrownBy(() -> TaskProbe.of(NEVER).assertReady()).hasMessageContaining("was pending");
        assertThatThrownBy(() -> TaskProbe.of(NEVER).assertFails(IOException.class))
                .hasMessageContaining("Poll.PENDING");
        assertThatThrownBy(() ->
                        TaskProbe.of(failed(new IllegalStateException("no"))).assertFails(IOException.class))
                .hasMessageContaining("no");
        assertThat(TaskProbe.of(pollFn(_ -> {
                            throw new IOException("disk");
                        }))
                        .assertFails(Exception.class))
                .hasMessage("disk");
    }
}
