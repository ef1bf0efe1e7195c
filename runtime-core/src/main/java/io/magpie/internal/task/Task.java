package io.magpie.internal.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.internal.util.CurrentRuntime;
import io.magpie.task.AbortHandle;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.TaskId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A spawned future: what runs, its [Waker] and its [JoinHandle] in one object.
///
/// The protocol, with the bits of the word, the owners of the fields and the reasons, is in the package's documentation;
/// the transitions are in [TaskState].
///
/// @param <T> the type of the value
public final class Task<T extends @Nullable Object> implements Waker, JoinHandle<T> {

    /// What became of a task that was run.
    public enum Ran {
        /// It waits for a wake.
        IDLE,
        /// It was woken meanwhile: the runner puts it at the back of its queue.
        RESUBMIT,
        /// It yielded: the runner keeps it until the others have run and the driver was polled.
        YIELDED,
        /// It has completed.
        COMPLETE
    }

    private static final VarHandle STATE;
    private static final VarHandle REASON;
    private static final VarHandle WAITERS;
    private static final VarHandle DETAILS;
    private static final VarHandle DETACHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Task.class, "state", int.class);
            REASON = lookup.findVarHandle(Task.class, "reason", Cancellation.class);
            WAITERS = lookup.findVarHandle(Task.class, "waiters", Waiter.class);
            DETAILS = lookup.findVarHandle(Task.class, "details", TaskDetails.class);
            DETACHED = lookup.findVarHandle(Task.class, "detached", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The word; see [TaskState].
    @SuppressWarnings("unused") // through STATE
    private int state = TaskState.INITIAL;

    /// Where the registry lists this task: 0 nowhere yet, n in shard n - 1, ~n on the list of the worker in slot n. Written
    /// by who lists it, before the task's entry goes on.
    short shard;

    /// Whether nobody will look at the outcome. Not in the word: see rule 7 of the package.
    @SuppressWarnings("unused") // through DETACHED
    private boolean detached;

    private final Scheduler scheduler;

    /// The future; once COMPLETE, the value or a [Failure].
    private @Nullable Object payload;

    @SuppressWarnings("unused") // through WAITERS
    private @Nullable Waiter waiters;

    @SuppressWarnings("unused") // through REASON
    private @Nullable Cancellation reason;

    @SuppressWarnings("unused") // through DETAILS
    private @Nullable TaskDetails details;

    /// Links of the registry's list; under the lock of the shard.
    @Nullable
    Task<?> ownedNext;

    @Nullable
    Task<?> ownedPrevious;

    /// A task that will poll `future`. Its one entry is with the caller, who schedules it.
    public Task(Future<T> future, Scheduler scheduler) {
        this.payload = future;
        this.scheduler = scheduler;
    }

    /// As [#Task(Future, Scheduler)], with a name or a spawn site to keep.
    public Task(Future<T> future, Scheduler scheduler, @Nullable String name, List<StackTraceElement> spawnSite) {
        this(future, scheduler);
        if (name != null || !spawnSite.isEmpty()) {
            DETAILS.set(this, TaskDetails.create(name, spawnSite));
        }
    }

    // ---- running: the holder of the entry

    /// Polls the task's future once, or drops it if the task was cancelled. Called by the holder of the task's entry,
    /// with the context of the calling thread. Never throws: what the future throws is the task's outcome.
    public Ran run(PollContext cx) {
        boolean drop = begin();
        cx.beginPoll(this);
        try {
            while (true) {
                Object answer;
                try {
                    answer = drop ? dropFuture(cx) : future().poll(cx);
                } catch (Cancelled cancelled) {
                    return complete(Failure.cancelled(cancelled.cancellation()));
                } catch (Throwable thrown) { // whatever it is, it is the outcome of this task and not of the worker
                    return complete(Failure.of(DeepStack.explain(thrown)));
                }
                if (answer == Poll.PENDING) {
                    if (drop && scheduler.cleanupOverdue(this, cx)) {
                        return dropForTheLastTime(cx);
                    }
                    if (cx.takeDeferred()) {
                        return Ran.YIELDED;
                    }
                    switch (suspend()) {
                        case IDLE -> {
                            return Ran.IDLE;
                        }
                        case RESUBMIT -> {
                            return Ran.RESUBMIT;
                        }
                        case DELIVER -> drop = true;
                    }
                } else if (answer == Poll.CANCELLED) {
                    return complete(drop ? Failure.cancelled(reason()) : Failure.of(cancelledByPoll()));
                } else {
                    return complete(answer);
                }
            }
        } finally {
            if (drop) {
                cx.endDrop();
            }
        }
    }

    /// Ends a task that was refused by the registry and never queued, as cancelled. Its future is dropped here, on the
    /// calling thread: it was never polled by this task, but may hold what it was made with. If its clean-up waits, it is
    /// adopted.
    public void completeUnscheduled(Cancellation why) {
        var _ = REASON.compareAndSet(this, null, why);
        PollContext cx = new PollContext(Budget.unlimited(), scheduler.services());
        cx.beginPoll(this);
        Object outcome;
        try {
            outcome = dropFuture(cx);
            if (outcome == Poll.PENDING) {
                scheduler.adopt(future(), reason());
            }
            if (outcome == Poll.PENDING || outcome == Poll.CANCELLED) {
                outcome = Failure.cancelled(reason());
            }
        } catch (Cancelled _) {
            outcome = Failure.cancelled(reason());
        } catch (Throwable thrown) { // the outcome of this task and not of the caller
            outcome = Failure.of(thrown);
        }
        finish(outcome);
    }

    /// Takes the task up for a poll. Returns whether its future is to be dropped.
    private boolean begin() {
        // Acquires what was written before a wake that has set NOTIFIED since; pairs with the read-modify-write there.
        // A wake that comes after this read finds SCHEDULED, and suspend finds its NOTIFIED.
        int word = (int) STATE.getVolatile(this);
        while (TaskState.beginChanges(word)) {
            int next = TaskState.begin(word);
            if (STATE.compareAndSet(this, word, next)) {
                return TaskState.isDelivered(next);
            }
            word = (int) STATE.getVolatile(this);
        }
        return TaskState.isDelivered(word);
    }

    private TaskState.Suspended suspend() {
        while (true) {
            int word = (int) STATE.getVolatile(this);
            // Releases what this poll wrote to the next runner; pairs with wake, then with the queue the entry goes to.
            if (STATE.compareAndSet(this, word, TaskState.suspend(word))) {
                return TaskState.suspended(word);
            }
        }
    }

    @SuppressWarnings("unchecked") // until COMPLETE, the payload is the future
    private Future<T> future() {
        return (Future<T>) Objects.requireNonNull(payload);
    }

    private @Nullable Object dropFuture(PollContext cx) throws Exception {
        cx.beginDrop(reason());
        return future().drop(cx);
    }

    /// The clean-up takes too long. It is told so, and given up if it still waits.
    private Ran dropForTheLastTime(PollContext cx) {
        cx.beginLastDrop();
        Object answer;
        try {
            answer = future().drop(cx);
        } catch (Cancelled cancelled) {
            return complete(Failure.cancelled(cancelled.cancellation()));
        } catch (Throwable thrown) { // as in `run`
            return complete(Failure.of(DeepStack.explain(thrown)));
        }
        if (answer == Poll.PENDING) {
            return abandon();
        }
        return complete(answer == Poll.CANCELLED ? Failure.cancelled(reason()) : answer);
    }

    private Ran abandon() {
        Cancellation why = reason();
        scheduler.reportFailure(report(
                HangingCleanUp.of("the clean-up of the cancelled " + label() + " (" + why.reason() + ")", future())));
        return complete(
                Failure.cancelled(new Cancellation(why.kind(), why.reason() + " (clean-up abandoned)", why.cause())));
    }

    /// The report of a task that was to adopt a drop which waits, and could not, because the runtime has ended.
    public FailureReport unadopted(Cancellation why) {
        return report(HangingCleanUp.of("clean-up after the end of the runtime (" + why.reason() + ")", future()));
    }

    /// Reports a part of this task that was dropped and did not end in time. Called in a poll of this task.
    void reportHanging(Future<?> hanging, Cancellation why) {
        scheduler.reportFailure(report(
                HangingCleanUp.of("clean-up in " + label() + " of what it dropped (" + why.reason() + ")", hanging)));
    }

    private Ran complete(@Nullable Object outcome) {
        finish(outcome);
        scheduler.release(this);
        return Ran.COMPLETE;
    }

    /// Makes `outcome` final and tells whoever waits.
    private void finish(@Nullable Object outcome) {
        // Before the word: the future, with all it captured, is gone when completion becomes visible.
        payload = outcome;
        int word;
        do {
            word = (int) STATE.getVolatile(this);
            // Must be a read-modify-write: a store could miss the JOIN_WAKER of a waiter that has pushed its node.
        } while (!STATE.compareAndSet(this, word, TaskState.complete(word)));
        boolean awaited =
                TaskState.hasJoinWaker(word) && Waiter.wakeAll((Waiter) WAITERS.getAndSet(this, Waiter.CLOSED));
        if (outcome instanceof Failure failure && failure.cause != null && !awaited) {
            if (isDetached()) {
                reportOnce(failure, failure.cause);
            } else {
                watch(failure, failure.cause);
            }
        }
    }

    // ---- waking: anyone

    @Override
    public void wake() {
        int word;
        do {
            word = (int) STATE.getVolatile(this);
            // Always a read-modify-write, even when NOTIFIED is set: it releases the waker's earlier writes to the next
            // poll; pairs with begin, and with suspend. Skipped after a look, the wake is lost (mutant `readfirst`).
        } while (!STATE.compareAndSet(this, word, TaskState.wake(word)));
        if (TaskState.wakeSubmits(word)) {
            scheduler.schedule(this);
        }
    }

    // ---- cancelling: anyone

    @Override
    public void abort(String why) {
        abort(Cancellation.aborted(Objects.requireNonNull(why, "reason")));
    }

    @Override
    public void abort(Throwable cause) {
        abort(Cancellation.aborted(Objects.requireNonNull(cause, "cause")));
    }

    /// Cancels the task; the first reason stays.
    @Override
    public void abort(Cancellation why) {
        // Before the word, so that whoever sees CANCELLED finds a reason.
        var _ = REASON.compareAndSet(this, null, why);
        int word;
        int next;
        do {
            word = (int) STATE.getVolatile(this);
            next = TaskState.abort(word);
            if (next == word) {
                return;
            }
        } while (!STATE.compareAndSet(this, word, next));
        if (TaskState.abortSubmits(word)) {
            scheduler.schedule(this);
        } else {
            scheduler.abortRequested(this);
        }
    }

    /// Why the task was cancelled. Called after somebody saw that it was.
    public Cancellation reason() {
        Cancellation why = (Cancellation) REASON.getVolatile(this);
        if (why == null) {
            throw new AssertionError(label() + " is cancelled without a reason, while " + stateName());
        }
        return why;
    }

    private static IllegalStateException cancelledByPoll() {
        return new IllegalStateException("poll returned Poll.CANCELLED, which only drop may return");
    }

    // ---- joining: anyone

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        if (isFinished() || register(cx.waker())) {
            return takeOutcome();
        }
        cx.refund();
        return Poll.PENDING;
    }

    /// Detaches this waiter; the task runs on.
    @Override
    public @Nullable Object drop(Context cx) {
        if (unregister(cx.waker())) {
            // Another branch of the same task may await this handle with the same waker: it registers again.
            cx.waker().wake();
        }
        return Poll.CANCELLED;
    }

    @Override
    public T join(Duration timeout) throws Exception {
        CurrentRuntime.requireMayBlock("JoinHandle.join");
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        return joinUntil(System.nanoTime() + Math.clamp(nanos, 0, Long.MAX_VALUE >> 1), timeout);
    }

    @Override
    public T join() throws Exception {
        CurrentRuntime.requireMayBlock("JoinHandle.join");
        return joinUntil(0, null);
    }

    private T joinUntil(long deadline, @Nullable Duration timeout) throws Exception {
        Thread self = Thread.currentThread();
        if (!isFinished() && !finishesSoon() && !register(self)) {
            try {
                while (!isFinished()) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted while joining " + label() + ", which goes on");
                    }
                    if (timeout == null) {
                        LockSupport.park(this);
                        continue;
                    }
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw new TimeoutException(label() + " was still under way after " + timeout);
                    }
                    LockSupport.parkNanos(this, left);
                }
            } catch (InterruptedException | TimeoutException gaveUp) {
                boolean _ = unregister(self);
                throw gaveUp;
            }
        }
        return takeOutcome();
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is for a worker on the same core
    private boolean finishesSoon() {
        long start = System.nanoTime();
        while (scheduler.isWorthSpinning(start)) {
            if (isFinished()) {
                return true;
            }
            Thread.yield();
        }
        return false;
    }

    /// Has `waker` woken when the task completes, and counts its outcome as looked at. Returns true if it has completed
    /// already; `waker` may be woken then, too.
    public boolean wakeWhenFinished(Waker waker) {
        return register(waker);
    }

    /// Registers a waker or a thread to be woken at completion. Returns true if the task has completed already.
    private boolean register(Object waiter) {
        while (true) {
            Waiter stack = (Waiter) WAITERS.getVolatile(this);
            if (stack == Waiter.CLOSED) {
                return true;
            }
            if (Waiter.find(waiter, stack) != null || WAITERS.compareAndSet(this, stack, Waiter.push(waiter, stack))) {
                break;
            }
        }
        // After the push; pairs with the completer's read-modify-write, then its take of the stack.
        int word = (int) STATE.getVolatile(this);
        while (!TaskState.hasJoinWaker(word)) {
            if (STATE.compareAndSet(this, word, TaskState.joinRegister(word))) {
                break;
            }
            word = (int) STATE.getVolatile(this);
        }
        return TaskState.isComplete(word);
    }

    /// Lets go of a waker or a thread that gives up. Returns whether it waited; if not, it may have been told already, and
    /// then a failure that it does not look at is still unseen.
    private boolean unregister(Object waiter) {
        Waiter node = Waiter.find(waiter, (Waiter) WAITERS.getVolatile(this));
        if (node != null && node.die()) {
            return true;
        }
        if (isFinished() && payload instanceof Failure failure && failure.cause != null && !failure.isSeen()) {
            watch(failure, failure.cause);
        }
        return false;
    }

    /// The value of this task, which has completed, or what else became of it, thrown.
    public T takeOutcome() throws Exception {
        claim();
        if (payload instanceof Failure failure) {
            throw Task.<Exception>sneak(traced(
                    failure.cancellation != null
                            ? new TaskCancelledException(label(), failure.cancellation)
                            : Objects.requireNonNull(failure.cause)));
        }
        return value();
    }

    private Throwable traced(Throwable failure) {
        TaskDetails known = (TaskDetails) DETAILS.getVolatile(this);
        if (known != null && !known.spawnSite().isEmpty()) {
            AwaitSite.addTo(failure, known);
        }
        return failure;
    }

    /// The value of a task that completed with one.
    @SuppressWarnings({"unchecked", "NullAway"}) // the future promised a T, and null only where T allows it
    private T value() {
        return (T) payload;
    }

    @Override
    public @Nullable Outcome<T> outcome() {
        if (!isFinished()) {
            return null;
        }
        claim();
        if (payload instanceof Failure failure) {
            return failure.cancellation != null
                    ? new Outcome.Aborted<>(failure.cancellation)
                    : new Outcome.Failed<>(Objects.requireNonNull(failure.cause));
        }
        return new Outcome.Completed<>(value());
    }

    /// Takes note that somebody looks at the outcome, so that a failure is not reported. Called after COMPLETE was seen.
    private void claim() {
        if (payload instanceof Failure failure && failure.markSeen()) {
            scheduler.unseenFailures().seen(failure);
        }
    }

    @Override
    public boolean isFinished() {
        return TaskState.isComplete((int) STATE.getVolatile(this));
    }

    @Override
    @CanIgnoreReturnValue
    public AbortHandle detached() {
        markDetached();
        if (isFinished() && payload instanceof Failure failure && failure.cause != null) {
            scheduler.unseenFailures().seen(failure);
            reportOnce(failure, failure.cause);
        }
        return this;
    }

    /// The first half of [#detached]. No fence after it: a completer that misses it has [UnseenFailures] look again.
    void markDetached() {
        DETACHED.setOpaque(this, true);
    }

    /// Whether somebody has said that nobody will look; a store that was made a moment ago may be missed.
    boolean isDetached() {
        return (boolean) DETACHED.getOpaque(this);
    }

    @Override
    public AbortHandle abortHandle() {
        return this;
    }

    // ---- who it is: anyone

    @Override
    public TaskId id() {
        return details().id();
    }

    @Override
    public @Nullable String name() {
        TaskDetails known = (TaskDetails) DETAILS.getVolatile(this);
        return known == null ? null : known.name();
    }

    /// How messages call this task.
    public String label() {
        return details().label();
    }

    /// Whose task this is.
    public Scheduler scheduler() {
        return scheduler;
    }

    private TaskDetails details() {
        TaskDetails known = (TaskDetails) DETAILS.getVolatile(this);
        if (known == null) {
            TaskDetails made = TaskDetails.create(null, List.of());
            TaskDetails winner = (TaskDetails) DETAILS.compareAndExchange(this, (TaskDetails) null, made);
            known = winner == null ? made : winner;
        }
        return known;
    }

    @Override
    public String toString() {
        return label() + " " + stateName();
    }

    /// The word in words, for messages.
    String stateName() {
        return TaskState.decode((int) STATE.getVolatile(this));
    }

    // ---- failures nobody looks at

    private void reportOnce(Failure failure, Throwable cause) {
        if (failure.markSeen()) {
            scheduler.reportFailure(report(cause));
        }
    }

    private void watch(Failure failure, Throwable cause) {
        scheduler.unseenFailures().watch(this, failure, report(cause));
    }

    private FailureReport report(Throwable cause) {
        TaskDetails known = details();
        return new FailureReport(known.id(), known.name(), cause, known.spawnSite());
    }

    /// Throws anything where only exceptions are declared: a task's failure keeps its own type.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
