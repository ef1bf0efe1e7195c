package io.magpie.internal.scope;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.FailureReport;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Scheduler;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.UnseenFailures;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The owner of a scope against children that arrive and end.
public final class ScopeStress {

    private ScopeStress() {}

    /// The children of a scope whose body has returned; polled by one thread.
    static class Scope implements Launcher, Scheduler {

        private static final UnseenFailures UNSEEN = new UnseenFailures(_ -> {});

        final Children children = new Children();
        final AtomicInteger wakes = new AtomicInteger();

        Task<Integer> spawn() {
            return children.spawn(this, _ -> 1, null);
        }

        static void run(Task<?> task) {
            var _ = task.run(new PollContext(Budget.unlimited(), NO_SERVICES));
        }

        private void settleAll() {
            children.settleAll(wakes::incrementAndGet, _ -> {});
        }

        /// Whether the scope has ended.
        boolean poll() {
            settleAll();
            return children.end();
        }

        /// Cancels; returns whether the scope has ended.
        boolean drop() {
            settleAll();
            children.cancelAll(Cancellation.GIVEN_UP, wakes::incrementAndGet, _ -> {});
            return children.end();
        }

        @Override
        public <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name) {
            return new Task<>(future, this);
        }

        @Override
        public <T extends @Nullable Object> Task<T> refuse(Future<T> future, @Nullable String name, Cancellation why) {
            Task<T> task = new Task<>(future, this);
            task.completeUnscheduled(why);
            return task;
        }

        @Override
        public void schedule(Task<?> task) {}

        @Override
        public void release(Task<?> task) {}

        @Override
        public void reportFailure(FailureReport report) {}

        @Override
        public UnseenFailures unseenFailures() {
            return UNSEEN;
        }
    }

    private static final PollContext.Services NO_SERVICES = new PollContext.Services() {
        @Override
        public <S> @Nullable S find(Class<S> type) {
            return null;
        }

        @Override
        public int nextRandom() {
            return 0;
        }

        @Override
        public void onBudgetSpent() {}
    };

    /// A child that arrived ends while the owner polls for the first time: the poll sees it, or the owner is woken.
    /// Breaks if `keep` is a look and a store, if a wake that finds ARRIVED wakes nobody, or if `aim` is a plain store.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "not seen, and woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "seen")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen, and woken for nothing")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class EndVsPoll extends Scope {
        private final Task<Integer> task = spawn();

        @Actor
        public void owner(II_Result r) {
            r.r1 = poll() ? 1 : 0;
        }

        @Actor
        public void child() {
            run(task);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = Math.min(1, wakes.get());
        }
    }

    /// A child that is kept ends while the owner polls: the poll sees it, or the owner is woken.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "not seen, and woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "seen, woken at the time of the poll before")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen, and woken")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever")
    @State
    public static class KeptEndVsPoll extends Scope {
        private final Task<Integer> task = spawn();

        public KeptEndVsPoll() {
            poll();
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = poll() ? 1 : 0;
        }

        @Actor
        public void child() {
            run(task);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = Math.min(1, wakes.get());
        }
    }

    /// A spawn while the owner cancels: refused, or the child is aborted by one of both. Breaks if the spawner does not
    /// look at the word after its push, if the look is plain, or if the owner takes before it cancels.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "aborted; the scope waits for it")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "a child runs on")
    @State
    public static class SpawnVsCancel extends Scope {
        private @Nullable Task<Integer> task;

        @Actor
        public void spawner() {
            try {
                task = spawn();
            } catch (IllegalStateException ended) {
                task = null;
            }
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = drop() ? 1 : 0;
        }

        @Arbiter
        public void end(II_Result r) {
            Task<Integer> spawned = task;
            if (spawned != null && !spawned.isFinished()) {
                run(spawned);
            }
            r.r2 = spawned == null || spawned.outcome() instanceof io.magpie.task.Outcome.Aborted<?> ? 1 : 0;
        }
    }

    /// A spawn while the owner ends: refused, or waited for. Breaks if the end is a look and a store.
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "spawned; the scope waits for it")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "ended; the spawn is refused")
    @Outcome(expect = FORBIDDEN, desc = "a child outlives its scope, or a spawn is refused by an open one")
    @State
    public static class SpawnVsEnd extends Scope {

        @Actor
        public void spawner(II_Result r) {
            try {
                r.r2 = spawn() == null ? -1 : 1;
            } catch (IllegalStateException ended) {
                r.r2 = 0;
            }
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = poll() ? 1 : 0;
        }
    }

    /// Two spawns at once: both children are counted, and both are found.
    @JCStressTest
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both were waited for")
    @Outcome(expect = FORBIDDEN, desc = "a child was lost")
    @State
    public static class SpawnVsSpawn extends Scope {
        private @Nullable Task<Integer> first;
        private @Nullable Task<Integer> second;

        @Actor
        public void one() {
            first = spawn();
        }

        @Actor
        public void other() {
            second = spawn();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = poll() ? 0 : 1;
            run(first);
            r.r1 += poll() ? 0 : 1;
            run(second);
            r.r2 = poll() ? 1 : 0;
        }
    }
}
