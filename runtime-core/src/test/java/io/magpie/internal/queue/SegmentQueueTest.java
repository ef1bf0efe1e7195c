package io.magpie.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SegmentQueueTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    @Test
    void takes_firstInFirstOut_acrossSegments() {
        SegmentQueue<Integer> queue = new SegmentQueue<>(2);
        for (int i = 0; i < 7; i++) {
            queue.push(i);
            assertThat(queue.size()).isEqualTo(i + 1);
        }
        for (int i = 0; i < 7; i++) {
            assertThat(queue.take()).isEqualTo(i);
            assertThat(queue.size()).isEqualTo(6 - i);
        }
        assertThat(queue.take()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void draining_takesNoMoreThanASegment_theRoomOrWhatIsWanted() {
        SegmentQueue<Integer> queue = new SegmentQueue<>(4);
        for (int i = 0; i < 10; i++) {
            queue.push(i);
        }
        assertThat(drained(queue, 8, 3)).containsExactly(0, 1, 2);
        assertThat(drained(queue, 8, 8)).containsExactly(3);
        assertThat(drained(queue, 2, 8)).containsExactly(4, 5);
        assertThat(drained(queue, 8, 0)).isEmpty();
        assertThat(drained(queue, 8, 8)).containsExactly(6, 7);
        assertThat(drained(queue, 8, 8)).containsExactly(8, 9);
        assertThat(drained(queue, 8, 8)).isEmpty();
    }

    @Test
    void aFullSegmentThatWasEmptied_isLeftOnlyWhenLinkedOn() {
        SegmentQueue<Integer> queue = new SegmentQueue<>(2);
        for (int round = 0; round < 5; round++) {
            queue.push(1);
            queue.push(2);
            assertThat(drained(queue, 8, 8)).containsExactly(1, 2);
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.take()).isNull();
        }
        assertThat(queue.pushed()).isEqualTo(10);
        assertThat(queue.consumed()).isEqualTo(10);
    }

    @Test
    void everyPushedElement_isTakenExactlyOnce_andInOrderByEachTaker() throws InterruptedException {
        int elements = 50_000 * SCALE;
        SegmentQueue<Integer> queue = new SegmentQueue<>(4);
        AtomicIntegerArray taken = new AtomicIntegerArray(elements);
        CountDownLatch left = new CountDownLatch(elements);
        List<Thread> takers = new ArrayList<>();
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 2; t++) {
            boolean drains = t == 0;
            takers.add(Thread.ofPlatform().start(() -> {
                Hand<Integer> hand = new Hand<>(3);
                int last = -1;
                while (left.getCount() > 0) {
                    if (drains) {
                        queue.drain(hand, 3);
                    } else {
                        Integer one = queue.take();
                        if (one != null) {
                            hand.accept(one);
                        }
                    }
                    for (int i = 0; i < hand.size(); i++) {
                        if (hand.at(i) <= last) {
                            errors.add(hand.at(i) + " after " + last);
                        }
                        last = hand.at(i);
                        taken.incrementAndGet(last);
                        left.countDown();
                    }
                    if (hand.size() == 0) {
                        Thread.yield();
                    }
                    hand.clear();
                }
            }));
        }
        for (int i = 0; i < elements; i++) {
            queue.push(i);
        }
        for (Thread taker : takers) {
            taker.join();
        }
        assertThat(errors).isEmpty();
        for (int i = 0; i < elements; i++) {
            assertThat(taken.get(i)).isEqualTo(1);
        }
    }

    private static List<Integer> drained(SegmentQueue<Integer> queue, int room, int max) {
        Hand<Integer> hand = new Hand<>(room);
        int count = queue.drain(hand, max);
        assertThat(count).isEqualTo(hand.size());
        Integer[] items = new Integer[count];
        Arrays.setAll(items, hand::at);
        return List.of(items);
    }
}
