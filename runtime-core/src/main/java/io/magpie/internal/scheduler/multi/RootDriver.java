package io.magpie.internal.scheduler.multi;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.scheduler.Root;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.SharedServices;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.time.Timers;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.spi.IoPoller;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the roots of `blockOn`, each on the thread that calls. Such a thread is no worker: it has no queue and steals
/// nothing, and it uses the timers and the driver of a worker.
final class RootDriver {

    /// Steele, Lea and Flood's constant, which keeps sequences of random numbers apart.
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final MultiThreadScheduler scheduler;
    private final Settings settings;
    private final SharedServices shared;

    /// Calls so far: each gets its own sequence of random numbers from the runtime's seed.
    private final AtomicLong calls = new AtomicLong();

    RootDriver(MultiThreadScheduler scheduler, SharedServices shared) {
        this.scheduler = scheduler;
        this.settings = scheduler.settings();
        this.shared = shared;
    }

    <T extends @Nullable Object> T blockOn(Future<T> future) throws Exception {
        Thread self = Thread.currentThread();
        Root<T> root = new Root<>(
                future,
                new Budget(settings.budgetOperations(), settings.budgetNanos()),
                newServices(),
                shared,
                () -> LockSupport.unpark(self));
        if (!shared.owned().link(root.task())) {
            root.task().completeUnscheduled(Cancellation.SHUT_DOWN);
        }
        CurrentRuntime.runBound(scheduler, true, () -> drive(root));
        return root.outcome();
    }

    /// What a thread that is no worker offers to futures: the timers and the driver of some worker.
    PollContext.Services newServices() {
        return new RootServices();
    }

    @SuppressWarnings("ThreadPriorityCheck") // a root that yields lets the workers run
    private void drive(Root<?> root) {
        while (!root.task().isFinished()) {
            root.checkInterrupt();
            if (!root.runIfReady()) {
                awaitReady(root);
            } else if (root.isReady()) {
                Thread.yield();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // as above
    private void awaitReady(Root<?> root) {
        long start = System.nanoTime();
        while (scheduler.isWorthSpinning(start)) {
            if (root.isReady()) {
                return;
            }
            Thread.yield();
        }
        LockSupport.park(root);
    }

    /// What the calling thread offers to its root.
    private final class RootServices implements PollContext.Services {

        private final SplittableRandom random =
                new SplittableRandom(settings.seed() + GOLDEN_GAMMA * calls.incrementAndGet());
        private final int slot = random.nextInt(settings.workers());

        @Override
        @SuppressWarnings("unchecked") // each service is returned for its own class
        public <S> @Nullable S find(Class<S> type) {
            if (type == Timers.class) {
                return (S) scheduler.workers()[slot].wheel;
            }
            if (type == IoPoller.class) {
                Shard shard = scheduler.shardOf(slot);
                return shard == null ? null : (S) shard.poller();
            }
            return null;
        }

        @Override
        public int nextRandom() {
            return random.nextInt();
        }

        @Override
        public void onBudgetSpent() {}
    }
}
