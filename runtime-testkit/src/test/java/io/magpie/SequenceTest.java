package io.magpie;

import static io.magpie.Async.failed;
import static io.magpie.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `Future.map` and `Future.then`.
final class SequenceTest {

    @Test
    void map_appliesTheFunctionOnce() throws Exception {
        var source = new Manual();
        List<Object> seen = new ArrayList<>();
        var probe = TaskProbe.of(source.map(value -> {
            seen.add(value);
            return "mapped " + value;
        }));
        probe.assertPending();
        source.complete(null);
        assertThat(probe.assertReady()).isEqualTo("mapped null");
        probe.assertFails(IllegalStateException.class);
        assertThat(seen).hasSize(1);
        assertThat(source.polls).isEqualTo(2);
    }

    @Test
    void map_isFinishedByAFailure() {
        var source = new Manual().fail(new IOException("disk"));
        var probe = TaskProbe.of(source.map(value -> value));
        probe.assertFails(IOException.class);
        probe.assertFails(IllegalStateException.class);
        assertThat(source.polls).isEqualTo(1);
    }

    @Test
    void map_failsWithWhatTheFunctionThrows() {
        var probe = TaskProbe.of(ready(1).map(_ -> {
            throw new ArithmeticException("one");
        }));
        probe.assertFails(ArithmeticException.class);
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void droppingAMap_dropsItsSourceToTheEnd() throws Exception {
        var source = new Manual().onDrop(Manual.PENDING);
        var probe = TaskProbe.of(source.map(value -> value));
        probe.assertPending();
        assertThat(probe.drop(Cancellation.TIMED_OUT)).isSameAs(Poll.PENDING);
        source.onDrop(Manual.CANCELLED);
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(source.drops).containsExactly(Cancellation.TIMED_OUT, Cancellation.GIVEN_UP);
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void aValueThatComesInADrop_isMappedToo() throws Exception {
        var source = new Manual().onDrop(20);
        assertThat(TaskProbe.of(source.map(value -> (int) value + 1)).drop()).isEqualTo(21);
    }

    @Test
    void aDropThatFails_endsTheMap() throws Exception {
        var source = new Manual().onDropFail(new IOException("clean-up"));
        var probe = TaskProbe.of(source.map(value -> value));
        assertThatThrownBy(probe::drop).hasMessage("clean-up");
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(source.drops).hasSize(1);
    }

    @Test
    void then_startsTheSecondInThePollThatEndsTheFirst() throws Exception {
        var first = new Manual();
        var second = new Manual();
        var probe = TaskProbe.of(first.then(value -> second.map(other -> value + " " + other)));
        probe.assertPending();
        assertThat(second.polls).isZero();
        first.complete("one");
        probe.assertPending();
        assertThat(second.polls).isEqualTo(1);
        second.complete("two");
        assertThat(probe.assertReady()).isEqualTo("one two");
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void then_endsWithTheFirstFailure() {
        var probe = TaskProbe.of(failed(new IOException("first")).then(_ -> ready(1)));
        probe.assertFails(IOException.class);
        probe.assertFails(IllegalStateException.class);
        var second = TaskProbe.of(ready(1).then(_ -> failed(new IOException("second"))));
        second.assertFails(IOException.class);
        second.assertFails(IllegalStateException.class);
    }

    @Test
    void then_failsWithWhatTheFunctionThrows() {
        var probe = TaskProbe.of(ready(1).<String>then(_ -> {
            throw new ArithmeticException("one");
        }));
        probe.assertFails(ArithmeticException.class);
        probe.assertFails(IllegalStateException.class);
        TaskProbe.of(ready(1).<String>then(_ -> null)).assertFails(NullPointerException.class);
    }

    @Test
    void droppingASequence_dropsTheOneUnderWay() throws Exception {
        var first = new Manual();
        var second = new Manual().onDrop(Manual.PENDING);
        var probe = TaskProbe.of(first.then(_ -> second));
        first.complete(1);
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.PENDING);
        assertThat(first.drops).isEmpty();
        second.onDrop("after all");
        assertThat(probe.drop()).isEqualTo("after all");
        probe.assertFails(IllegalStateException.class);
    }

    @Test
    void droppingTheFirst_neverStartsTheSecond() throws Exception {
        var first = new Manual().onDrop("a value nobody asked for");
        List<Future<?>> started = new ArrayList<>();
        var probe = TaskProbe.of(first.then(_ -> {
            started.add(first);
            return ready(1);
        }));
        probe.assertPending();
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(started).isEmpty();
    }

    @Test
    void aDropThatFails_endsTheSequence() throws Exception {
        var first = new Manual().onDropFail(new IOException("clean-up"));
        var probe = TaskProbe.of(first.then(_ -> ready(1)));
        assertThatThrownBy(probe::drop).hasMessage("clean-up");
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThat(first.drops).hasSize(1);
    }
}
