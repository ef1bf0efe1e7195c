package io.magpie.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/// The contract accepts a right leaf, and refuses each way of getting it wrong.
final class LeafContractTest {

    @Nested
    final class ARightLeaf extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            return leafOf(new Tokens());
        }
    }

    @Test
    void keepingTheFirstWaker_isFound() {
        assertThat(broken(tokens -> tokens.keepFirstWaker = true)).contains("theLatestWakerIsWoken");
    }

    @Test
    void forgettingToWake_isFound() {
        assertThat(broken(tokens -> tokens.wake = false)).contains("waiting_endsWithAWakeAndAValue");
    }

    @Test
    void queueingAnewAtEachPoll_isFound() {
        assertThat(broken(tokens -> tokens.requeue = true)).contains("spuriousPolls_keepThePlace");
    }

    @Test
    void answeringTwice_isFound() {
        assertThat(broken(tokens -> tokens.checkFinished = false)).contains("aFinishedFuture_refusesToBePolled");
    }

    @Test
    void stayingInTheQueueAfterADrop_isFound() {
        assertThat(broken(tokens -> tokens.leaveOnDrop = false))
                .contains("droppingAWaiter_isNotWokenAndLeavesTheOthersInOrder");
    }

    @Test
    void keepingWhatWasHandedOver_isFound() {
        assertThat(broken(tokens -> tokens.giveBack = false))
                .contains(
                        "droppingAfterTheHandOver_givesToTheNextInOrder",
                        "droppingAfterTheHandOver_leavesItForWhoeverComesLater");
    }

    @Test
    void takingAtTheDrop_isFound() {
        assertThat(broken(tokens -> tokens.takeInDrop = true))
                .contains("droppingAfterTheHandOver_leavesItForWhoeverComesLater");
    }

    @Test
    void ignoringTheBudget_isFound() {
        assertThat(broken(tokens -> tokens.budgeted = false))
                .containsExactly("takingCountsAgainstTheBudget_andEndsThePollAtOperation129");
    }

    @Test
    void payingForAWait_isFound() {
        assertThat(broken(tokens -> tokens.refund = false)).containsExactly("waitingCostsNoBudget");
    }

    private static LeafContract.Leaf leafOf(Tokens tokens) {
        return LeafContract.Leaf.handingOver(tokens::take, tokens::put);
    }

    /// The names of the contract's tests that fail for tokens that `sabotage` has changed.
    private static Set<String> broken(Consumer<Tokens> sabotage) {
        var contract = new LeafContract() {
            @Override
            protected Leaf newLeaf() {
                var tokens = new Tokens();
                sabotage.accept(tokens);
                return leafOf(tokens);
            }
        };
        var failed = new TreeSet<String>();
        for (Method test : LeafContract.class.getDeclaredMethods()) {
            if (test.isAnnotationPresent(Test.class)) {
                try {
                    test.invoke(contract);
                } catch (InvocationTargetException e) {
                    if (!(e.getCause() instanceof TestAbortedException)) {
                        failed.add(test.getName());
                    }
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return failed;
    }

    /// Tokens that are handed to waiters in order; for one thread. Each flag is one way to be wrong.
    private static final class Tokens {
        boolean keepFirstWaker;
        boolean wake = true;
        boolean requeue;
        boolean checkFinished = true;
        boolean leaveOnDrop = true;
        boolean giveBack = true;
        boolean takeInDrop;
        boolean budgeted = true;
        boolean refund = true;

        private final ArrayDeque<Take> waiting = new ArrayDeque<>();
        private int free;

        Future<String> take() {
            return new Take();
        }

        void put() {
            Take first = waiting.poll();
            if (first == null) {
                free++;
                return;
            }
            first.served = true;
            if (wake) {
                first.waker.wake();
            }
        }

        private final class Take implements Future<String> {
            private Waker waker;
            private boolean served;
            private boolean finished;

            @Override
            public Object poll(Context cx) {
                if (finished && checkFinished) {
                    throw new IllegalStateException("finished");
                }
                if (budgeted && !cx.proceed()) {
                    return Poll.PENDING;
                }
                if (!served && free > 0 && waiting.isEmpty()) {
                    free--;
                    served = true;
                }
                if (served) {
                    finished = true;
                    return "token";
                }
                if (waker == null || !keepFirstWaker) {
                    waker = cx.waker();
                }
                if (requeue) {
                    waiting.remove(this);
                }
                if (!waiting.contains(this)) {
                    waiting.add(this);
                }
                if (budgeted && refund) {
                    cx.refund();
                }
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                boolean had = served && !finished;
                finished = true;
                if (leaveOnDrop) {
                    waiting.remove(this);
                }
                if (had && takeInDrop) {
                    return "token";
                }
                if (had && giveBack) {
                    put();
                }
                return Poll.CANCELLED;
            }
        }
    }
}
