package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BufferPoolTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    @Test
    void aBufferThatWasGivenBack_isLentAgain() {
        BufferPool pool = new BufferPool(16, 2);
        ByteBuffer buffer = pool.lend();
        pool.giveBack(buffer);
        assertThat(pool.lend()).isSameAs(buffer);
        assertThat(pool.made()).isEqualTo(1);
    }

    @Test
    void aBufferIsLentEmptyAndBigEndian_whateverWasDoneToIt() {
        BufferPool pool = new BufferPool(16, 1);
        pool.giveBack(pool.lend().order(ByteOrder.LITTLE_ENDIAN).putLong(-1).flip());
        ByteBuffer again = pool.lend();
        assertThat(again.position()).isZero();
        assertThat(again.limit()).isEqualTo(16);
        assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void moreThanCountAreLentFromTheHeap_andNotKept() {
        BufferPool pool = new BufferPool(16, 2);
        List<ByteBuffer> lent = List.of(pool.lend(), pool.lend(), pool.lend(), pool.lend());
        assertThat(lent).extracting(ByteBuffer::isDirect).containsExactly(true, true, false, false);
        lent.forEach(pool::giveBack);
        assertThat(pool.idle()).isEqualTo(2);
        assertThat(pool.made()).isEqualTo(2);
    }

    @Test
    void aPoolOfNone_lendsFromTheHeap() {
        BufferPool pool = new BufferPool(8, 0);
        ByteBuffer lent = pool.lend();
        assertThat(lent.isDirect()).isFalse();
        pool.giveBack(lent);
        assertThat(pool.idle()).isZero();
    }

    @Test
    void aBufferGivenByAnotherThread_isFoundInItsStripe() throws Exception {
        BufferPool pool = new BufferPool(8, 8, 8);
        List<ByteBuffer> lent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lent.add(pool.lend());
        }
        for (ByteBuffer each : lent) {
            Thread.ofPlatform().start(() -> pool.giveBack(each)).join();
        }
        for (int i = 0; i < 8; i++) {
            assertThat(pool.lend().isDirect()).isTrue();
        }
    }

    @Test
    @Timeout(30)
    void aBufferThatWasAbandoned_isReplaced_onceItIsGarbage() {
        BufferPool pool = new BufferPool(8, 1);
        assertThat(pool.lend().isDirect()).isTrue();
        while (!pool.lend().isDirect()) {
            System.gc();
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
        assertThat(pool.made()).isEqualTo(1);
    }

    @Test
    void misuse_isRefused() {
        BufferPool pool = new BufferPool(16, 1);
        assertThatThrownBy(() -> pool.giveBack(ByteBuffer.allocate(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 bytes")
                .hasMessageContaining("of 16");
        ByteBuffer lent = pool.lend();
        pool.giveBack(lent);
        assertThatThrownBy(() -> pool.giveBack(lent)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> new BufferPool(7, 1)).hasMessageContaining("7");
        assertThatThrownBy(() -> new BufferPool(8, -1)).hasMessageContaining("-1");
    }

    /// Each thread signs the buffers it holds; a buffer that two hold at once loses a signature.
    @Test
    void noBufferIsLentTwice_withManyThreads() throws Exception {
        BufferPool pool = new BufferPool(8, 4, 2);
        int rounds = 100_000 * SCALE;
        AtomicReferenceArray<Throwable> failures = new AtomicReferenceArray<>(4);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int me = t;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    borrow(pool, me, rounds);
                } catch (Throwable e) {
                    failures.set(me, e);
                }
            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        for (int t = 0; t < 4; t++) {
            assertThat(failures.get(t)).isNull();
        }
        assertThat(pool.made()).isLessThanOrEqualTo(4);
        assertThat(pool.idle()).isEqualTo(pool.made());
        Set<ByteBuffer> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int left = pool.idle(); left > 0; left--) {
            distinct.add(pool.lend());
        }
        assertThat(distinct).hasSize(pool.made());
    }

    private static void borrow(BufferPool pool, int me, int rounds) {
        SplittableRandom random = new SplittableRandom(me);
        List<ByteBuffer> held = new ArrayList<>();
        for (long i = 0; i < rounds; i++) {
            if (held.size() < 3 && random.nextBoolean()) {
                ByteBuffer lent = pool.lend();
                lent.putLong(0, (long) me << 56 | i);
                held.add(lent);
            } else if (!held.isEmpty()) {
                ByteBuffer given = held.remove(random.nextInt(held.size()));
                if (given.getLong(0) >>> 56 != me) {
                    throw new AssertionError("held by two threads at once");
                }
                pool.giveBack(given);
            }
        }
        held.forEach(pool::giveBack);
    }
}
