package io.magpie.internal.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// [InjectQueue] with chunks of two.
public final class InjectQueueStress {

    private InjectQueueStress() {}

    static int sumOf(InjectQueue<Integer> queue) {
        Hand<Integer> hand = new Hand<>(4);
        queue.drain(hand, 4);
        int sum = 0;
        for (int i = 0; i < hand.size(); i++) {
            sum += hand.at(i);
        }
        return sum;
    }

    /// Two producers, over the border of a chunk.
    @JCStressTest
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "all there")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PushPush {
        final InjectQueue<Integer> queue = new InjectQueue<>(2);

        public PushPush() {
            queue.push(1);
        }

        @Actor
        public void first() {
            queue.push(2);
        }

        @Actor
        public void second() {
            queue.push(4);
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r1 = sumOf(queue);
            r.r2 = queue.size();
        }
    }

    /// Producer and consumer.
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the consumer came first")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PushDrain {
        final InjectQueue<Integer> queue = new InjectQueue<>(2);

        @Actor
        public void producer() {
            queue.push(1);
        }

        @Actor
        public void consumer(II_Result r) {
            r.r1 = sumOf(queue);
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = sumOf(queue);
        }
    }

    /// Two consumers: one may find the lock taken, neither may take what the other took.
    @JCStressTest
    @Outcome(id = "3, 0, 0", expect = ACCEPTABLE, desc = "one took both")
    @Outcome(id = "0, 3, 0", expect = ACCEPTABLE, desc = "one took both")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class DrainDrain {
        final InjectQueue<Integer> queue = new InjectQueue<>(2);

        public DrainDrain() {
            queue.push(1);
            queue.push(2);
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = sumOf(queue);
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = sumOf(queue);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = sumOf(queue);
        }
    }
}
