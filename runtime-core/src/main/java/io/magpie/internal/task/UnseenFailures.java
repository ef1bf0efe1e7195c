package io.magpie.internal.task;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The failures of tasks that nobody has looked at yet, of one runtime.
///
/// A failure is reported when the task object is collected before anyone has read it, and at shutdown for the rest;
/// and a millisecond after the failure, if the task turns out to have been detached in the instant in which it failed.
/// Costs nothing until a task fails: only then is there a phantom reference, and, while there is one, a daemon
/// thread that waits for the collector. The thread ends with the last unseen failure, or with the runtime.
public final class UnseenFailures {

    /// After so long a store to `Task.detached` that was made before the task failed has arrived. A guess, and a long one:
    /// it takes less than a microsecond.
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    /// A task that failed, as long as nobody has seen it. Does not reach the task, once that was looked at again.
    private static final class Watch extends PhantomReference<Object> {
        private final Failure failure;
        private final FailureReport report;
        private final long since = System.nanoTime();

        /// Until it was looked at again. Published by the queue of the young.
        private @Nullable Task<?> task;

        Watch(Task<?> task, Failure failure, FailureReport report, ReferenceQueue<Object> collected) {
            super(task, collected);
            this.task = task;
            this.failure = failure;
            this.report = report;
        }
    }

    /// Wakes the thread, although no task was collected.
    private static final class Nudge extends PhantomReference<Object> {
        Nudge(ReferenceQueue<Object> collected) {
            super(null, collected);
        }
    }

    private final Consumer<FailureReport> handler;
    private final ThreadFactory threads;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /// Who removes a watch reports it, or has seen the failure.
    private final Map<Failure, Watch> unseen = new ConcurrentHashMap<>();

    /// The watches that are to be looked at again, oldest first.
    private final Queue<Watch> young = new ConcurrentLinkedQueue<>();

    /// Waits for the collector; null while nothing is unseen. Guarded by this.
    private @Nullable Thread watcher;

    /// A [Nudge] is on its way, and one is enough: cleared when all that was collected has been taken. Guarded by this.
    private boolean nudged;

    /// No thread is started any more. Guarded by this.
    private boolean closed;

    /// Reports go to `handler`, on the thread that waits for the collector or on the one that shuts the runtime down.
    public UnseenFailures(Consumer<FailureReport> handler) {
        this(handler, work -> new Thread(work, "magpie-unseen-failures"));
    }

    /// As above, with the thread that `threads` makes.
    UnseenFailures(Consumer<FailureReport> handler, ThreadFactory threads) {
        this.handler = handler;
        this.threads = threads;
    }

    /// Watches `task`, which failed. The report must not reach the task.
    void watch(Task<?> task, Failure failure, FailureReport report) {
        Watch watch = new Watch(task, failure, report, collected);
        if (unseen.putIfAbsent(failure, watch) != null) {
            return; // whoever completed the task does it, or somebody who gave up awaiting it
        }
        young.add(watch);
        if (!startWatcher()) {
            boolean _ = young.remove(watch);
            report(failure); // the runtime has ended: there is nobody who would look later
        }
    }

    /// Takes note that somebody looked at `failure`.
    void seen(Failure failure) {
        if (unseen.remove(failure) != null && unseen.isEmpty()) {
            nudgeWatcher();
        }
    }

    /// Reports everything that nobody looked at: the runtime ends.
    public void reportAll() {
        synchronized (this) {
            closed = true;
        }
        for (Failure failure : unseen.keySet()) {
            report(failure);
        }
        nudgeWatcher();
    }

    private void report(Failure failure) {
        Watch watch = unseen.remove(failure);
        if (watch != null && failure.markSeen()) {
            handler.accept(watch.report);
        }
    }

    /// Sees to it that there is a thread, after a watch was put. Returns false if the runtime has ended.
    private synchronized boolean startWatcher() {
        if (closed) {
            return false;
        }
        if (watcher == null) {
            Thread made = threads.newThread(this::watch);
            made.setDaemon(true);
            try {
                made.start();
                watcher = made;
            } catch (OutOfMemoryError noThread) {
                // The next failure tries again; the end of the runtime reports what is left. Thrown, it would end a
                // worker.
            }
        } else {
            nudge(); // it may wait for the collector
        }
        return true;
    }

    /// Has the thread look whether it is still needed, after a watch was removed.
    private synchronized void nudgeWatcher() {
        if (watcher != null && unseen.isEmpty()) {
            nudge();
        }
    }

    private synchronized void nudge() {
        if (!nudged) {
            nudged = true;
            new Nudge(collected).enqueue();
        }
    }

    private void watch() {
        try {
            do {
                Watch oldest = young.poll();
                if (oldest != null) {
                    lookAgain(oldest);
                }
                // Also while there are young ones: failures that keep coming must not hold up those collected. All of
                // them, for the queue gives its newest first.
                Reference<?> next = oldest == null ? collected.remove() : collected.poll();
                while (next != null) {
                    if (next instanceof Watch watch) {
                        report(watch.failure);
                    }
                    next = collected.poll();
                }
            } while (!endIfLast());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    /// Reports the failure of a task that was detached when nobody could see it yet.
    private void lookAgain(Watch watch) throws InterruptedException {
        long left = LOOK_AGAIN_NANOS - (System.nanoTime() - watch.since);
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
        Task<?> task = watch.task;
        watch.task = null;
        if (task != null && task.isDetached()) {
            report(watch.failure);
        }
    }

    /// Ends the thread, if nothing is unseen. Returns whether it ends.
    private synchronized boolean endIfLast() {
        nudged = false; // before it looks for what the nudge was about
        if (!unseen.isEmpty() || !young.isEmpty()) {
            return false;
        }
        watcher = null;
        return true;
    }
}
