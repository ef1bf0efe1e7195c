package io.magpie.internal.task;

/// The bits of a task's word, and every transition as a pure function of the word. [Task] applies them.
///
/// A transition that has a precondition throws an [AssertionError] with the decoded word where it does not hold: that is
/// a bug of the runtime, never of the user.
final class TaskState {

    /// A runner has the task.
    static final int RUNNING = 1;
    /// The outcome is final.
    static final int COMPLETE = 1 << 1;
    /// To be polled, or polled again.
    static final int NOTIFIED = 1 << 2;
    /// Somebody wants the task cancelled.
    static final int CANCELLED = 1 << 3;
    /// The cancellation was handed to the future.
    static final int DELIVERED = 1 << 4;
    /// The stack of waiters was used.
    static final int JOIN_WAKER = 1 << 5;
    /// Somebody looks at the outcome.
    static final int CLAIMED = 1 << 6;
    /// Nobody will look at the outcome.
    static final int DETACHED = 1 << 7;

    /// A new task is about to be put on a queue.
    static final int INITIAL = NOTIFIED;

    /// What the runner does after `suspend`.
    enum Suspended {
        /// The task waits; a wake will submit it.
        IDLE,
        /// It was woken during the poll: its entry goes to the back of the runner's queue.
        RESUBMIT,
        /// It was aborted during the poll: the runner keeps it and drops the future now.
        DELIVER
    }

    private TaskState() {}

    // ---- wake: anyone, any time

    static int wake(int word) {
        return word | NOTIFIED;
    }

    /// Whether a wake that found `word` must put the task on a queue.
    static boolean wakeSubmits(int word) {
        return (word & (RUNNING | COMPLETE | NOTIFIED)) == 0;
    }

    // ---- start: the holder of the entry

    static int start(int word) {
        require((word & NOTIFIED) != 0 && (word & (RUNNING | COMPLETE)) == 0, "start", word);
        return deliver((word | RUNNING) & ~NOTIFIED);
    }

    // ---- resume: the holder of a yielded task's entry

    /// Whether the task that yielded must change its word before it is polled; if not, it is polled as it is.
    static boolean resumeChanges(int word) {
        require((word & RUNNING) != 0 && (word & COMPLETE) == 0, "resume", word);
        return (word & NOTIFIED) != 0 || isUndelivered(word);
    }

    static int resume(int word) {
        require((word & RUNNING) != 0 && (word & COMPLETE) == 0, "resume", word);
        return deliver(word & ~NOTIFIED);
    }

    // ---- suspend: the runner, when the poll was pending

    static int suspend(int word) {
        require((word & RUNNING) != 0 && (word & COMPLETE) == 0, "suspend", word);
        if (isUndelivered(word)) {
            return (word | DELIVERED) & ~NOTIFIED;
        }
        return word & ~RUNNING;
    }

    /// What a `suspend` that found `word` means for the runner.
    static Suspended suspended(int word) {
        if (isUndelivered(word)) {
            return Suspended.DELIVER;
        }
        return (word & NOTIFIED) != 0 ? Suspended.RESUBMIT : Suspended.IDLE;
    }

    // ---- complete: the runner, or whoever cancels a task that was never queued

    static int complete(int word) {
        require((word & COMPLETE) == 0, "complete", word);
        return (word | COMPLETE) & ~(RUNNING | NOTIFIED);
    }

    // ---- abort: anyone, any time

    static int abort(int word) {
        if ((word & (COMPLETE | CANCELLED)) != 0) {
            return word;
        }
        if ((word & RUNNING) != 0) {
            return word | CANCELLED;
        }
        return word | CANCELLED | NOTIFIED;
    }

    /// Whether an abort that found `word` must put the task on a queue, for its clean-up.
    static boolean abortSubmits(int word) {
        return (word & (RUNNING | COMPLETE | NOTIFIED | CANCELLED)) == 0;
    }

    // ---- joining: anyone

    static int joinRegister(int word) {
        return word | JOIN_WAKER | CLAIMED;
    }

    static int claim(int word) {
        return word | CLAIMED;
    }

    static int detach(int word) {
        return word | DETACHED;
    }

    // ---- questions

    static boolean isComplete(int word) {
        return (word & COMPLETE) != 0;
    }

    static boolean isRunning(int word) {
        return (word & RUNNING) != 0;
    }

    static boolean isDelivered(int word) {
        return (word & DELIVERED) != 0;
    }

    static boolean isUndelivered(int word) {
        return (word & (CANCELLED | DELIVERED)) == CANCELLED;
    }

    static boolean hasJoinWaker(int word) {
        return (word & JOIN_WAKER) != 0;
    }

    /// The word in words, for messages.
    static String decode(int word) {
        StringBuilder names = new StringBuilder();
        String[] bits = {
            "RUNNING", "COMPLETE", "NOTIFIED", "CANCELLED", "DELIVERED", "JOIN_WAKER", "CLAIMED", "DETACHED"
        };
        for (int i = 0; i < bits.length; i++) {
            if ((word & (1 << i)) != 0) {
                names.append(names.isEmpty() ? "" : "|").append(bits[i]);
            }
        }
        return names.isEmpty() ? "IDLE" : names.toString();
    }

    private static int deliver(int word) {
        return isUndelivered(word) ? word | DELIVERED : word;
    }

    private static void require(boolean holds, String transition, int word) {
        if (!holds) {
            throw new AssertionError("task cannot " + transition + " while " + decode(word));
        }
    }
}
