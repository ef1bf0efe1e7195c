package io.magpie.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every leaf future promises (see [Future]), as tests: subclass it once for each kind of leaf.
///
/// ```java
/// final class PermitContractTest extends LeafContract {
///     @Override
///     protected Leaf newLeaf() {
///         var semaphore = new Semaphore(0);
///         return Leaf.handingOver(semaphore::acquire, semaphore::release);
///     }
/// }
/// ```
///
/// A leaf whose clean-up waits, or that is not a leaf, does not belong here.
public abstract class LeafContract {

    /// For subclasses.
    protected LeafContract() {}

    /// One source of leaf futures with nothing to take in it: an empty channel, a semaphore without permits, a lock
    /// that somebody holds, a clock that stands still.
    ///
    /// @param waiter makes a new future that waits for the source
    /// @param provider puts one thing into the source, which serves as many waiters as `service` says
    /// @param service how many waiters it serves
    /// @param budgeted whether a poll that takes something counts against the budget
    /// @param reusable whether a future may be polled again after it has finished or was dropped, against the rule
    public record Leaf(Waiter waiter, Provider provider, Service service, boolean budgeted, boolean reusable) {

        /// A budgeted source that serves one waiter at a time, in order.
        ///
        /// @param waiter makes a new waiter
        /// @param provider serves one waiter
        /// @return the source
        public static Leaf handingOver(Waiter waiter, Provider provider) {
            return new Leaf(waiter, provider, Service.HANDED_OVER, true, false);
        }

        /// A budgeted source that serves all its waiters at once.
        ///
        /// @param waiter makes a new waiter
        /// @param provider serves all
        /// @return the source
        public static Leaf shared(Waiter waiter, Provider provider) {
            return new Leaf(waiter, provider, Service.SHARED, true, false);
        }

        /// A budgeted source that allows one waiter at a time.
        ///
        /// @param waiter makes a new waiter; the one before has finished or was dropped
        /// @param provider serves the waiter
        /// @return the source
        public static Leaf exclusive(Waiter waiter, Provider provider) {
            return new Leaf(waiter, provider, Service.EXCLUSIVE, true, false);
        }

        /// The same source, not counted by the budget.
        ///
        /// @return a copy of this source
        public Leaf unbudgeted() {
            return new Leaf(waiter, provider, service, false, reusable);
        }

        /// The same source, whose futures may be polled again after their end: a sleep, a join handle.
        ///
        /// @return a copy of this source
        public Leaf mayBePolledAgain() {
            return new Leaf(waiter, provider, service, budgeted, true);
        }

        /// Whether what serves one waiter is lost for the others.
        boolean handsOver() {
            return service == Service.HANDED_OVER;
        }
    }

    /// How many waiters one thing serves.
    public enum Service {
        /// The one that has waited longest.
        HANDED_OVER,
        /// All that wait, and those who come later.
        SHARED,
        /// There is only one waiter at a time.
        EXCLUSIVE
    }

    /// Makes leaf futures.
    @FunctionalInterface
    public interface Waiter {
        /// A new future, not polled yet.
        ///
        /// @return the future
        /// @throws Exception fails the test
        Future<?> future() throws Exception;
    }

    /// Lets a leaf future finish.
    @FunctionalInterface
    public interface Provider {
        /// Provides one thing. Called 129 times at most; only one thing at a time is not yet taken.
        ///
        /// @throws Exception fails the test
        void provide() throws Exception;
    }

    /// A new source for one test.
    ///
    /// @return with nothing to take in it, and with no waiter
    /// @throws Exception fails the test
    protected abstract Leaf newLeaf() throws Exception;

    /// The probe that polls a waiter; override it to offer services.
    ///
    /// @param future the waiter
    /// @param budget what one poll may do
    /// @return a new probe
    protected TaskProbe<?> probe(Future<?> future, Budget budget) {
        return TaskProbe.of(future, budget);
    }

