package io.magpie.internal.task;

import io.magpie.future.Cancellation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tasks that one worker has spawned and that are alive: a list that only this worker changes, so that spawning and
/// completing a task there takes no lock and no read-modify-write.
///
/// A task that was stolen completes elsewhere: the thief gives it back on a stack, and the worker takes it off its list
/// at its next tick, or before it sleeps. The argument why nothing escapes a shutdown is in the package's documentation.
final class WorkerTasks {

    /// Tasks given back to a worker that sleeps before it is woken to let go of them. A guess.
    private static final int GIVEN_BACK_BEFORE_WAKE = 256;

    /// A task given back; a stack.
    ///
    /// @param task completed elsewhere
    /// @param next the one given back before
    /// @param depth how many there are, this one included
    private record GivenBack(Task<?> task, @Nullable GivenBack next, int depth) {}

    /// The head of the list, an object of its own so that it can be replaced, and stays young for the collector: see
    /// `docs/decisions/old-objects.md`.
    private static final class Head {
        /// The task spawned last that is alive. Written by the worker.
        private @Nullable Task<?> first;
    }

    private static final VarHandle HEAD;
    private static final VarHandle FIRST;
    private static final VarHandle LINKED;
    private static final VarHandle COMPLETED;
    private static final VarHandle GIVEN_BACK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(WorkerTasks.class, "head", Head.class);
            FIRST = lookup.findVarHandle(Head.class, "first", Task.class);
            LINKED = lookup.findVarHandle(WorkerTasks.class, "linked", long.class);
            COMPLETED = lookup.findVarHandle(WorkerTasks.class, "completed", long.class);
            GIVEN_BACK = lookup.findVarHandle(WorkerTasks.class, "givenBack", GivenBack.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The worker's slot, which [Task#shard] of its tasks names.
    private final int slot;

    /// Written by the worker.
    private Head head = new Head();

    /// Tasks ever spawned here. Written by the worker.
    private long linked;

    /// Tasks that this worker has ever completed, of its own and of other workers. Written by the worker.
    private long completed;

    /// Tasks of this worker that were completed elsewhere.
    @SuppressWarnings("unused") // through GIVEN_BACK
    private @Nullable GivenBack givenBack;

    WorkerTasks(int slot) {
        this.slot = slot;
    }

    // ---- the worker

    /// Lists a task that this worker spawns, and counts it.
    void link(Task<?> task) {
        list(task);
        LINKED.setRelease(this, linked + 1);
    }

    /// Lists a task that was counted elsewhere.
    void list(Task<?> task) {
        Task<?> next = head.first;
        task.shard = (short) ~slot;
        task.ownedNext = next;
        if (next != null) {
            next.ownedPrevious = task;
        }
        // Publishes the task to whoever reports or aborts all; pairs with the read in addTo.
        FIRST.setRelease(head, task);
    }

    /// Takes a completed task off the list. Links are cleared, so that a handle that is kept keeps no other task.
    void unlink(Task<?> task) {
        Task<?> previous = task.ownedPrevious;
        Task<?> next = task.ownedNext;
        if (previous == null) {
            FIRST.setRelease(head, next);
        } else {
            previous.ownedNext = next;
        }
        if (next != null) {
            next.ownedPrevious = previous;
        }
        task.ownedNext = null;
        task.ownedPrevious = null;
    }

    /// Counts a task that this worker has completed, after it was unlinked or given back.
    void countCompleted() {
        COMPLETED.setRelease(this, completed + 1);
    }

    /// Takes the tasks off the list that were given back.
    void collect() {
        if (GIVEN_BACK.getOpaque(this) == null) {
            return;
        }
        for (GivenBack node = (GivenBack) GIVEN_BACK.getAndSet(this, null); node != null; node = node.next()) {
            unlink(node.task());
        }
    }

    /// Replaces what the first task is stored in.
    void renew() {
        Head fresh = new Head();
        fresh.first = head.first;
        // Volatile: a closer that reads the head before this one has missed at most what the worker lists afterwards,
        // and
        // then the worker sees that the registry is closed.
        HEAD.setVolatile(this, fresh);
    }

    /// Aborts every task of this worker. Exact, because it is the worker that calls.
    void abortAll(Cancellation why) {
        Task<?> next;
        for (Task<?> task = head.first; task != null; task = next) {
            next = task.ownedNext;
            task.abort(why);
        }
    }

    // ---- others

    /// Gives a task back that was completed elsewhere. Returns true when so many have gathered that the worker should be
    /// woken, if it sleeps.
    boolean giveBack(Task<?> task) {
        GivenBack head;
        GivenBack node;
        do {
            head = (GivenBack) GIVEN_BACK.getVolatile(this);
            node = new GivenBack(task, head, head == null ? 1 : head.depth() + 1);
        } while (!GIVEN_BACK.compareAndSet(this, head, node));
        return node.depth() % GIVEN_BACK_BEFORE_WAKE == 0;
    }

    /// Adds the tasks that are alive. If the worker spawns or completes tasks meanwhile, some may be missing.
    void addTo(List<Task<?>> tasks) {
        Head from = (Head) HEAD.getVolatile(this);
        for (Task<?> task = (Task<?>) FIRST.getAcquire(from); task != null; task = task.ownedNext) {
            if (!task.isFinished()) {
                tasks.add(task);
            }
        }
    }

    long linked() {
        return (long) LINKED.getVolatile(this);
    }

    long completed() {
        return (long) COMPLETED.getVolatile(this);
    }
}
