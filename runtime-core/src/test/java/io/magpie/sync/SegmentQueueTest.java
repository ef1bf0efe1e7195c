package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SegmentQueueTest {

    private static final int ITERATIONS = 20_000 * Integer.getInteger("magpie.test.scale", 1);

    private final AtomicLong claimed = new AtomicLong();

    private <E> void push(SegmentQueue<E> queue, E element) {
        SegmentQueue.Segment hint = queue.hint();
        queue.write(claimed.getAndIncrement(), hint, element);
    }

    @Test
    void elementsComeOutAsTheyWentIn_acrossSegments() {
        var queue = new SegmentQueue<Integer>(2, 2);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 5; i++) {
                push(queue, round * 5 + i);
            }
            for (int i = 0; i < 5; i++) {
                assertThat(queue.pop()).isEqualTo(round * 5 + i);
                assertThat(queue.head()).isEqualTo(round * 5 + i + 1);
            }
            assertThat(queue.pop()).isNull();
        }
    }

    @Test
    void segmentsGrow_upToTheGreatest() {
        var queue = new SegmentQueue<Integer>(1, 8);
        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < 1 + 4 + 8 + 8; i++) {
            push(queue, i);
            SegmentQueue.Segment segment = queue.hint();
            if (segment.first == i) {
                sizes.add(segment.slots.length);
            }
        }
        assertThat(sizes).containsExactly(1, 4, 8, 8);
        for (int i = 0; i < 1 + 4 + 8 + 8; i++) {
            assertThat(queue.pop()).isEqualTo(i);
        }
        assertThat(queue.pop()).isNull();
    }

    @Test
    void aClaimedSlot_holdsBackWhatIsBehindIt() {
        var queue = new SegmentQueue<Integer>(1, 1);
        SegmentQueue.Segment hint = queue.hint();
        long first = claimed.getAndIncrement();
        push(queue, 2);
        push(queue, 3);
        assertThat(queue.pop()).isNull();
        queue.write(first, hint, 1);
        assertThat(queue.pop()).isEqualTo(1);
        assertThat(queue.pop()).isEqualTo(2);
        assertThat(queue.pop()).isEqualTo(3);
    }

    @Test
    void whoWalksIntoALeftSegment_startsAgainFromTheHead() {
        var queue = new SegmentQueue<Integer>(1, 1);
        SegmentQueue.Segment old = queue.hint();
        for (int i = 0; i < 5; i++) {
            push(queue, i);
            assertThat(queue.pop()).isEqualTo(i);
        }
        queue.write(claimed.getAndIncrement(), old, 5);
        assertThat(queue.pop()).isEqualTo(5);
    }

    @Test
    void everyElementOfEveryProducer_arrivesOnce_inItsOrder() throws Exception {
        var queue = new SegmentQueue<int[]>(1, 4);
        int producers = 3;
        var threads = new ArrayList<Thread>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < ITERATIONS; i++) {
                    push(queue, new int[] {producer, i});
                }
            }));
        }
        int[] next = new int[producers];
        for (int received = 0; received < producers * ITERATIONS; ) {
            int[] element = queue.pop();
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
        assertThat(next).containsOnly(ITERATIONS);
    }
}
