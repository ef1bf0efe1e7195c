package io.magpie.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RenewableRingTest {

    private static final int CAPACITY = 4;

    private final RenewableRing<Integer> ring = new RenewableRing<>(CAPACITY);

    @Test
    void whatWasInTheRing_comesBeforeWhatIsPushedAfterARenewal() {
        assertThat(ring.offer(1)).isTrue();
        assertThat(ring.offer(2)).isTrue();
        ring.renew();
        assertThat(ring.offer(3)).isTrue();
        assertThat(ring.size()).isEqualTo(3);
        assertThat(ring.poll()).isEqualTo(1);
        assertThat(ring.take()).isEqualTo(2);
        assertThat(ring.take()).isEqualTo(3);
        assertThat(ring.take()).isNull();
        assertThat(ring.poll()).isNull();
    }

    @Test
    void aRenewal_makesRoom() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(ring.offer(i)).isTrue();
        }
        assertThat(ring.offer(CAPACITY)).isFalse();
        ring.renew();
        assertThat(ring.offer(CAPACITY)).isTrue();
        assertThat(ring.size()).isEqualTo(CAPACITY + 1);
    }

    @Test
    void whileTheRingBeforeIsNotEmpty_thereIsNoRenewal() {
        ring.offer(1);
        ring.renew();
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(ring.offer(2 + i)).isTrue();
        }
        ring.renew();
        assertThat(ring.offer(100)).isFalse();
        assertThat(ring.take()).isEqualTo(1);
        ring.renew();
        assertThat(ring.offer(100)).isTrue();
        assertThat(ring.size()).isEqualTo(CAPACITY + 1);
    }

    @Test
    void draining_takesTheOlderRingFirst() {
        ring.offer(1);
        ring.offer(2);
        ring.renew();
        ring.offer(3);
        List<Integer> taken = new ArrayList<>();
        assertThat(ring.drain(taken::add, 10)).isEqualTo(2);
        assertThat(ring.drain(taken::add, 10)).isEqualTo(1);
        assertThat(ring.drain(taken::add, 10)).isZero();
        assertThat(taken).containsExactly(1, 2, 3);
    }

    @Test
    void inAnyOrderOfCalls_itIsAQueue_andCountsWhatCameAndWent() {
        Random random = new Random(1);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        long pushed = 0;
        long taken = 0;
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    if (ring.offer(i)) {
                        model.add(i);
                        pushed++;
                    }
                }
                case 2, 3 -> {
                    Integer e = random.nextBoolean() ? ring.poll() : ring.take();
                    assertThat(e).isEqualTo(model.poll());
                    taken += e == null ? 0 : 1;
                }
                default -> ring.renew();
            }
            assertThat(ring.size()).isEqualTo(model.size());
            assertThat(ring.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(ring.pushed()).isEqualTo(pushed);
            assertThat(ring.taken()).isEqualTo(taken);
        }
    }
}
