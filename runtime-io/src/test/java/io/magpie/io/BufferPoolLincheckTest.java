package io.magpie.io;

import java.nio.ByteBuffer;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads that borrow and give back, in every order: none gets a buffer that another holds, and none is lost.
@Tag("lincheck")
class BufferPoolLincheckTest {

    private static final int SCHEDULES = 40 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void noBufferIsLentTwiceOrLost() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            BufferPool pool = new BufferPool(8, 2, 1);
            ByteBuffer first = pool.lend();
            pool.giveBack(pool.lend());
            pool.giveBack(first);
            Thread other = new Thread(() -> borrow(pool, 1));
            other.start();
            borrow(pool, 2);
            join(other);
            require(pool.made() == 2 && pool.idle() == 2, "lost: " + pool);
            ByteBuffer again = pool.lend();
            require(again != pool.lend(), "one buffer is idle twice");
        });
    }

    @Test
    void notMoreThanCountAreMade_andAllAreKept() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            BufferPool pool = new BufferPool(8, 1, 1);
            Thread other = new Thread(() -> pool.giveBack(pool.lend()));
            other.start();
            pool.giveBack(pool.lend());
            join(other);
            require(pool.made() == 1 && pool.idle() == 1, "made or kept the wrong number: " + pool);
        });
    }

    private static void borrow(BufferPool pool, int me) {
        ByteBuffer lent = pool.lend();
        lent.put(0, (byte) me);
        int _ = pool.made(); // time for another to spoil it
        require(lent.get(0) == me, "held by two threads at once");
        pool.giveBack(lent);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
