package io.magpie.internal.task;

import static io.magpie.internal.model.Actors.inParallel;
import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real [Task], [Waiter] and [OwnedTasks] under Lincheck's model checker: what must hold after every interleaving of
/// those who run, wake, abort and join a task. Each claim comes with a break that must be found.
@Tag("lincheck")
class TaskLincheckTest {

    private static final int INVOCATIONS = 10 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 5_000;

    // ---- wake ‖ run

    @Test
    void aWakeDuringAPoll_isNeverLost() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Wakes(true).run());
    }

    @Test
    void aRunnerThatForgetsToResubmit_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Wakes(false).run()))
                .isInstanceOf(AssertionError.class);
    }

    // ---- abort ‖ run ‖ join

    @Test
    void abortAndJoin_agreeOnTheOutcome() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Aborts(true).run());
    }

    @Test
    void anAbortThatSchedulesNobody_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Aborts(false).run()))
                .isInstanceOf(AssertionError.class);
    }

    // ---- join ‖ join ‖ complete

    @Test
    void everyJoiner_isWokenOrSeesTheOutcome() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Entries entries = new Entries();
            Task<String> task = new Task<>(cx -> "value", entries);
            AtomicBoolean first = new AtomicBoolean();
            AtomicBoolean second = new AtomicBoolean();
            inParallel(() -> task.run(context()), () -> await(task, first), () -> await(task, second));
            require(first.get() && second.get(), "joiners served: " + first + ", " + second);
        });
    }

    // ---- spawn ‖ shutdown

    @Test
    void aSpawn_isRefused_orAborted() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Shutdown(true).run());
    }

    @Test
    void abortingBeforeClosing_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Shutdown(false).run()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoeverEmptiesTheClosedRegistry_tells() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            AtomicInteger told = new AtomicInteger();
            OwnedTasks owned = new OwnedTasks(2, told::incrementAndGet);
            Task<String> first = task(owned, 0);
            Task<String> second = task(owned, 1);
            owned.close();
            inParallel(() -> owned.unlink(first), () -> owned.unlink(second));
            require(told.get() >= 1 && owned.isEmpty(), "told " + told);
        });
    }

    private static Task<String> task(OwnedTasks owned, int shard) {
        Task<String> task = new Task<>(cx -> "value", new Entries());
        require(owned.link(task, shard), "refused");
        return task;
    }

    /// A task that ends when it has seen both wakers' data.
    private static final class Wakes {
        private final AtomicInteger data = new AtomicInteger();
        private final Entries entries = new Entries();
        private final Task<String> task = new Task<>(cx -> data.get() == 2 ? "both" : Poll.PENDING, entries);
        private final boolean resubmits;

        Wakes(boolean resubmits) {
            this.resubmits = resubmits;
        }

        void run() {
            inParallel(this::runFirst, this::wake, this::wake);
            entries.runAll(task);
            require(task.isFinished(), "asleep although both have woken it: " + task.stateName());
        }

        private void runFirst() {
            if (task.run(context()) == Task.Ran.RESUBMIT && resubmits) {
                entries.schedule(task);
            }
        }

        private void wake() {
            data.incrementAndGet();
            task.wake();
        }
    }

    /// A task that waits for ever, run once, aborted, joined.
    private static final class Aborts {
        private final Entries entries = new Entries();
        private final Once future = new Once();
        private final Task<String> task = new Task<>(future, entries);
        private final AtomicBoolean served = new AtomicBoolean();
        private final boolean schedules;

        Aborts(boolean schedules) {
            this.schedules = schedules;
        }

        void run() {
            entries.deaf = !schedules;
            inParallel(
                    () -> {
                        if (task.run(context()) == Task.Ran.RESUBMIT) {
                            entries.schedule(task);
                        }
                        entries.runAll(task);
                    },
                    () -> task.abort(Cancellation.aborted("test")),
                    () -> await(task, served));
            entries.runAll(task);
            require(task.isFinished(), "not cancelled: " + task.stateName());
            require(task.outcome() instanceof Outcome.Aborted, "outcome " + task.outcome());
            require(future.drops.get() == 1, "dropped " + future.drops + " times");
            require(served.get(), "a joiner sleeps for ever");
        }
    }

    private static final class Once implements Future<String> {
        private final AtomicInteger drops = new AtomicInteger();

        @Override
        public Object poll(Context cx) {
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            drops.incrementAndGet();
            return Poll.CANCELLED;
        }
    }

    private static final class Shutdown {
        private final OwnedTasks owned = new OwnedTasks(2, () -> {});
        private final Entries entries = new Entries();
        private final Task<String> task = new Task<>(new Once(), entries);
        private final boolean closesFirst;

        Shutdown(boolean closesFirst) {
            this.closesFirst = closesFirst;
        }

        void run() {
            inParallel(this::spawn, this::shutDown);
            entries.runAll(task);
            require(task.isFinished(), "escaped the shutdown: " + task.stateName());
        }

        private void spawn() {
            if (owned.link(task, 1)) {
                entries.schedule(task);
            } else {
                task.completeUnscheduled(Cancellation.SHUT_DOWN);
            }
        }

        private void shutDown() {
            if (closesFirst) {
                owned.close();
                owned.abortAll(Cancellation.SHUT_DOWN);
            } else {
                owned.abortAll(Cancellation.SHUT_DOWN);
                owned.close();
            }
        }
    }

    /// The entries of one task, as a count: there must never be two.
    private static final class Entries implements Scheduler {
        private final AtomicInteger count = new AtomicInteger();
        private final UnseenFailures failures = new UnseenFailures(_ -> {});
        private boolean deaf;

        @Override
        public void schedule(Task<?> task) {
            if (deaf) {
                return;
            }
            require(count.incrementAndGet() == 1, "a second entry");
        }

        void runAll(Task<?> task) {
            while (count.get() == 1) {
                count.decrementAndGet();
                if (task.run(context()) == Task.Ran.RESUBMIT) {
                    schedule(task);
                }
            }
        }

        @Override
        public void release(Task<?> task) {}

        @Override
        public void reportFailure(FailureReport report) {}

        @Override
        public UnseenFailures unseenFailures() {
            return failures;
        }
    }

    /// Waits by hand: one who finds the outcome may be woken as well.
    private static void await(Task<String> task, AtomicBoolean served) {
        try {
            if (task.poll(Context.of(() -> served.set(true))) != Poll.PENDING) {
                served.set(true);
            }
        } catch (Exception cancelled) {
            served.set(true);
        }
    }

    private static PollContext context() {
        return new PollContext(Budget.unlimited(), PollContext.NO_SERVICES);
    }
}
