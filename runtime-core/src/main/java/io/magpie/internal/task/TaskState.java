package io.magpie.internal.task;

/// The bits of a task's word, and every transition as a pure function of the word. [Task] applies them.
///
/// A transition that has a precondition throws an [AssertionError] with the decoded word where it does not hold: that is
/// a bug of the runtime, never of the user.
final class TaskState {

    /// Somebody has the task: a queue, or a runner.
    static final int SCHEDULED = 1;
    /// The outcome is final.
    static final int COMPLETE = 1 << 1;
    /// Woken while scheduled: cleared when the next poll begins; a poll that has begun is followed by one more.
    static final int NOTIFIED = 1 << 2;
    /// Somebody wants the task cancelled.
    static final int CANCELLED = 1 << 3;
    /// The cancellation was handed to the future.
    static final int DELIVERED = 1 << 4;
    /// The stack of waiters was used.
    static final int JOIN_WAKER = 1 << 5;

    /// A new task is about to be put on a queue.
    static final int INITIAL = SCHEDULED;

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
        return word | (wakeSubmits(word) ? SCHEDULED : NOTIFIED);
    }

    /// Whether a wake that found `word` must put the task on a queue.
    static boolean wakeSubmits(int word) {
        return (word & (SCHEDULED | COMPLETE)) == 0;
    }

    // ---- begin: the holder of the entry

    /// Whether the word must be changed before the poll; if not, the task is polled as it is.
    static boolean beginChanges(int word) {
        require((word & SCHEDULED) != 0 && (word & COMPLETE) == 0, "begin", word);
        return (word & NOTIFIED) != 0 || isUndelivered(word);
    }

    static int begin(int word) {
        require((word & SCHEDULED) != 0 && (word & COMPLETE) == 0, "begin", word);
        return (isUndelivered(word) ? word | DELIVERED : word) & ~NOTIFIED;
    }

    // ---- suspend: the runner, when the poll was pending

    static int suspend(int word) {
        require((word & SCHEDULED) != 0 && (word & COMPLETE) == 0, "suspend", word);
        return switch (suspended(word)) {
            case IDLE -> word & ~SCHEDULED;
            case RESUBMIT -> word & ~NOTIFIED;
            case DELIVER -> (word | DELIVERED) & ~NOTIFIED;
        };
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
        return (word | COMPLETE) & ~(SCHEDULED | NOTIFIED);
    }

    // ---- abort: anyone, any time

    static int abort(int word) {
        return (word & (COMPLETE | CANCELLED)) != 0 ? word : word | CANCELLED | SCHEDULED;
    }

    /// Whether an abort that found `word` must put the task on a queue, for its clean-up.
    static boolean abortSubmits(int word) {
        return (word & (SCHEDULED | COMPLETE | CANCELLED)) == 0;
    }

    // ---- joining: anyone

    static int joinRegister(int word) {
        return word | JOIN_WAKER;
    }

    // ---- questions

    static boolean isComplete(int word) {
        return (word & COMPLETE) != 0;
    }

    static boolean isScheduled(int word) {
        return (word & SCHEDULED) != 0;
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
        String[] bits = {"SCHEDULED", "COMPLETE", "NOTIFIED", "CANCELLED", "DELIVERED", "JOIN_WAKER"};
        for (int i = 0; i < bits.length; i++) {
            if ((word & (1 << i)) != 0) {
                names.append(names.isEmpty() ? "" : "|").append(bits[i]);
            }
        }
        return names.isEmpty() ? "IDLE" : names.toString();
    }

    private static void require(boolean holds, String transition, int word) {
        if (!holds) {
            throw new AssertionError("task cannot " + transition + " while " + decode(word));
        }
    }
}
