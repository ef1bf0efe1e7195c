package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentQueueTest {

    private static final int ITERATIONS = 20_000 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void elementsComeOutAsTheyWentIn_acrossSegments() {
        var queue = new SegmentQueue<Integer>(2);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 5; i++) {
                queue.push(round * 5 + i);
            }
            assertThat(queue.size()).isEqualTo(5);
            for (int i = 0; i < 5; i++) {
                assertThat(queue.pop()).isEqualTo(round * 5 + i);
            }
            assertThat(queue.pop()).isNull();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void aClosedQueue_takesReservedElementsOnly() {
        var queue = new SegmentQueue<Integer>(1);
        assertThat(queue.pushUnlessClosed(1)).isTrue();
        assertThat(queue.close()).isTrue();
        assertThat(queue.close()).isFalse();
        assertThat(queue.pushUnlessClosed(2)).isFalse();
        queue.push(3);
        assertThat(queue.isClosedAndEmpty()).isFalse();
        assertThat(queue.pop()).isEqualTo(1);
        assertThat(queue.pop()).isEqualTo(3);
        assertThat(queue.isClosedAndEmpty()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @Test
    void everyElementOfEveryProducer_arrivesOnce_inItsOrder() throws Exception {
        var queue = new SegmentQueue<int[]>(2);
        int producers = 3;
        var threads = new ArrayList<Thread>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < ITERATIONS; i++) {
                    if (i % 2 == 0) {
                        queue.push(new int[] {producer, i});
                    } else {
                        queue.pushUnlessClosed(new int[] {producer, i});
                    }
                }
            }));
        }
        int[] next = new int[producers];
        for (int received = 0; received < producers * ITERATIONS; ) {
            int[] element = queue.popClaimed();
            if (element == null) {
                Thread.yield();
            } else {
                assertThat(element[1]).isEqualTo(next[element[0]]++);
                received++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(queue.pop()).isNull();
        assertThat(List.of(queue.size(), next[0])).containsExactly(0, ITERATIONS);
    }
}
