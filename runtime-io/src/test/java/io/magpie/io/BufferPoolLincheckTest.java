package io.magpie.io;

import java.nio.ByteBuffer;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads that borrow and give back, in every order: none gets a buffer that another holds, and none is lost.
@Tag("lincheck")
class BufferPoolLincheckTest {

    private static final int SCHEDULES = 150 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void noBufferIsLentTwiceOrLost() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            BufferPool pool = new BufferPool(8, 2, 1);
            ByteBuffer first = pool.lend();
            pool.giveBack(pool.lend());
            pool.giveBack(first);
            Thread other = new Thread(() -> borrowTwo(pool, 1));
            other.start();
            borrowTwo(pool, 2);
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

    private static void borrowTwo(BufferPool pool, int me) {
        ByteBuffer first = pool.lend();
        ByteBuffer second = pool.lend();
        first.put(0, (byte) me);
        second.put(0, (byte) me);
        require(first.get(0) == me && second.get(0) == me && first != second, "held by two threads at once");
        pool.giveBack(first);
        pool.giveBack(second);
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
