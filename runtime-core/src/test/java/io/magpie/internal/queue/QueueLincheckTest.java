package io.magpie.internal.queue;

import static io.magpie.internal.model.Actors.inParallel;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real queues, ring of JCTools included, under Lincheck's model checker: whatever the interleaving, every
/// element is taken exactly once. Each test stands beside a mutant that the same body must refute.
@Tag("lincheck")
class QueueLincheckTest {

    private static final int INVOCATIONS = 50 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 2_000;

    // ------------------------------------------------------------------ run queue

    @Test
    @Tag("stress")
    void ownerAndThieves_takeEveryElementOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> ownerAndThieves(new LocalRunQueue<>(2, 2, 2)));
    }

    private static void ownerAndThieves(LocalRunQueue<Integer> queue) {
        List<Integer> popped = new ArrayList<>();
        LocalRunQueue<Integer> half = new LocalRunQueue<>(2, 2, 2);
        List<Integer> one = new ArrayList<>();
        inParallel(
                () -> {
                    queue.push(0);
                    queue.push(1);
                    queue.push(2);
                    add(popped, queue.pop());
                    offerLifo(queue, 3);
                },
                () -> {
                    Integer first = half.stealFrom(queue);
                    if (first != null) {
                        half.push(first);
                    }
                },
                () -> {
                    add(one, queue.stealOne());
                    Integer observed = queue.lifo();
                    if (observed != null && queue.stealLifo(observed)) {
                        one.add(observed);
                    }
                });
        List<Integer> all = new ArrayList<>(popped);
        all.addAll(one);
        half.takeAll(all::add);
        queue.takeAll(all::add);
        checkOnceEach(all, 4);
    }

    // ------------------------------------------------------------------ renewal against a thief

    @Test
    void aRenewal_losesNothingToAThief() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 2);
            queue.push(0);
            List<Integer> popped = new ArrayList<>();
            List<Integer> stolen = new ArrayList<>();
            inParallel(
                    () -> {
                        queue.renew();
                        queue.push(1);
                        add(popped, queue.pop());
                        queue.renew();
                        offerLifo(queue, 2);
                    },
                    () -> {
                        add(stolen, queue.stealOne());
                        Integer observed = queue.lifo();
                        if (observed != null && queue.stealLifo(observed)) {
                            stolen.add(observed);
                        }
                    });
            List<Integer> all = new ArrayList<>(popped);
            all.addAll(stolen);
            queue.takeAll(all::add);
            checkOnceEach(all, 3);
        });
    }

    /// What a worker does before it sleeps: nobody takes the element, so it must be seen.
    @Test
    void aQueueThatIsRenewed_neverLooksEmpty() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 2);
            queue.push(0);
            List<Boolean> drained = new ArrayList<>();
            inParallel(queue::renew, () -> drained.add(queue.isDrained()));
            if (drained.contains(true)) {
                throw new AssertionError("looked empty, and was not");
            }
        });
    }

    // ------------------------------------------------------------------ refill against a thief

    @Test
    @Tag("stress")
    void aRefill_losesNothingToAThief() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 4);
            IntStream.range(0, 5).forEach(queue::push);
            List<Integer> popped = new ArrayList<>();
            List<Integer> stolen = new ArrayList<>();
            LocalRunQueue<Integer> thief = new LocalRunQueue<>(2, 2, 4);
            inParallel(
                    () -> {
                        add(popped, queue.pop());
                        add(popped, queue.pop());
                        add(popped, queue.pop());
                    },
                    () -> add(stolen, thief.stealFrom(queue)));
            popped.addAll(stolen);
            thief.takeAll(popped::add);
            queue.takeAll(popped::add);
            checkOnceEach(popped, 5);
        });
    }

    // ------------------------------------------------------------------ LIFO slot

    @Test
    void theLifoSlot_givesItsElementOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            LocalRunQueue<Integer> queue = new LocalRunQueue<>(2, 2, 2);
            offerLifo(queue, 0);
            List<Integer> owner = new ArrayList<>();
            List<Integer> thief = new ArrayList<>();
            inParallel(
                    () -> {
                        offerLifo(queue, 1);
                        add(owner, queue.takeLifo());
                    },
                    () -> {
                        Integer observed = queue.lifo();
                        if (observed != null && queue.stealLifo(observed)) {
                            thief.add(observed);
                        }
                    });
            owner.addAll(thief);
            queue.takeAll(owner::add);
            checkOnceEach(owner, 2);
        });
    }

    @Test
    void aLifoSlotThatIsReadAndThenWritten_isRefuted() {
        refuted(() -> {
            BrokenLifo slot = new BrokenLifo();
            List<Integer> owner = new ArrayList<>();
            List<Integer> thief = new ArrayList<>();
            inParallel(() -> add(owner, slot.replace(1)), () -> add(thief, slot.steal()));
            owner.addAll(thief);
            add(owner, slot.steal());
            checkOnceEach(owner, 2);
        });
    }

    private static final class BrokenLifo {
        private static final VarHandle SLOT;

        static {
            try {
                SLOT = MethodHandles.lookup().findVarHandle(BrokenLifo.class, "slot", Integer.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Integer slot = 0;

        Integer replace(Integer e) {
            Integer old = (Integer) SLOT.getVolatile(this);
            SLOT.setVolatile(this, e);
            return old;
        }

        Integer steal() {
            Integer seen = (Integer) SLOT.getVolatile(this);
            return seen != null && SLOT.compareAndSet(this, seen, null) ? seen : null;
        }
    }

    // ------------------------------------------------------------------ segment FIFO

    @Test
    void takersOfASegmentQueue_takeEveryElementOnce_overTheBorder() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            SegmentQueue<Integer> queue = new SegmentQueue<>(2);
            queue.push(0);
            queue.push(1);
            Hand<Integer> hand = new Hand<>(2);
            List<Integer> taken = new ArrayList<>();
            inParallel(
                    () -> {
                        queue.push(2);
                        queue.push(3);
                    },
                    () -> queue.drain(hand, 2),
                    () -> {
                        add(taken, queue.take());
                        add(taken, queue.take());
                    });
            for (int i = 0; i < hand.size(); i++) {
                taken.add(hand.at(i));
            }
            Integer rest;
            while ((rest = queue.take()) != null) {
                taken.add(rest);
            }
            checkOnceEach(taken, 4);
            check(queue.isEmpty(), "not empty");
        });
    }

    @Test
    void aTakeThatReturnsNull_foundTheQueueEmpty() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            SegmentQueue<Integer> queue = new SegmentQueue<>(1);
            IntStream.range(0, 4).forEach(queue::push);
            queue.take();
            boolean[] found = new boolean[2];
            // One leaves and unlinks the first segment while the other still looks at it.
            inParallel(() -> found[0] = queue.take() != null, () -> found[1] = queue.take() != null);
            check(found[0] && found[1], "empty reported of a queue with two elements");
        });
    }

    @Test
    void aClaimByStore_isRefuted() {
        refuted(() -> {
            BrokenClaim queue = new BrokenClaim();
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            inParallel(() -> add(first, queue.take()), () -> add(second, queue.take()));
            first.addAll(second);
            checkOnceEach(first, 2);
        });
    }

    private static final class BrokenClaim {
        private static final VarHandle HEAD;

        static {
            try {
                HEAD = MethodHandles.lookup().findVarHandle(BrokenClaim.class, "head", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Integer[] slots = {0, 1};
        private int head;

        Integer take() {
            int claimed = (int) HEAD.getVolatile(this);
            HEAD.setVolatile(this, claimed + 1);
            return slots[claimed];
        }
    }

    // ------------------------------------------------------------------ injection queue

    @Test
    @Tag("stress")
    void theInjectionQueue_givesEveryElementOnce_toTwoConsumers() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            InjectQueue<Integer> queue = new InjectQueue<>(2);
            queue.push(0);
            Hand<Integer> first = new Hand<>(2);
            Hand<Integer> second = new Hand<>(2);
            inParallel(() -> queue.pushAll(List.of(1, 2)), () -> queue.drain(first, 2), () -> queue.drain(second, 1));
            List<Integer> taken = new ArrayList<>();
            Hand<Integer> rest = new Hand<>(4);
            queue.drain(rest, 4);
            for (Hand<Integer> hand : List.of(first, second, rest)) {
                for (int i = 0; i < hand.size(); i++) {
                    taken.add(hand.at(i));
                }
            }
            checkOnceEach(taken, 3);
            check(queue.isEmpty(), "not empty");
        });
    }

    @Test
    void anInjectionQueueWithoutItsLock_isRefuted() {
        refuted(() -> {
            MpscUnboundedVarHandleArrayQueue<Integer> queue = new MpscUnboundedVarHandleArrayQueue<>(2);
            queue.offer(0);
            queue.offer(1);
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            inParallel(() -> add(first, queue.relaxedPoll()), () -> add(second, queue.relaxedPoll()));
            first.addAll(second);
            checkOnceEach(first, 2);
        });
    }

    // ------------------------------------------------------------------ helpers

    private static void refuted(Runnable body) {
        // A check of the body, or an exception out of a structure that is used against its rules.
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, body))
                .isInstanceOf(Throwable.class);
    }

    private static void add(List<Integer> to, Integer e) {
        if (e != null) {
            to.add(e);
        }
    }

    /// As a worker does: what the slot refuses goes to the queue.
    private static void offerLifo(LocalRunQueue<Integer> queue, int element) {
        if (!queue.offerLifo(element)) {
            queue.push(element);
        }
    }

    private static void checkOnceEach(List<Integer> taken, int elements) {
        int[] count = new int[elements];
        for (int e : taken) {
            count[e]++;
        }
        for (int e = 0; e < elements; e++) {
            check(count[e] == 1, "element " + e + " taken " + count[e] + " times");
        }
    }

    /// Not AssertJ: Lincheck traces what happens in here.
    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
