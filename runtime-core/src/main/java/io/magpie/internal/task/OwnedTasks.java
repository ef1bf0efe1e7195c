package io.magpie.internal.task;

import io.magpie.future.Cancellation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tasks that are alive and belong to no worker: spawned from outside, roots of `blockOn`, blocking jobs.
///
/// Sharded, each shard behind a short lock.
public final class OwnedTasks {

    private final Shard[] shards;

    /// Called each time a closed registry may have become empty.
    private final Runnable onEmpty;

    /// For questions only; what counts is each shard's own flag.
    private volatile boolean closed;

    /// A registry of so many shards; `onEmpty` is called by the thread that takes a closed registry to 0 tasks.
    public OwnedTasks(int shards, Runnable onEmpty) {
        this.shards = new Shard[shards];
        for (int i = 0; i < shards; i++) {
            this.shards[i] = new Shard();
        }
        this.onEmpty = onEmpty;
    }

    /// Lists a task, before it is scheduled. Returns false if the registry is closed: the task must not be scheduled.
    public boolean link(Task<?> task, int hint) {
        int index = hint % shards.length;
        return shards[index].link(task, index, false);
    }

    /// As [#link], also if the registry is closed. Called in a poll of a task that is alive.
    boolean linkLate(Task<?> task, int hint) {
        int index = hint % shards.length;
        return shards[index].link(task, index, true);
    }

    /// Forgets a completed task.
    public void unlink(Task<?> task) {
        if (shards[task.shard - 1].unlink(task) && isEmpty()) {
            onEmpty.run();
        }
    }

    /// The number of tasks alive; each shard is exact, the sum is a snapshot.
    public int count() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.count();
        }
        return sum;
    }

    /// Whether no task is alive. Final once the registry is closed.
    public boolean isEmpty() {
        for (Shard shard : shards) {
            if (shard.count() != 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether tasks are refused.
    public boolean isClosed() {
        return closed;
    }

    /// Refuses further tasks. Idempotent.
    public void close() {
        closed = true;
        for (Shard shard : shards) {
            shard.close();
        }
    }

    /// Aborts every task listed. After [#close], that is every task there will ever be.
    public void abortAll(Cancellation why) {
        for (Task<?> task : snapshot()) {
            task.abort(why);
        }
    }

    /// Adds the tasks alive, for reports.
    void addTo(List<Task<?>> tasks) {
        for (Shard shard : shards) {
            shard.addTo(tasks);
        }
    }

    private List<Task<?>> snapshot() {
        List<Task<?>> tasks = new ArrayList<>();
        addTo(tasks);
        return tasks;
    }

    /// A doubly linked list under a spin lock. The lock is held for a few instructions and never across a call.
    private static final class Shard {

        private static final VarHandle LOCK;
        private static final VarHandle COUNT;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                LOCK = lookup.findVarHandle(Shard.class, "lock", int.class);
                COUNT = lookup.findVarHandle(Shard.class, "count", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /// Spins before a thread that wants the lock gives its time slice away: the holder may be descheduled. A guess.
        private static final int SPINS_BEFORE_YIELD = 200;

        @SuppressWarnings("unused") // through LOCK
        private int lock;

        /// Written under the lock, read by anyone. Volatile: see "The registry" in the package's documentation.
        @SuppressWarnings("unused") // through COUNT
        private int count;

        private boolean closed;

        private @Nullable Task<?> first;

        /// Returns false if the shard is closed and `late` is not set.
        boolean link(Task<?> task, int index, boolean late) {
            lock();
            try {
                if (closed && !late) {
                    return false;
                }
                task.shard = (short) (index + 1);
                Task<?> head = first;
                task.ownedNext = head;
                if (head != null) {
                    head.ownedPrevious = task;
                }
                first = task;
                int count = (int) COUNT.get(this) + 1;
                if (late) {
                    // Before the completion of the task that leaves this one behind is counted, and seen with it: see
                    // TaskRegistry.isEmpty.
                    COUNT.setVolatile(this, count);
                } else {
                    COUNT.set(this, count);
                }
                return true;
            } finally {
                unlock();
            }
        }

        /// Returns whether the shard is closed and now empty.
        boolean unlink(Task<?> task) {
            lock();
            try {
                Task<?> previous = task.ownedPrevious;
                Task<?> next = task.ownedNext;
                if (previous != null) {
                    previous.ownedNext = next;
                } else {
                    first = next;
                }
                if (next != null) {
                    next.ownedPrevious = previous;
                }
                task.ownedNext = null;
                task.ownedPrevious = null;
                int left = (int) COUNT.get(this) - 1;
                if (closed) {
                    // Volatile only here, where shards look at each other's counts: two that reach 0 at once must not
                    // both miss the other.
                    COUNT.setVolatile(this, left);
                    return left == 0;
                }
                COUNT.setOpaque(this, left);
                return false;
            } finally {
                unlock();
            }
        }

        int count() {
            return (int) COUNT.getVolatile(this);
        }

        void close() {
            lock();
            try {
                closed = true;
            } finally {
                unlock();
            }
        }

        void addTo(List<Task<?>> tasks) {
            lock();
            try {
                for (Task<?> task = first; task != null; task = task.ownedNext) {
                    tasks.add(task);
                }
            } finally {
                unlock();
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // the yield is for a holder that was descheduled
        private void lock() {
            int spins = 0;
            while (!LOCK.compareAndSet(this, 0, 1)) {
                if (++spins < SPINS_BEFORE_YIELD) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }

        private void unlock() {
            LOCK.setRelease(this, 0);
        }
    }
}
