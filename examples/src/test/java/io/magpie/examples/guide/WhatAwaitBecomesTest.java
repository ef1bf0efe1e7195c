package io.magpie.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Channel;
import io.magpie.sync.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The three forms of one function do the same, poll by poll.
class WhatAwaitBecomesTest {

    private final Channel<Integer> numbers = Channel.bounded(4);
    private final AtomicInteger wakes = new AtomicInteger();
    private final Context cx = Context.of(wakes::incrementAndGet);

    static Stream<Named<Function<Receiver<Integer>, Future<Integer>>>> forms() {
        return Stream.of(
                Named.of("the block", WhatAwaitBecomes::sum),
                Named.of("woven, in Java", WhatAwaitBecomes::wovenSum),
                Named.of("by hand", WhatAwaitBecomes.Sum::new));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void itSumsWhatIsThere_inOnePoll(Function<Receiver<Integer>, Future<Integer>> form) throws Exception {
        Future<Integer> sum = form.apply(numbers.receiver());
        send(1, 2, 3);
        numbers.sender().close();
        assertThat(sum.poll(cx)).isEqualTo(6);
        assertThatThrownBy(() -> sum.poll(cx)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void itGoesOnWhereItWas(Function<Receiver<Integer>, Future<Integer>> form) throws Exception {
        Future<Integer> sum = form.apply(numbers.receiver());
        List<Object> polls = new ArrayList<>();
        polls.add(sum.poll(cx));
        polls.add(sum.poll(cx)); // a spurious one
        send(1, 2);
        polls.add(sum.poll(cx));
        send(4);
        polls.add(sum.poll(cx));
        assertThat(polls).containsOnly(Poll.PENDING);
        assertThat(wakes).hasValue(2);
        numbers.sender().close();
        assertThat(sum.poll(cx)).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void dropped_itLosesNoNumber(Function<Receiver<Integer>, Future<Integer>> form) throws Exception {
        Future<Integer> sum = form.apply(numbers.receiver());
        assertThat(sum.poll(cx)).isEqualTo(Poll.PENDING);
        send(8);
        assertThat(sum.drop(cx.withCancellation(Cancellation.GIVEN_UP))).isEqualTo(Poll.CANCELLED);
        assertThat(numbers.receiver().tryRecv()).isEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void droppedBeforeItStarted_itRunsNothing(Function<Receiver<Integer>, Future<Integer>> form) throws Exception {
        Future<Integer> sum = form.apply(numbers.receiver());
        send(8);
        assertThat(sum.drop(cx.withCancellation(Cancellation.GIVEN_UP))).isEqualTo(Poll.CANCELLED);
        assertThat(numbers.receiver().tryRecv()).isEqualTo(8);
    }

    private void send(int... sent) throws Exception {
        for (int number : sent) {
            assertThat(numbers.sender().trySend(number)).isTrue();
        }
    }
}
