package io.magpie.internal.task;

import io.magpie.future.Cancellation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// Every task of a runtime that is alive, so that shutdown can reach them all.
///
/// Tasks spawned by a worker are on that worker's list ([WorkerTasks]), all others in shards behind locks
/// ([OwnedTasks]).
public final class TaskRegistry {

    private static final VarHandle CLOSED;
    private static final VarHandle ADMITTED;

    /// In [#admitted]: nobody is admitted any more.
    private static final long REFUSING = 1;

    /// In [#admitted]: one task.
    private static final long ONE = 2;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLOSED = lookup.findVarHandle(TaskRegistry.class, "closed", boolean.class);
            ADMITTED = lookup.findVarHandle(TaskRegistry.class, "admitted", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerTasks[] workers;
    private final OwnedTasks others;

    /// Called when the closed registry has become empty, maybe more than once.
    private final Runnable onEmpty;

    @SuppressWarnings("unused") // through CLOSED
    private boolean closed;

    /// Tasks ever admitted, less those that were listed among the others after all; and whether admission is over.
    @SuppressWarnings("unused") // through ADMITTED
    private long admitted;

    /// An empty registry.
    ///
    /// @param workerSlots slots of workers; 0 if there are none
    /// @param onEmpty called by the thread that takes the closed registry to 0 tasks
    public TaskRegistry(int workerSlots, Runnable onEmpty) {
        this.workers = new WorkerTasks[workerSlots];
        for (int slot = 0; slot < workerSlots; slot++) {
            workers[slot] = new WorkerTasks(slot);
        }
        this.others = new OwnedTasks(1, this::checkEmpty);
        this.onEmpty = onEmpty;
    }

    // ---- workers, each with its own slot

    /// Lists a task that the worker in `slot`, the calling thread, spawns. Returns false if the registry is closed: the
    /// task must not be scheduled.
    public boolean linkOwn(Task<?> task, int slot) {
        if (isClosed()) {
            return false;
        }
        workers[slot].link(task);
        return true;
    }

    /// Forgets a task that the worker in `slot`, the calling thread, has completed. Returns the slot of a worker that
    /// should be woken to let go of its completed tasks, or -1.
    public int unlinkOwn(Task<?> task, int slot) {
        if (task.shard > 0) {
            others.unlink(task);
            return -1;
        }
        int home = ~task.shard;
        boolean wake = false;
        if (home == slot) {
            workers[slot].unlink(task);
        } else {
            wake = workers[home].giveBack(task);
        }
        workers[slot].countCompleted();
        if (isClosed()) {
            // Between the count and the reads of the others' counts: of two workers that complete the last two tasks,
            // one at least sees both.
            VarHandle.fullFence();
            checkEmpty();
        }
        return wake ? home : -1;
    }

    /// Lets go of tasks that others have completed. Called by the worker in `slot`.
    public void collect(int slot) {
        workers[slot].collect();
    }

    /// Replaces what the list of the worker in `slot`, the calling thread, begins in, so that it is young for the collector.
    public void renew(int slot) {
        workers[slot].renew();
    }

    /// Aborts what the worker in `slot`, the calling thread, has spawned. Called once by each worker after it has seen
    /// the registry closed: [#abortAll] may have missed what was being spawned meanwhile.
    public void acknowledgeClose(int slot, Cancellation why) {
        workers[slot].abortAll(why);
    }

    /// Lists a task that the worker in `slot`, the calling thread, takes from the injection queue, if it is new.
    ///
    /// @return true if it was
    public boolean listAdmitted(Task<?> task, int slot) {
        if (task.shard != 0) {
            return false;
        }
        workers[slot].list(task);
        return true;
    }

    // ---- anyone

    /// Counts a task that a worker will list when it takes it from the injection queue: a spawn from outside takes no
    /// lock. Returns false if the registry is closed.
    public boolean admit() {
        long word;
        do {
            word = (long) ADMITTED.getVolatile(this);
            if ((word & REFUSING) != 0) {
                return false;
            }
        } while (!ADMITTED.compareAndSet(this, word, word + ONE));
        return true;
    }

    /// Lists a task among the others that was admitted, and taken from the injection queue by somebody who has no list, if
    /// it is new.
    ///
    /// @return true if it was
    public boolean listAdmitted(Task<?> task) {
        if (task.shard != 0) {
            return false;
        }
        boolean listed = others.linkLate(task, 0);
        // After the other count has risen, which `isEmpty` reads last.
        long ignored = (long) ADMITTED.getAndAdd(this, -ONE);
        return listed;
    }

    /// Lists a task that was not spawned by a worker. Returns false if the registry is closed.
    public boolean link(Task<?> task) {
        return others.link(task, 0);
    }

    /// Lists clean-up that a task leaves behind while the registry is closed. Called in a poll of a task that is listed, so
    /// the registry is not empty.
    public boolean linkLate(Task<?> task) {
        return others.linkLate(task, 0);
    }

    /// Forgets a completed task that was listed by [#link].
    public void unlink(Task<?> task) {
        others.unlink(task);
    }

    /// The number of tasks alive; a snapshot.
    public int count() {
        long alive = others.count();
        for (WorkerTasks worker : workers) {
            alive -= worker.completed();
        }
        for (WorkerTasks worker : workers) {
            alive += worker.linked();
        }
        return (int) (alive + (long) ADMITTED.getVolatile(this) / ONE);
    }

    /// Whether no task is alive.
    public boolean isEmpty() {
        // Completions first. Both counts only rise, and none is completed that was not linked: if the sums agree
        // although the second was read later, they were equal in between.
        // And the others last, once more: a task of a worker may have listed clean-up there as its last act.
        return count() == 0 && others.count() == 0;
    }

    /// Whether tasks are refused.
    public boolean isClosed() {
        return (boolean) CLOSED.getVolatile(this);
    }

    /// Refuses further tasks. Idempotent. A worker may still link the task that it is spawning at this moment.
    public void close() {
        CLOSED.setVolatile(this, true);
        long ignored = (long) ADMITTED.getAndBitwiseOr(this, REFUSING);
        others.close();
    }

    /// Aborts every task listed.
    public void abortAll(Cancellation why) {
        for (Task<?> task : snapshot()) {
            task.abort(why);
        }
    }

    /// The tasks alive, for reports; tasks that are spawned or completed meanwhile may hide others.
    public List<Task<?>> snapshot() {
        List<Task<?>> tasks = new ArrayList<>();
        others.addTo(tasks);
        for (WorkerTasks worker : workers) {
            worker.addTo(tasks);
        }
        return tasks;
    }

    private void checkEmpty() {
        if (isClosed() && isEmpty()) {
            onEmpty.run();
        }
    }
}
