package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;

import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import io.magpie.examples.load.ProcessFacts;
import io.magpie.sync.Notify;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A million tasks wait at one gate: what each keeps in memory. A hundredth of them before, as a rehearsal.
public abstract class IdleMemory implements Workload.Once {

    private static final int TASKS = Size.of(1_000_000);
    private static final int REHEARSAL = Size.of(10_000);
    private static final long LOOK_NANOS = 1_000_000;
    /// From the last arrival at the gate until the task that arrived waits there. A guess; too short costs nothing but
    /// accuracy in the sixth digit.
    private static final long SETTLE_NANOS = 50_000_000;

    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    /// Where tasks wait.
    public interface Gate {
        /// Lets all of them go on.
        void open();
    }

    /// Spawns tasks that call [#arrive], wait at the gate, and call [#leave].
    ///
    /// @param count how many
    /// @return the gate
    protected abstract Gate spawn(int count);

    /// Called by a task that is about to wait.
    protected final void arrive() {
        arrived.incrementAndGet();
    }

    /// Called by a task that has passed the gate.
    protected final void leave() {
        left.incrementAndGet();
    }

    @Override
    public final Trial.Round measure() {
        park(REHEARSAL).open();
        awaitCount(left, REHEARSAL);
        ProcessFacts before = ProcessFacts.afterCollection();
        Gate gate = park(TASKS);
        ProcessFacts after = ProcessFacts.afterCollection();
        gate.open();
        awaitCount(left, TASKS);
        return new Trial.Round(Map.of(
                Row.VALUE,
                (double) (after.rssBytes() - before.rssBytes()) / TASKS,
                "rss",
                (double) (after.rssBytes() - before.rssBytes()) / TASKS,
                "heap",
                (double) (after.heapBytes() - before.heapBytes()) / TASKS));
    }

    private Gate park(int count) {
        arrived.set(0);
        left.set(0);
        Gate gate = spawn(count);
        awaitCount(arrived, count);
        long until = System.nanoTime() + SETTLE_NANOS;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return gate;
    }

    private static void awaitCount(AtomicInteger count, int wanted) {
        while (count.get() < wanted) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// In async blocks.
    static final class Magpie extends IdleMemory {
        private final MagpieWorkload host = new MagpieWorkload() {
            @Override
            public void run() {}
        };

        @Override
        protected Gate spawn(int count) {
            Notify gate = new Notify();
            for (int i = 0; i < count; i++) {
                host.runtime
                        .spawn(() -> {
                            arrive();
                            await(gate.notified());
                            leave();
                        })
                        .detached();
            }
            return gate::notifyWaiters;
        }

        @Override
        public void close() {
            host.close();
        }
    }

    /// On virtual threads.
    static final class VirtualThreads extends IdleMemory {
        @Override
        protected Gate spawn(int count) {
            CountDownLatch gate = new CountDownLatch(1);
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(() -> {
                    arrive();
                    try {
                        gate.await();
                        leave();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            return gate::countDown;
        }
    }

    /// In a pool: a continuation of a future waits.
    static final class ForkJoin extends IdleMemory {
        private final ForkJoinWorkload host = new ForkJoinWorkload() {
            @Override
            public void run() {}
        };

        @Override
        protected Gate spawn(int count) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            for (int i = 0; i < count; i++) {
                host.pool.execute(() -> {
                    arrive();
                    gate.thenRunAsync(this::leave, host.pool);
                });
            }
            return () -> gate.complete(null);
        }

        @Override
        public void close() {
            host.close();
        }
    }
}
