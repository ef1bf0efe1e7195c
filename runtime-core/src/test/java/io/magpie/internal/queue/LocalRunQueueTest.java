package io.magpie.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalRunQueueTest {

    private final LocalRunQueue<Integer> queue = new LocalRunQueue<>(4, 2, 4);
    private final LocalRunQueue<Integer> thief = new LocalRunQueue<>(4, 2, 4);

    @Test
    void pops_firstInFirstOut_throughTheOverflow() {
        IntStream.range(0, 100).forEach(queue::push);
        assertThat(queue.size()).isEqualTo(100);
        assertThat(popAll(queue)).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void pushes_goBehindTheOverflow_untilItIsDrained() {
        IntStream.range(0, 6).forEach(queue::push);
        assertThat(queue.pop()).isZero();
        queue.push(6);
        assertThat(popAll(queue)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void lifoSlot_refusesASecondElement() {
        assertThat(queue.takeLifo()).isNull();
        assertThat(queue.offerLifo(1)).isTrue();
        assertThat(queue.offerLifo(2)).isFalse();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.size()).isZero();
        assertThat(queue.takeLifo()).isEqualTo(1);
        assertThat(queue.takeLifo()).isNull();
        assertThat(queue.offerLifo(2)).isTrue();
    }

    @Test
    void aRenewal_leavesEverythingWhereItIs() {
        IntStream.range(0, 6).forEach(queue::push);
        queue.pushYielded(10);
        assertThat(queue.offerLifo(20)).isTrue();
        queue.renew();
        queue.push(6);
        queue.pushYielded(11);
        assertThat(queue.offerLifo(21)).isFalse();
        assertThat(queue.size()).isEqualTo(9);
        assertThat(queue.takeLifo()).isEqualTo(20);
        queue.renew();
        assertThat(queue.offerLifo(21)).isTrue();
        assertThat(queue.lifo()).isEqualTo(21);
        assertThat(popAll(queue)).isEqualTo(IntStream.range(0, 7).boxed().toList());
        assertThat(queue.popYielded()).isEqualTo(10);
        assertThat(queue.popYielded()).isEqualTo(11);
        assertThat(queue.yieldedTaken()).isEqualTo(queue.yieldedPushed()).isEqualTo(2);
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.takeLifo()).isEqualTo(21);
    }

    @Test
    void lifoSlot_isStolenOnlyWithTheObservedElement() {
        Integer observed = 1000;
        assertThat(queue.offerLifo(observed)).isTrue();
        assertThat(queue.lifo()).isSameAs(observed);
        assertThat(queue.stealLifo(new Object())).isFalse();
        assertThat(queue.stealLifo(observed)).isTrue();
        assertThat(queue.takeLifo()).isNull();
    }

    @Test
    void stealing_takesTheOlderHalf() {
        IntStream.range(0, 3).forEach(queue::push);
        assertThat(thief.stealFrom(queue)).isZero();
        assertThat(popAll(thief)).containsExactly(1);
        assertThat(popAll(queue)).containsExactly(2);
        assertThat(thief.stealFrom(queue)).isNull();
    }

    @Test
    void stealing_goesOnToTheOverflow() {
        IntStream.range(0, 8).forEach(queue::push);
        List<Integer> stolen = new ArrayList<>();
        Integer first;
        while ((first = thief.stealFrom(queue)) != null) {
            stolen.add(first);
            stolen.addAll(popAll(thief));
        }
        assertThat(stolen).isEqualTo(IntStream.range(0, 8).boxed().toList());
    }

    @Test
    void whatYielded_isApart_inOrder_andStolenLast() {
        IntStream.range(10, 25).forEach(queue::pushYielded);
        queue.push(1);
        assertThat(queue.size()).isEqualTo(16);
        assertThat(popAll(queue)).containsExactly(1);
        assertThat(queue.isDrained()).isFalse();
        assertThat(queue.popYielded()).isEqualTo(10);
        assertThat(queue.yieldedTaken()).isEqualTo(1);
        queue.push(2);
        assertThat(queue.stealOne()).isEqualTo(2);
        List<Integer> left = new ArrayList<>();
        for (int more = 25; !queue.isDrained(); more++) {
            left.add(more % 2 == 0 ? queue.popYielded() : queue.stealOne());
            if (more < 30) {
                queue.pushYielded(more);
            }
        }
        assertThat(left).isEqualTo(IntStream.range(11, 30).boxed().toList());
        assertThat(queue.yieldedTaken()).isEqualTo(queue.yieldedPushed()).isEqualTo(20);
        IntStream.range(0, 4).forEach(queue::pushYielded);
        assertThat(thief.stealFrom(queue)).isZero();
        assertThat(queue.takeAll(_ -> {})).isPositive();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void stealing_leavesTheLifoSlotAlone_unlessTheOwnerIsStuck() {
        queue.push(1);
        assertThat(queue.offerLifo(2)).isTrue();
        assertThat(queue.isDrained()).isFalse();
        assertThat(thief.stealFrom(queue)).isEqualTo(1);
        assertThat(thief.stealFrom(queue)).isNull();
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(thief.stealFromStuck(queue)).isEqualTo(2);
        assertThat(thief.stealFromStuck(queue)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void pulling_takesABatchOfTheInjected_behindWhatIsQueued() {
        InjectQueue<Integer> inject = new InjectQueue<>(2);
        List<Integer> seen = new ArrayList<>();
        inject.pushAll(List.of(1, 2, 3, 4, 5, 6));
        queue.push(0);
        assertThat(queue.pullFrom(inject, 2, seen::add)).isEqualTo(2);
        assertThat(queue.pullFrom(inject, 100, seen::add)).isEqualTo(4);
        assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(popAll(queue)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void consumedReachesTheMark_whenEverythingQueuedAtTheMarkWasTaken() {
        IntStream.range(0, 20).forEach(queue::push);
        long mark = queue.pushed();
        for (int i = 0; i < 20; i++) {
            assertThat(queue.consumed()).as("after %s", i).isLessThan(mark);
            queue.push(100 + i);
            if (i % 5 == 0) {
                queue.renew();
            }
            // A refill, a theft and a renewal in between must not count twice.
            assertThat(i % 3 == 0 ? queue.stealOne() : queue.pop()).isLessThan(20);
        }
        assertThat(queue.consumed()).isEqualTo(mark);
        assertThat(queue.pushed()).isEqualTo(mark + 20);
    }

    @Test
    void takeAll_emptiesRingOverflowAndLifo() {
        IntStream.range(0, 10).forEach(queue::push);
        assertThat(queue.offerLifo(10)).isTrue();
        List<Integer> all = new ArrayList<>();
        assertThat(queue.takeAll(all::add)).isEqualTo(11);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 11).boxed().toList());
        assertThat(queue.isEmpty()).isTrue();
    }

    private static List<Integer> popAll(LocalRunQueue<Integer> queue) {
        List<Integer> all = new ArrayList<>();
        Integer next;
        while ((next = queue.pop()) != null) {
            all.add(next);
        }
        return all;
    }
}