    @Test
    void waiting_endsWithAWakeAndAValue() throws Exception {
        Leaf leaf = newLeaf();
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        assertFalse(waiter.isWoken(), "woken although there is nothing to take");
        leaf.provider().provide();
        assertTrue(waiter.isWoken(), "not woken although there is something to take");
        waiter.assertReady();
    }

    @Test
    void theLatestWakerIsWoken() throws Exception {
        Leaf leaf = newLeaf();
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        waiter.moveToAnotherTask();
        waiter.assertPending();
        leaf.provider().provide();
        assertTrue(waiter.isWoken(), "the waker of the last poll was not woken");
        waiter.assertReady();
    }

    @Test
    void aWakeThatWasMadeBeforeTheMoveIsNotLost() throws Exception {
        Leaf leaf = newLeaf();
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        leaf.provider().provide();
        waiter.moveToAnotherTask();
        waiter.assertReady();
    }

    @Test
    void spuriousPolls_areHarmless() throws Exception {
        Leaf leaf = newLeaf();
        TaskProbe<?> waiter = waitOn(leaf);
        for (int i = 0; i < 5; i++) {
            waiter.assertPending();
            assertFalse(waiter.isWoken(), "woken although there is nothing to take");
        }
        leaf.provider().provide();
        assertTrue(waiter.isWoken(), "not woken although there is something to take");
        waiter.assertReady();
    }

    @Test
    void spuriousPolls_keepThePlace() throws Exception {
        Leaf leaf = newLeaf();
        assumeManyMayWait(leaf);
        TaskProbe<?> first = waitOn(leaf);
        TaskProbe<?> second = waitOn(leaf);
        first.assertPending();
        second.assertPending();
        for (int i = 0; i < 3; i++) {
            first.assertPending();
        }
        leaf.provider().provide();
        assertTrue(first.isWoken(), "a spurious poll cost the waiter its place");
        if (leaf.handsOver()) {
            second.assertPending();
        }
        first.assertReady();
    }

    @Test
    void aFinishedFuture_refusesToBePolled() throws Exception {
        Leaf leaf = newLeaf();
        assumeFalse(leaf.reusable(), "may be polled again");
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        leaf.provider().provide();
        waiter.assertReady();
        waiter.assertFails(IllegalStateException.class);
    }

    @Test
    void aDroppedFuture_refusesToBePolled() throws Exception {
        Leaf leaf = newLeaf();
        assumeFalse(leaf.reusable(), "may be polled again");
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        assertSame(Poll.CANCELLED, waiter.drop());
        waiter.assertFails(IllegalStateException.class);
    }

    @Test
    void droppingAFutureThatWasNeverPolled_takesNothing() throws Exception {
        Leaf leaf = newLeaf();
        assertSame(Poll.CANCELLED, waitOn(leaf).drop());
        leaf.provider().provide();
        assertSame(Poll.CANCELLED, waitOn(leaf).drop());
        waitOn(leaf).assertReady();
    }

    @Test
    void droppingAWaiter_isNotWokenAndLeavesTheOthersInOrder() throws Exception {
        Leaf leaf = newLeaf();
        assumeManyMayWait(leaf);
        TaskProbe<?> first = waitOn(leaf);
        TaskProbe<?> second = waitOn(leaf);
        TaskProbe<?> third = waitOn(leaf);
        first.assertPending();
        second.assertPending();
        third.assertPending();
        assertSame(Poll.CANCELLED, first.drop());
        int wakes = first.wakeCount();
        leaf.provider().provide();
        assertEquals(wakes, first.wakeCount(), "wakes: a dropped waiter was woken");
        assertTrue(second.isWoken(), "what the dropped waiter would have had did not go to the next");
        second.assertReady();
        if (leaf.handsOver()) {
            third.assertPending();
        }
    }

    @Test
    void droppingTheLastWaiterInLine_disturbsNobody() throws Exception {
        Leaf leaf = newLeaf();
        assumeManyMayWait(leaf);
        TaskProbe<?> first = waitOn(leaf);
        TaskProbe<?> second = waitOn(leaf);
        first.assertPending();
        second.assertPending();
        assertSame(Poll.CANCELLED, second.drop());
        leaf.provider().provide();
        first.assertReady();
    }

