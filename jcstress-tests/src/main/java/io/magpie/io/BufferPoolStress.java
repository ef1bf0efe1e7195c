package io.magpie.io;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A buffer belongs to one thread at a time, and comes with what the one before did to it.
public final class BufferPoolStress {

    private BufferPoolStress() {}

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Lent again, with what was written into it.")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not given back yet: another buffer, from the heap.")
    @Outcome(expect = FORBIDDEN, desc = "Lent again before what was written is seen: it would be overwritten later.")
    @State
    public static class GiveVsLend {
        private final BufferPool pool = new BufferPool(8, 1);
        private final ByteBuffer lent = pool.lend();

        @Actor
        public void giver() {
            lent.putInt(0, 1);
            pool.giveBack(lent);
        }

        @Actor
        public void lender(I_Result r) {
            ByteBuffer next = pool.lend();
            r.r1 = next.isDirect() ? next.getInt(0) : -1;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One has it, the other one from the heap.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither.")
    @State
    public static class LendVsLend {
        private final BufferPool pool = new BufferPool(8, 1);

        // Held to the end: a buffer that is garbage may be replaced.
        private ByteBuffer ofOne;
        private ByteBuffer ofOther;

        public LendVsLend() {
            pool.giveBack(pool.lend());
        }

        @Actor
        public void one() {
            ofOne = pool.lend();
        }

        @Actor
        public void other() {
            ofOther = pool.lend();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = ofOne.isDirect() ? 1 : 0;
            r.r2 = ofOther.isDirect() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both are there.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or more were made than the pool may have.")
    @State
    public static class GiveVsGive {
        private final BufferPool pool = new BufferPool(8, 2);

        @Actor
        public void one() {
            pool.giveBack(pool.lend());
            pool.giveBack(pool.lend());
        }

        @Actor
        public void other() {
            ByteBuffer first = pool.lend();
            ByteBuffer second = pool.lend();
            pool.giveBack(first);
            pool.giveBack(second);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = pool.idle();
            r.r2 = pool.made();
        }
    }
}