    @Test
    void droppingAfterTheHandOver_givesToTheNextInOrder() throws Exception {
        Leaf leaf = newLeaf();
        assumeTrue(leaf.handsOver(), "all waiters are served at once");
        TaskProbe<?> first = waitOn(leaf);
        TaskProbe<?> second = waitOn(leaf);
        TaskProbe<?> third = waitOn(leaf);
        first.assertPending();
        second.assertPending();
        third.assertPending();
        leaf.provider().provide();
        assertTrue(first.isWoken(), "the first waiter was not woken");
        assertSame(Poll.CANCELLED, first.drop(), "a leaf takes nothing in a drop");
        assertTrue(second.isWoken(), "what was given back did not go to the next waiter");
        third.assertPending();
        second.assertReady();
        third.assertPending();
    }

    @Test
    void droppingAfterTheHandOver_leavesItForWhoeverComesLater() throws Exception {
        Leaf leaf = newLeaf();
        TaskProbe<?> waiter = waitOn(leaf);
        waiter.assertPending();
        leaf.provider().provide();
        assertSame(Poll.CANCELLED, waiter.drop(), "a leaf takes nothing in a drop");
        waitOn(leaf).assertReady();
    }

    @Test
    void whatWasTaken_isTakenOnce() throws Exception {
        Leaf leaf = newLeaf();
        assumeTrue(leaf.handsOver(), "it is not said to be taken away");
        TaskProbe<?> first = waitOn(leaf);
        first.assertPending();
        leaf.provider().provide();
        first.assertReady();
        waitOn(leaf).assertPending();
    }

    @Test
    void takingCountsAgainstTheBudget_andEndsThePollAtOperation129() throws Exception {
        Leaf leaf = newLeaf();
        int[] taken = {0};
        TaskProbe<?> taker = probe(takeAll(leaf, taken), ofOperations(Budget.DEFAULT_OPERATIONS));
        if (leaf.budgeted()) {
            taker.assertPending();
            assertEquals(Budget.DEFAULT_OPERATIONS, taken[0], "taken in one poll");
            assertTrue(taker.isWoken(), "a poll whose budget is spent must be polled again");
        }
        taker.assertReady();
        assertEquals(Budget.DEFAULT_OPERATIONS + 1, taken[0], "taken in all: a refused poll must take nothing");
    }

    @Test
    void waitingCostsNoBudget() throws Exception {
        Future<?> waiting = newLeaf().waiter().future();
        TaskProbe<?> taker = probe(
                cx -> {
                    for (int i = 0; i < 3; i++) {
                        assertSame(Poll.PENDING, waiting.poll(cx));
                    }
                    return cx.budget().remaining();
                },
                ofOperations(1));
        assertEquals(1, (Object) taker.assertReady(), "operations left after polls that were pending");
        var _ = waiting.drop(Context.of(() -> {}));
    }

    private static void assumeManyMayWait(Leaf leaf) {
        assumeTrue(leaf.service() != Service.EXCLUSIVE, "one waiter at a time");
    }

    /// Takes 129 times, one poll after the other, as a loop in a task does.
    private static Future<Integer> takeAll(Leaf leaf, int[] taken) {
        return new Future<>() {
            private @Nullable Future<?> current;

            @Override
            public @Nullable Object poll(Context cx) throws Exception {
                while (taken[0] <= Budget.DEFAULT_OPERATIONS) {
                    Future<?> waiter = current;
                    if (waiter == null) {
                        leaf.provider().provide();
                        waiter = leaf.waiter().future();
                        current = waiter;
                    }
                    if (waiter.poll(cx) == Poll.PENDING) {
                        return Poll.PENDING;
                    }
                    current = null;
                    taken[0]++;
                }
                return taken[0];
            }
        };
    }

    /// A budget that time does not end.
    private static Budget ofOperations(int operations) {
        return new Budget(operations, Long.MAX_VALUE);
    }

    private TaskProbe<?> waitOn(Leaf leaf) throws Exception {
        return probe(leaf.waiter().future(), Budget.unlimited());
    }
}
